import type { OutputId, PlaceId } from '../../base/ids.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { OUTPUTS_FACTS } from '../facts/outputs-facts.ts';
import type { State } from '../state.ts';

export type OutputsFact = Extract<Fact, { readonly kind: keyof typeof OUTPUTS_FACTS }>;

/** What a fact makes of the outputs. Values are absolute. */
export function applyOutputs(state: State, fact: OutputsFact): void {
  // as (all in this function): ids in facts are the strings that branded ids became.
  if (fact.kind === 'OutputRemoved') {
    state.outputs.delete(fact.data.output as OutputId);
    return;
  }
  const { data } = fact;
  const ids = { output: data.output as OutputId, place: data.place as PlaceId | undefined };
  state.outputs.set(ids.output, { ...data, ...ids });
}
