import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../gateway/src/base/durations.ts';
import { ASKED_FOR_MS } from '../../../gateway/src/live/heard-tests.ts';
import type { FeedClient } from '../../harness/feed-client.ts';
import { leap } from '../../harness/passing.ts';
import { Watchers } from './watchers.ts';

let watchers: Watchers;
beforeEach(async () => {
  watchers = await Watchers.open();
});
afterEach(() => watchers.close());

const untested = () => watchers.faults('sound-untested');
const SITE = { subject: 'place:site', label: 'Harbour Street' };
const hears = (client: FeedClient, heard = true) => watchers.say(client, { type: 'sound-test', heard });

/** Fifteen minutes of watching, with a touch now and then. */
async function watchOn(client: FeedClient, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 20 * MINUTE_MS) {
    await watchers.touch(client);
    await watchers.pass(Math.min(left, 20 * MINUTE_MS));
  }
}

test('whoever begins to watch has a quarter of an hour to say that they hear it; then it is one quiet fault of the place', async () => {
  const maria = await watchers.sit('maria');
  await watchers.sit('lee');
  await watchOn(maria, ASKED_FOR_MS - 10_000);
  expect(untested()).toEqual([]);
  await watchOn(maria, 20_000);
  expect(untested()).toEqual([SITE]);
  // They count all the same: what the page measures of its sound still holds.
  expect(watchers.written('WatchEnded')).toEqual([]);
  await hears(maria, false);
  await watchers.pass(2_000);
  expect(untested()).toEqual([SITE]);
  // Heard at one console of the place: the place is tested.
  await hears(maria);
  await watchers.pass(2_000);
  expect(untested()).toEqual([]);
  expect(watchers.written('SoundTested').map(({ actor, data }) => [actor, data.heard, data.posts])).toEqual([
    ['person:maria', false, ['place:site']],
    ['person:maria', true, ['place:site']],
  ]);
});

test('a test holds for the hours of the place, over a restart too, and not longer', async () => {
  const maria = await watchers.sit('maria');
  await hears(maria);
  await watchers.leave(maria);
  await leap(watchers.core, watchers.clock, 6 * HOUR_MS);
  const first = watchers;
  await first.house.stop();
  watchers = await Watchers.open({ clock: first.clock, folder: first.house.folder });
  try {
    const lee = await watchers.sit('lee');
    await watchOn(lee, 20 * MINUTE_MS);
    expect(untested()).toEqual([]);
    await watchers.leave(lee);
    await leap(watchers.core, watchers.clock, 6 * HOUR_MS - 20 * MINUTE_MS - 1_000);
    const again = await watchers.sit('lee');
    await watchOn(again, ASKED_FOR_MS - MINUTE_MS);
    expect(untested()).toEqual([]);
    await watchOn(again, 2 * MINUTE_MS);
    expect(untested()).toEqual([SITE]);
  } finally {
    await watchers.close();
    watchers = first;
  }
});

test('where nobody watches, that is the fault, and not the test', async () => {
  await watchers.pass(20 * MINUTE_MS);
  expect(watchers.faults('no-watching-console')).toEqual([SITE]);
  expect(untested()).toEqual([]);
});
