import { expect, test } from 'vitest';
import type { Principal } from '../access/principal.ts';
import type { PersonId, SessionId } from '../base/ids.ts';
import { asOfNow } from './rights-at.ts';

test('whoever stays connected is asked as of now, each time', () => {
  const person = 'p' as PersonId; // as: an id by hand.
  const session = { session: 's' as SessionId, person, openedAt: 0, expiresAt: 1 }; // as: an id by hand.
  let at = 5;
  const asked: Principal = asOfNow({ kind: 'person', person, session, at }, { wall: () => at });
  expect(asked).toMatchObject({ person, at: 5 });
  at = 7;
  expect(asked).toMatchObject({ person, at: 7 });
});
