import { unreachable } from '../../base/assert.ts';
import type { PlaceId, PolicyId, RotaId } from '../../base/ids.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { ESCALATION_FACTS } from '../facts/escalation-facts.ts';
import { unprovenByPolicy } from '../rules/climb-proof.ts';
import type { State } from '../state.ts';

export type EscalationFact = Extract<Fact, { readonly kind: keyof typeof ESCALATION_FACTS }>;

/** What a fact makes of policies and rotas. Values are absolute. */
export function applyEscalation(state: State, fact: EscalationFact): void {
  // as (all in this function): ids in facts are the strings that branded ids became.
  switch (fact.kind) {
    case 'EscalationPolicySaved': {
      const { data, seq } = fact;
      const ids = { policy: data.policy as PolicyId, place: data.place as PlaceId | undefined };
      const after = { ...data, ...ids, saved: seq };
      unprovenByPolicy(state, { before: state.policies.get(ids.policy), after }, fact);
      state.policies.set(ids.policy, after);
      return;
    }
    case 'EscalationPolicyRemoved': {
      const id = fact.data.policy as PolicyId;
      unprovenByPolicy(state, { before: state.policies.get(id), after: undefined }, fact);
      state.policies.delete(id);
      return;
    }
    case 'RotaSaved': {
      const { data } = fact;
      const ids = { rota: data.rota as RotaId, place: data.place as PlaceId | undefined };
      state.rotas.set(ids.rota, { ...data, ...ids });
      return;
    }
    case 'RotaRemoved':
      state.rotas.delete(fact.data.rota as RotaId);
      return;
    default:
      unreachable(fact);
  }
}
