import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../gateway/src/base/durations.ts';
import type { PlaceId } from '../../../gateway/src/base/ids.ts';
import { SOUND_TEST_HOURS, STILL_THERE_MINUTES } from '../../../gateway/src/contract/limits.ts';
import { cookieOf } from '../../harness/sign-in.ts';
import { Watchers } from './watchers.ts';

let watchers: Watchers;
beforeEach(async () => {
  watchers = await Watchers.open();
});
afterEach(() => watchers.close());

async function set(place: string, values: { stillThereMinutes?: number; soundTestHours?: number }): Promise<void> {
  const before = watchers.core.committed.places.get(place as PlaceId); // as: an id by hand.
  if (before === undefined) throw new RangeError(place);
  await watchers.house.save([{ put: 'place', value: { ...before, ...values } }]);
}

describe('a person, or nobody', () => {
  test('half an hour without a touch is the most, unless the site says otherwise; then the console says why', async () => {
    const maria = await watchers.sit('maria');
    await watchers.pass(30 * MINUTE_MS);
    expect(watchers.written('WatchEnded')).toEqual([]);
    await watchers.pass(20_000);
    expect(watchers.written('WatchEnded').map(({ data }) => data.why)).toEqual(['unattended']);
    await watchers.touch(maria);
    await watchers.pass(1_000);
    expect(watchers.written('WatchStarted')).toHaveLength(2);
  });

  test('a site that allows five minutes gets five, at once, and each console is told what it is held to', async () => {
    const maria = await watchers.sit('maria');
    await watchers.pass(2_000);
    expect(watchers.pulse(maria)?.heldTo).toEqual({ attendedWithinMs: 30 * MINUTE_MS, soundTestWithinMs: 12 * HOUR_MS });
    await watchers.pass(4 * MINUTE_MS);
    await set('site', { stillThereMinutes: 5, soundTestHours: 8 });
    await watchers.pass(30_000);
    expect(watchers.pulse(maria)?.heldTo).toEqual({ attendedWithinMs: 5 * MINUTE_MS, soundTestWithinMs: 8 * HOUR_MS });
    expect(watchers.written('WatchEnded')).toEqual([]);
    await watchers.pass(50_000);
    expect(watchers.written('WatchEnded').map(({ data }) => data.why)).toEqual(['unattended']);
  });

  test('whoever watches two sites is held to the stricter one; a place alone does not loosen what its site asks', async () => {
    const kind = { kind: 'site' as const, beacons: [], fallback: [], emergency: [] };
    const south = { place: 'south' as PlaceId, name: 'South Street', stillThereMinutes: 10, ...kind }; // as: an id by hand.
    await watchers.house.save([{ put: 'place', value: south }]);
    const [both, one] = [await watchers.sit('sam'), await watchers.sit('maria', { place: 'site' })];
    await watchers.pass(2_000);
    expect(watchers.pulse(both)?.heldTo?.attendedWithinMs).toBe(10 * MINUTE_MS);
    expect(watchers.pulse(one)?.heldTo?.attendedWithinMs).toBe(30 * MINUTE_MS);
  });
});

describe('the settings of a place', () => {
  const { least, most } = STILL_THERE_MINUTES;
  test.each([
    ['stillThereMinutes', least - 1, 400],
    ['stillThereMinutes', least, 200],
    ['stillThereMinutes', most, 200],
    ['stillThereMinutes', most + 1, 400],
    ['stillThereMinutes', least + 0.5, 400],
    ['soundTestHours', SOUND_TEST_HOURS.least - 1, 400],
    ['soundTestHours', SOUND_TEST_HOURS.least, 200],
    ['soundTestHours', SOUND_TEST_HOURS.most, 200],
    ['soundTestHours', SOUND_TEST_HOURS.most + 1, 400],
  ])('%s of %d is answered with %d', async (name, value, status) => {
    const { http } = watchers.house.addresses;
    const { cookie } = await cookieOf(watchers.house, 'sam');
    const headers = { cookie, origin: http, 'content-type': 'application/json' };
    const body = JSON.stringify({ name: 'Harbour Street', kind: 'site', [name]: value });
    const answer = await fetch(`${http}/api/v1/places/site`, { method: 'PUT', headers, body });
    expect(answer.status).toBe(status);
    const places = (await (await fetch(`${http}/api/v1/places`, { headers })).json()) as Record<string, unknown>[]; // as: the list of places
    expect(places.find(({ place }) => place === 'site')?.[name]).toBe(status === 200 ? value : undefined);
  });
});
