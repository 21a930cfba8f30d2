import { afterEach, beforeEach, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../gateway/src/base/durations.ts';
import { DEFAULT_POLICY } from '../../../gateway/src/domain/policy.ts';
import type { FeedClient } from '../../harness/feed-client.ts';
import { Hands } from '../../harness/hands.ts';
import { Watchers } from './watchers.ts';

let watchers: Watchers;
let hands: Hands;
let maria: FeedClient;
let lee: FeedClient;

beforeEach(async () => {
  watchers = await Watchers.open();
  hands = new Hands(watchers.house);
  maria = await watchers.sit('maria');
  lee = await watchers.sit('lee');
});
afterEach(() => watchers.close());

const offer = (client: FeedClient, to?: string) =>
  watchers.say(client, { type: 'hand-over', do: 'offer', ...(to === undefined ? {} : { to }) });
const accept = (client: FeedClient, from = 'maria') => watchers.say(client, { type: 'hand-over', do: 'accept', from });
const taker = (): string | undefined => {
  const { alarm } = hands;
  return 'taken' in alarm ? alarm.taken?.person : undefined;
};

test('offered with one click and accepted with one: until then the one who leaves has it, and their alarms are theirs until taken over', async () => {
  await hands.press('button-ana');
  await hands.act('maria', 'take');
  expect(await offer(maria, 'lee')).toEqual([]);
  expect(await watchers.handOvers(lee)).toMatchObject([
    { state: 'offered', from: { person: 'maria', name: 'Maria Costa' }, to: { person: 'lee' } },
  ]);
  expect(watchers.written('WatchHandedOver')).toEqual([]);
  expect(taker()).toBe('maria');

  expect(await accept(lee)).toEqual([]);
  const { alarm } = hands.alarm;
  expect(watchers.written('WatchHandedOver')).toMatchObject([{ actor: 'person:lee', data: { from: 'maria', by: 'lee', alarms: [alarm] } }]);
  expect(await watchers.handOvers(lee)).toMatchObject([{ state: 'accepted', by: { person: 'lee' }, alarms: [alarm] }]);
  expect(taker()).toBe('maria');
  // Offered by take over, as long as Maria has it; whoever comes second is told who was first.
  expect(await hands.act('lee', 'take-over', { body: { from: 'maria' } })).toMatchObject({ outcome: 'accepted' });
  expect(await hands.act('tom', 'take-over', { body: { from: 'maria' } })).toEqual({
    outcome: 'refused',
    code: 'taken-by-other',
    by: 'lee',
  });
  expect(taker()).toBe('lee');
});

test('an alarm that nobody takes over is not dropped: it sounds again in its time', async () => {
  await hands.press('button-ana');
  await hands.act('maria', 'take');
  await offer(maria, 'lee');
  await accept(lee);
  await watchers.leave(maria);
  await watchers.pass(DEFAULT_POLICY.takenQuietMs + 1_000);
  expect(watchers.written('AlarmLoudAgain')).toHaveLength(1);
});

test('of two who accept one has it', async () => {
  const sam = await watchers.sit('sam');
  await offer(maria);
  const refusals = (await Promise.all([accept(lee), accept(sam)])).flat();
  expect(refusals).toEqual(['not-now']);
  expect(watchers.written('WatchHandedOver')).toHaveLength(1);
});

test('nobody else, and nobody whose own console does not count, can accept', async () => {
  const sam = await watchers.sit('sam');
  await offer(maria, 'lee');
  expect(await accept(sam)).toEqual(['not-yours']);
  expect(await accept(maria)).toEqual(['not-yours']);
  await watchers.say(lee, { type: 'watch', state: { armed: false, why: 'suspended', inputAgoMs: 0 } });
  expect(await accept(lee)).toEqual(['not-watching']);
  await watchers.touch(lee);
  expect(await accept(lee)).toEqual([]);
  expect(await accept(lee)).toEqual(['not-now']);
});

test('whoever sits at no console can’t be handed it, nor oneself; a worker has none to give', async () => {
  expect(await offer(maria, 'tom')).toEqual(['not-there']);
  expect(await offer(maria, 'maria')).toEqual(['not-yours']);
  expect(await offer(await watchers.sit('ana'), 'lee')).toEqual(['not-allowed']);
  expect(watchers.written('WatchOffered')).toEqual([]);
});

test('it is kept again, or lapses after a quarter of an hour; both are written down', async () => {
  await offer(maria, 'lee');
  expect(await watchers.say(maria, { type: 'hand-over', do: 'withdraw' })).toEqual([]);
  expect(await watchers.say(maria, { type: 'hand-over', do: 'withdraw' })).toEqual(['not-now']);
  expect(await accept(lee)).toEqual(['not-now']);
  await offer(maria, 'lee');
  await watchers.pass(15 * MINUTE_MS - 1_000);
  expect(await watchers.handOvers(lee)).toHaveLength(1);
  await watchers.pass(2_000);
  expect(await watchers.handOvers(lee)).toEqual([]);
  expect(watchers.written('WatchOfferEnded').map(({ actor, data }) => [actor, data.why])).toEqual([
    ['person:maria', 'withdrawn'],
    ['gateway', 'lapsed'],
  ]);
});
