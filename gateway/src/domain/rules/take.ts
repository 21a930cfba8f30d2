import type { AlarmId, PersonId } from '../../base/ids.ts';
import type { Draft } from '../facts/catalogue.ts';
import { byPerson, draft, type Ruling } from '../ruling.ts';

interface Taking {
  readonly alarm: AlarmId;
  readonly by: PersonId;
  readonly takenAt: number;
  /** Engine ms; absent: now. */
  readonly takenT?: number | undefined;
  readonly from?: PersonId | undefined;
  readonly unrecorded?: true | undefined;
}

/** One person has the alarm. Quiet until `loudT`; without progress it sounds again then. */
export function take(ruling: Ruling, taking: Taking): Draft {
  const { alarm, by, takenAt, takenT = ruling.t, from, unrecorded } = taking;
  const loudT = takenT + ruling.policy.takenQuietMs;
  return draft('AlarmTaken', { alarm, by, takenAt, from, loudT, unrecorded }, { actor: byPerson(by), about: alarm });
}
