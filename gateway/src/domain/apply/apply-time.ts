import { assert, unreachable } from '../../base/assert.ts';
import type { DebriefId, PersonId } from '../../base/ids.ts';
import type { Debrief, Prompt } from '../debrief.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { TIME_FACTS } from '../facts/time-facts.ts';
import { engineTimeOf } from '../written-time.ts';
import type { State } from '../state.ts';

export type TimeFact = Extract<Fact, { readonly kind: keyof typeof TIME_FACTS }>;

/** What a reminder, an answer or a follow-up makes of a debrief. */
export function applyTime(state: State, fact: TimeFact): void {
  const id = fact.data.debrief as DebriefId; // as: ids in facts are the strings that branded ids became.
  const debrief = state.debriefs.get(id);
  assert(debrief !== undefined, `${fact.kind} is about a debrief that is open`);
  state.debriefs.set(id, next(debrief, fact));
}

function next(debrief: Debrief, fact: TimeFact): Debrief {
  switch (fact.kind) {
    case 'DebriefReminded': {
      const { item, step, due, next: again } = fact.data;
      const prompt: Prompt = { step, due, next: again, nextT: engineTimeOf(again, fact) };
      return { ...debrief, prompts: { ...debrief.prompts, [item]: prompt } };
    }
    case 'DebriefAnswered':
      assert(debrief.state === 'accepted', 'only an accepted debrief is answered');
      return { ...debrief, state: 'following', answeredAt: fact.at };
    case 'FollowedUp': {
      const { which, version } = fact.data;
      const by = fact.data.by as PersonId; // as: ids in facts are the strings that branded ids became.
      return { ...debrief, followUps: { ...debrief.followUps, [which]: { by, at: fact.at, version } } };
    }
    default:
      return unreachable(fact);
  }
}

/** A leave that was entered is a deadline of each debrief that the person owns: whoever plans those must look again. */
export function lookAgainAtOwned(state: State, owner: PersonId): void {
  for (const debrief of state.debriefs.by('owner', owner)) state.debriefs.set(debrief.debrief, { ...debrief });
}
