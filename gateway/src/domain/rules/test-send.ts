import { TEST_SEND_REST_MS, TEST_SENDS_AT_ONCE } from '../../contract/test-send.ts';
import type { Input } from '../input.ts';
import { byPerson, decided, draft, GATEWAY, refused, type Decision, type Ruling } from '../ruling.ts';
import { isNewsOf } from '../test-send.ts';

type Of<T extends Input['type']> = Extract<Input, { readonly type: T }>;

/** A message that tries whether somebody can be reached. Bounded: phones that ring for nothing are answered by nobody when it matters. */
export function decideTestSend({ state, t, id }: Ruling, { actor, person, ways, without }: Of<'test-send'>): Decision {
  const known = state.people.get(person);
  if (known === undefined || !known.active || known.erased === true) return refused('unknown-person', { detail: person });
  const isLately = (askedT: number): boolean => t - askedT < TEST_SEND_REST_MS;
  const before = state.testSends.get(person);
  if (before !== undefined && isLately(before.askedT)) return refused('not-now', { detail: 'tried a moment ago' });
  const others = state.testSends.by('by', actor).filter(({ askedT }) => isLately(askedT));
  if (others.length >= TEST_SENDS_AT_ONCE) return refused('not-now', { detail: 'too many at once' });
  const data = { send: id, person, by: actor, ways: [...ways], without: [...without] };
  return decided([draft('TestSendAsked', data, { actor: byPerson(actor) })], { outcome: 'accepted', id });
}

/** What became of it, when it is news. A word about an older one changes nothing. */
export function decideTestResult({ state }: Ruling, { send, person, way, result, why, at }: Of<'test-result'>): Decision {
  const known = state.testSends.get(person);
  if (known?.send !== send || !isNewsOf(known, way, result)) return decided([]);
  return decided([draft('TestSendReported', { send, person, way, result, why, reportedAt: at }, { actor: GATEWAY })]);
}
