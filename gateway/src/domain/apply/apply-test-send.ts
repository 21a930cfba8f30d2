import type { PersonId } from '../../base/ids.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { TEST_SEND_FACTS } from '../facts/test-send-facts.ts';
import type { State } from '../state.ts';

export type TestSendFact = Extract<Fact, { readonly kind: keyof typeof TEST_SEND_FACTS }>;

/** The last test message to each person, and what became of it. */
export function applyTestSend(state: State, fact: TestSendFact): void {
  // as (all): ids in facts are the strings that branded ids became.
  const person = fact.data.person as PersonId;
  if (fact.kind === 'TestSendAsked') {
    const { send, by, ways, without } = fact.data;
    const tried = [...ways.map((way) => ({ way })), ...without.map((way) => ({ way, result: 'no-device' as const, at: fact.at }))];
    state.testSends.set(person, { person, send, by: by as PersonId, askedAt: fact.at, askedT: fact.t, ways: tried });
    return;
  }
  const known = state.testSends.get(person);
  const { send, way, result, why, reportedAt } = fact.data;
  if (known?.send !== send) return;
  const ways = known.ways.map((one) => (one.way === way ? { way, result, why, at: reportedAt } : one));
  state.testSends.set(person, { ...known, ways });
}
