import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../gateway/src/base/durations.ts';
import { ManualClock } from '../../harness/clock.ts';
import { House, PASSWORD } from './house.ts';

let clock: ManualClock;
let house: House;
let admin: string;
beforeEach(async () => {
  clock = new ManualClock();
  house = await House.open({ clock });
  admin = await house.administrator();
});
afterEach(() => house.close());

/** Each request is a use. */
const isIn = async (cookie: string): Promise<boolean> => (await house.ask('GET', '/api/v1/session', { cookie })).status === 200;

async function signIn(login: string): Promise<string> {
  const { cookie, text } = await house.ask('POST', '/api/v1/session', { body: { login, password: PASSWORD } });
  if (cookie === undefined) throw new Error(text);
  return cookie;
}

/** By role: how long a session lasts, and how long it may be left alone. */
const LIMITS = [
  { role: 'administrator', lastsMs: 16 * HOUR_MS, idleMs: 2 * HOUR_MS },
  { role: 'manager', lastsMs: DAY_MS, idleMs: 12 * HOUR_MS },
  { role: 'reception', lastsMs: DAY_MS, idleMs: 14 * HOUR_MS },
  { role: 'responder', lastsMs: 7 * DAY_MS, idleMs: 2 * DAY_MS },
  { role: 'worker', lastsMs: 30 * DAY_MS, idleMs: 14 * DAY_MS },
] as const;

describe.each(LIMITS)('a session of $role', ({ role, lastsMs, idleMs }) => {
  let cookie = '';
  beforeEach(async () => {
    ({ cookie } = await house.person(admin, { name: 'Some One', login: 'someone', roles: [{ role }] }));
    expect(await isIn(cookie)).toBe(true);
  });

  test('may be left alone until its time, and not longer', async () => {
    clock.advance(idleMs - 1);
    expect(await isIn(cookie)).toBe(true);
    clock.advance(idleMs);
    expect(await isIn(cookie)).toBe(false);
  });

  test('ends at its end, however much it is used', async () => {
    const step = idleMs / 2;
    let used = 0;
    for (; used + step < lastsMs; used += step) {
      clock.advance(step);
      expect(await isIn(cookie), `after ${String(used + step)} ms`).toBe(true);
    }
    clock.advance(lastsMs - used - 1);
    expect(await isIn(cookie)).toBe(true);
    clock.advance(1);
    expect(await isIn(cookie)).toBe(false);
  });
});

test('whoever has two roles has the limits of the stricter one, from the moment that it was granted', async () => {
  const { id, cookie } = await house.person(admin, { name: 'Some One', login: 'someone', roles: [{ role: 'worker' }] });
  clock.advance(3 * HOUR_MS);
  expect(await isIn(cookie)).toBe(true);
  await house.save({ put: 'grant', value: { grant: 'g' as never, person: id as never, role: 'administrator' } }); // as: ids by hand.
  clock.advance(2 * HOUR_MS);
  expect(await isIn(cookie)).toBe(false);
});

test('on a gateway that has run for a month whoever signs in is in', async () => {
  await house.person(admin, { name: 'Some One', login: 'someone', roles: [{ role: 'reception' }] });
  clock.advance(30 * DAY_MS);
  const cookie = await signIn('someone');
  clock.advance(MINUTE_MS);
  expect(await isIn(cookie)).toBe(true);
});

test('a session that was never used counts from its sign-in, also where the wall clock was set', async () => {
  await house.person(admin, { name: 'Some One', login: 'someone', roles: [{ role: 'reception' }] });
  const cookie = await signIn('someone');
  clock.setWall(clock.wall() - 20 * HOUR_MS);
  clock.advance(SECOND_MS);
  expect(await isIn(cookie)).toBe(true);
});
