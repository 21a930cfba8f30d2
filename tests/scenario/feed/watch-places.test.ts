import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PlaceId } from '../../../gateway/src/base/ids.ts';
import { ManualClock } from '../../harness/clock.ts';
import { FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { pass, settled } from '../../harness/passing.ts';
import { cookieOf, grant } from '../../harness/sign-in.ts';
import { until } from '../../harness/wait.ts';

let clock: ManualClock;
let house: TestGateway;
const clients: FeedClient[] = [];

beforeEach(async () => {
  clock = new ManualClock();
  house = await TestGateway.start({ clock });
  // A second site, with a reception of its own: Lee's.
  const kind = { kind: 'site' as const, beacons: [], fallback: [], emergency: [] };
  await house.save([{ put: 'place', value: { place: 'south' as PlaceId, name: 'South Street', ...kind } }]); // as: an id by hand.
  await house.save([{ remove: 'grant', key: 'lee-reception' as never }]); // as: see above.
  await grant(house, { person: 'lee', role: 'reception', place: 'south' });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.cut();
  await house.close();
});

/** A console that counts as watching, and says so each second from then on. */
async function watches(person: string): Promise<FeedClient> {
  const { cookie } = await cookieOf(house, person);
  const client = await FeedClient.open(house.addresses.http, { cookie, origin: house.addresses.http });
  clients.push(client);
  await client.listen('alarms');
  client.arm();
  await read(client);
  return client;
}

/** Waits until the gateway has read all that was said so far: it answers what it can't read. */
async function read(client: FeedClient): Promise<void> {
  const before = client.messages.length;
  client.sendText('?');
  await until('it was read', () => client.messages.slice(before).some((one) => one.type === 'refused'));
  await settled(house.gateway.core);
}

/** Time in which these consoles go on watching: without a word of theirs they would be lost after 15 s. */
async function passWatched(ms: number, ...watching: readonly FeedClient[]): Promise<void> {
  for (let left = ms; left > 0; left -= 10_000) {
    for (const client of watching) {
      client.arm();
      await read(client);
    }
    await pass(house.gateway.core, clock, Math.min(left, 10_000));
  }
}

const open = () =>
  [...house.gateway.core.committed.faults.values()]
    .filter(({ code }) => code === 'no-watching-console')
    .map(({ subject, place, label }) => ({ subject, place, label }));

const SOUTH = { subject: 'place:south', place: 'south', label: 'South Street' };
const NORTH = { subject: 'place:site', place: 'site', label: 'Harbour Street' };

test('a site whose own reception watches nothing for a minute is named, while the other one is watched', async () => {
  const maria = await watches('maria');
  await passWatched(59_000, maria);
  expect(open()).toEqual([]);
  await passWatched(2_000, maria);
  expect(open()).toEqual([SOUTH]);
  const lee = await watches('lee');
  await until('it is watched again', () => open().length === 0);
  // Hers ends: only her own place is named, a minute later.
  maria.cut();
  await until('it is noticed', () => house.gateway.core.committed.faults.size === 0);
  await passWatched(59_000, lee);
  expect(open()).toEqual([]);
  await passWatched(3_000, lee);
  expect(open()).toEqual([NORTH]);
});

test('whoever may watch everything watches both; nobody at all is both', async () => {
  await pass(house.gateway.core, clock, 61_000);
  expect(open().toSorted((a, b) => (a.subject < b.subject ? -1 : 1))).toEqual([NORTH, SOUTH]);
  // A manager of the whole house.
  await watches('sam');
  await until('all is watched', () => open().length === 0);
});

test('a fault is over with the place that it was about, and with the last who could have watched there', async () => {
  const maria = await watches('maria');
  await passWatched(61_000, maria);
  expect(open()).toEqual([SOUTH]);
  // as (both): ids by hand.
  await house.save([{ remove: 'grant', key: 'lee-reception-south' as never }]);
  await house.save([{ remove: 'place', key: 'south' as PlaceId }]);
  await passWatched(2_000, maria);
  expect(open()).toEqual([]);
});

test('what an earlier start left open is over as soon as somebody watches', async () => {
  await pass(house.gateway.core, clock, 61_000);
  expect(open()).toHaveLength(2);
  const first = house;
  await first.stop();
  house = await TestGateway.start({ clock, folder: first.folder });
  try {
    expect(open()).toHaveLength(2);
    const maria = await watches('maria');
    await until('hers is over', () => open().length === 1);
    expect(open()).toEqual([SOUTH]);
    maria.cut();
    await house.close();
  } finally {
    // Its folder is the first one's to remove.
    house = first;
  }
});
