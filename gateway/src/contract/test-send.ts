import { Type, type Static } from 'typebox';
import { NamedPerson } from './alarm.ts';
import { PushDevice } from './push.ts';
import { WAYS } from './ways.ts';

/** A harmless message that tries each way by which somebody can be reached. */

/** What became of it on one way. `accepted`: whoever carries it has it, and no more is known. */
export const SENT_RESULTS = ['delivered', 'accepted', 'unreachable'] as const;
export type SentResult = (typeof SENT_RESULTS)[number];
/** … or there was nothing to send it to: no number, no address, no browser. */
export const TEST_RESULTS = [...SENT_RESULTS, 'no-device'] as const;
export type TestResult = (typeof TEST_RESULTS)[number];

/** One person is tried no more often; and so many different ones by the same asker in that time. */
export const TEST_SEND_REST_MS = 60_000;
export const TEST_SENDS_AT_ONCE = 10;

export const TestedWay = Type.Object({
  way: Type.Enum([...WAYS]),
  /** Absent: on its way. */
  result: Type.Optional(Type.Enum([...TEST_RESULTS])),
  at: Type.Optional(Type.Number()),
  /** A code of ours. */
  why: Type.Optional(Type.String()),
});
export type TestedWay = Static<typeof TestedWay>;

/** `GET /api/v1/people/:person/ways`. */
export const PersonWays = Type.Object({
  /** Every way that is set up in this house, and whether it knows this person. */
  ways: Type.Array(Type.Object({ way: Type.Enum([...WAYS]), knows: Type.Boolean() })),
  devices: Type.Array(PushDevice),
  /** The last one; absent: nobody has asked for any. */
  test: Type.Optional(Type.Object({ by: NamedPerson, at: Type.Number(), ways: Type.Array(TestedWay) })),
});
export type PersonWays = Static<typeof PersonWays>;
