import { Type } from 'typebox';
import { SENT_RESULTS } from '../../contract/test-send.ts';
import { WAYS } from '../../contract/ways.ts';
import { Id, Ms, OptText } from './shapes.ts';

const Ways = Type.Array(Type.Enum([...WAYS]));

/** Version 1 of messages that only try whether somebody can be reached. Never of an alarm; codes and ids alone. */
export const TEST_SEND_FACTS = {
  /** `ways`: by these it goes out; `without`: set up in this house, and they do not know the person. */
  TestSendAsked: Type.Object({ send: Id, person: Id, by: Id, ways: Ways, without: Ways }),
  TestSendReported: Type.Object({
    send: Id,
    person: Id,
    way: Type.Enum([...WAYS]),
    result: Type.Enum([...SENT_RESULTS]),
    why: OptText,
    reportedAt: Ms,
  }),
} as const;
