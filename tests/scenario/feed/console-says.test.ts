import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConsoleMessage } from '../../../gateway/src/contract/feed.ts';
import { HOUR_MS, SECOND_MS } from '../../../gateway/src/base/durations.ts';
import { ManualClock } from '../../harness/clock.ts';
import { FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { leap, settled } from '../../harness/passing.ts';
import { cookieOf } from '../../harness/sign-in.ts';
import { until } from '../../harness/wait.ts';

let clock: ManualClock;
let house: TestGateway;
const clients: FeedClient[] = [];
const facts: { kind: string; actor: string; data: unknown }[] = [];

beforeEach(async () => {
  clock = new ManualClock();
  house = await TestGateway.start({ clock });
  facts.length = 0;
  house.gateway.core.follow((commit) => facts.push(...commit.facts));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.cut();
  await house.close();
});

async function openAs(person: string): Promise<{ client: FeedClient; cookie: string }> {
  const { cookie } = await cookieOf(house, person);
  const client = await FeedClient.open(house.addresses.http, { cookie, origin: house.addresses.http });
  clients.push(client);
  return { client, cookie };
}

async function says(client: FeedClient, message: ConsoleMessage): Promise<void> {
  const before = client.messages.length;
  client.say(message);
  client.sendText('?');
  await until('it was read', () => client.messages.slice(before).some((one) => one.type === 'refused'));
  await settled(house.gateway.core);
}

const armed = (inputAgoMs: number, notes: string[] = []): ConsoleMessage => ({
  type: 'watch',
  state: { armed: true, inputAgoMs, ...(notes.length === 0 ? {} : { notes }) },
});

test.each([true, false])('whether somebody heard the test tones (%s) stands in the log with who and where', async (heard) => {
  const { client } = await openAs('maria');
  await client.listen('alarms', { place: 'site' });
  await says(client, { type: 'sound-test', heard });
  const [hello] = client.messages;
  expect(facts.filter(({ kind }) => kind === 'SoundTested')).toMatchObject([
    { actor: 'person:maria', data: { console: hello?.type === 'hello' ? hello.console : '', person: 'maria', place: 'site', heard } },
  ]);
});

test('a worker’s phone has no sound to be tested', async () => {
  const { client } = await openAs('ana');
  await says(client, { type: 'sound-test', heard: true });
  expect(facts.filter(({ kind }) => kind === 'SoundTested')).toEqual([]);
});

test('what the browser did to a console is an event; words of its own making are not', async () => {
  const { client } = await openAs('maria');
  await says(client, armed(0, ['frozen', 'anything at all', 'discarded']));
  expect(house.events.seen.filter(({ code }) => code === 'console-noted')).toMatchObject([{ fields: { notes: 'frozen discarded' } }]);
});

// An administrator's session may be left alone for two hours. The connection is its last request; what is said comes 10 s later.
test.each<{ name: string; first?: ConsoleMessage; said: ConsoleMessage; alive: boolean }>([
  { name: 'a key at a console is a use of the session', said: armed(0), alive: true },
  { name: 'a console that nobody touches is none', said: armed(10 * SECOND_MS), alive: false },
  { name: 'nor is a page that is only open', said: { type: 'beat' }, alive: false },
  { name: 'but an open phone page is', first: { type: 'subscribe', topic: 'hand' }, said: { type: 'beat' }, alive: true },
])('$name', async ({ first, said, alive }) => {
  const { client, cookie } = await openAs('sam');
  if (first !== undefined) await says(client, first);
  await leap(house.gateway.core, clock, 10 * SECOND_MS);
  await says(client, said);
  await leap(house.gateway.core, clock, 2 * HOUR_MS - 5 * SECOND_MS);
  const { status } = await fetch(`${house.addresses.http}/api/v1/session`, { headers: { cookie } });
  expect(status).toBe(alive ? 200 : 401);
});

test('a console whose session is over is told so by the close of its socket, as late as five seconds', async () => {
  const { client: first, cookie } = await openAs('sam');
  first.cut();
  const { http } = house.addresses;
  // Sixteen hours are the most; nobody may leave it alone for two.
  for (let hour = 1; hour < 16; hour += 1) {
    await leap(house.gateway.core, clock, HOUR_MS);
    expect((await fetch(`${http}/api/v1/session`, { headers: { cookie } })).status).toBe(200);
  }
  await leap(house.gateway.core, clock, HOUR_MS - 2 * SECOND_MS);
  const client = await FeedClient.open(http, { cookie, origin: http });
  await client.listen('alarms');
  clock.advance(500);
  await says(client, armed(0));
  expect(client.closedWith).toBeUndefined();
  clock.advance(6 * SECOND_MS);
  expect(await client.gone()).toBe(4401);
});
