import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PlaceId } from '../../../gateway/src/base/ids.ts';
import { grant } from '../../harness/sign-in.ts';
import { Watchers } from './watchers.ts';

let watchers: Watchers;
beforeEach(async () => {
  watchers = await Watchers.open();
});
afterEach(() => watchers.close());

test('per place: who watches it and since when, and why an open console does not count', async () => {
  const began = watchers.clock.wall();
  const maria = await watchers.sit('maria');
  await watchers.pass(5_000);
  const lee = await watchers.sit('lee');
  await watchers.say(lee, { type: 'watch', state: { armed: false, why: 'no-gesture', inputAgoMs: 0 } });
  const seen = await watchers.seen(maria);
  expect(seen.posts).toMatchObject([{ post: 'place:site', place: 'Harbour Street' }]);
  const [hello] = maria.messages;
  expect(seen.posts?.[0]?.consoles).toEqual([hello?.type === 'hello' ? hello.console : '']);
  expect(seen.posts?.[0]?.darkSince).toBeUndefined();
  expect(seen.consoles?.map(({ name, why }) => [name, why])).toEqual([
    ['Maria Costa', undefined],
    ['Lee Park', 'no-gesture'],
  ]);
  expect(seen.consoles?.[0]?.changedAt).toBe(began);
});

test('a place that is dark says since when, at once and not only after its minute', async () => {
  const maria = await watchers.sit('maria');
  await watchers.pass(3_000);
  const from = watchers.clock.wall();
  await watchers.say(maria, { type: 'watch', state: { armed: false, why: 'suspended', inputAgoMs: 0 } });
  // It goes on saying so itself; the helper would arm it again.
  for (let second = 0; second < 3; second += 1) {
    watchers.clock.advance(1_000);
    await watchers.say(maria, { type: 'watch', state: { armed: false, why: 'suspended', inputAgoMs: 0 } });
  }
  const [post] = (await watchers.seen(maria)).posts ?? [];
  expect(post?.consoles).toEqual([]);
  expect((post?.darkSince ?? 0) - from).toBeLessThanOrEqual(2_000);
  expect(post?.darkSince).toBeGreaterThanOrEqual(from);
});

test.each([true, false])(
  'whoever closes a console is gone from the list of the others, whether it counted (%s) or not',
  async (counted) => {
    const [maria, lee] = [await watchers.sit('maria'), await (counted ? watchers.sit('lee') : watchers.open('lee'))];
    await watchers.pass(3_000);
    const names = () => maria.topicMessages.findLast(({ topic }) => topic === 'watch')?.consoles?.map(({ name }) => name);
    expect(names()).toEqual(['Maria Costa', 'Lee Park']);
    await watchers.leave(lee);
    await watchers.pass(2_000);
    expect(names()).toEqual(['Maria Costa']);
  },
);

test('who sits at another site, and how its places are watched, is not told', async () => {
  const kind = { kind: 'site' as const, beacons: [], fallback: [], emergency: [] };
  // as (both): ids by hand.
  await watchers.house.save([{ put: 'place', value: { place: 'south' as PlaceId, name: 'South Street', ...kind } }]);
  await watchers.house.save([{ remove: 'grant', key: 'lee-reception' as never }]);
  await grant(watchers.house, { person: 'lee', role: 'reception', place: 'south' });
  const [maria, lee] = [await watchers.sit('maria'), await watchers.sit('lee')];
  await watchers.pass(2_000);
  expect((await watchers.seen(maria)).posts?.map(({ place }) => place)).toEqual(['Harbour Street']);
  const south = await watchers.seen(lee);
  expect(south.posts?.map(({ place }) => place)).toEqual(['South Street']);
  expect(south.consoles?.map(({ name }) => name)).toEqual(['Lee Park']);
});
