import { DAY_MS, HOUR_MS } from '../../base/durations.ts';
import type { PlaceId } from '../../base/ids.ts';
import { TEST_EVERY, type TestEvery } from '../../contract/test-round.ts';
import type { Device } from '../devices.ts';
import { homeOf } from '../home.ts';
import { nearest, upwards } from '../places.ts';
import type { StateView } from '../state.ts';
import { workingTimeIn, type WorkingTime } from '../working-hours.ts';

/** Where nobody has said how often: what the field asks for at least (language.md). */
const UNSAID: TestEvery = 'week';
const WEEK_MS = 7 * DAY_MS;
/** The longest month, so that a monthly round on the same day is in time. */
const MONTH_MS = 31 * DAY_MS;
/** A working day and an hour: who was tested in yesterday's first hour has until today's first hour is over. Nights and weekends do not count. */
const SHIFT_MS = 11 * HOUR_MS;

const HOUSE_KEY = 'test-every';

/** Under which setting a place's policy stands; without a place, the house's. */
export function testPolicyKey(place?: PlaceId): string {
  return place === undefined ? HOUSE_KEY : `${HOUSE_KEY}:${place}`;
}

type Asking = Pick<StateView, 'places' | 'people' | 'settings' | 'tests'>;

/** What somebody has set for exactly this place, or for the house. */
export function ownTestPolicy({ settings }: Pick<Asking, 'settings'>, place?: PlaceId): TestEvery | undefined {
  const value = settings.get(testPolicyKey(place))?.value;
  return TEST_EVERY.find((every) => every === value);
}

/** The policy that holds at a place: the nearest upwards, then the house's. `isSet`: somebody has said so. */
export function testPolicyAt(state: Asking, place: PlaceId | undefined): { readonly every: TestEvery; readonly isSet: boolean } {
  const own = nearest(state.places, place, (step) => ownTestPolicy(state, step.place)) ?? ownTestPolicy(state);
  return own === undefined ? { every: UNSAID, isSet: false } : { every: own, isSet: true };
}

/** Epoch ms from which on a button is untested; 0 where it never was tested, undefined where nobody asks for it. */
export function testDueAt(every: TestEvery, lastTest: number | undefined, after: WorkingTime): number | undefined {
  if (every === 'off') return undefined;
  if (lastTest === undefined) return 0;
  switch (every) {
    case 'shift':
      return after(lastTest, SHIFT_MS);
    case 'week':
      return lastTest + WEEK_MS;
    case 'month':
      return lastTest + MONTH_MS;
  }
}

/** What holds at a place. */
interface Terms extends Pick<TestState, 'every' | 'isSet'> {
  readonly after: WorkingTime;
}

export interface TestState {
  readonly place: PlaceId | undefined;
  readonly every: TestEvery;
  readonly isSet: boolean;
  readonly lastTest: number | undefined;
  readonly dueAt: number | undefined;
  readonly untested: boolean;
}

/**
 * How each button stands at `at` (epoch ms). It belongs where it is kept, else where its worker belongs. What buttons share is looked up
 * once a round: a place's policy and zone, and a zone's days. For one round only: nothing is noticed that changes in between.
 */
export function testRound(state: Asking, at: number): (device: Device) => TestState {
  const zones = new Map<string, WorkingTime>();
  const terms = new Map<PlaceId | undefined, Terms>();
  const termsAt = (place: PlaceId | undefined): Terms => {
    const zone = nearest(state.places, place, (step) => step.zone) ?? 'UTC';
    return { ...testPolicyAt(state, place), after: zones.getOrInsertComputed(zone, workingTimeIn) };
  };
  return (device) => {
    const place = homeOf(state, device);
    const { every, isSet, after } = terms.getOrInsertComputed(place, termsAt);
    const lastTest = state.tests.get(device.device)?.passedAt;
    const dueAt = testDueAt(every, lastTest, after);
    return { place, every, isSet, lastTest, dueAt, untested: dueAt !== undefined && at >= dueAt };
  };
}

/** What somebody carries or presses. A phone page is there for everybody who ever signed in, and an integration tests itself. */
export function isTestable({ family, revoked }: Device): boolean {
  return !revoked && (family === 'duress' || family === 'radio');
}

/** The site that a place belongs to. */
export function siteOf({ places }: Pick<Asking, 'places'>, place: PlaceId | undefined): PlaceId | undefined {
  return upwards(places, place).at(-1)?.place;
}
