import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DeviceId } from '../../../gateway/src/base/ids.ts';
import type { Pending } from '../../../gateway/src/contract/feed.ts';
import type { Log } from '../../../gateway/src/engine/ports/log.ts';
import { FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { cookieOf, grant, tokenFor } from '../../harness/sign-in.ts';
import { until } from '../../harness/wait.ts';

let gateway: TestGateway;
let hands: Hands;
let mended: PromiseWithResolvers<undefined>;
const clients: FeedClient[] = [];

/** From now on commits hang, as on a disk that does, until it is mended. */
function hang(): void {
  const { log } = gateway.gateway.store;
  const append = log.append.bind(log);
  const hanging: Pick<Log, 'append'> = {
    append: async (batch) => {
      await mended.promise;
      return await append(batch);
    },
  };
  Object.assign(log, hanging);
}

async function openAs(person: string): Promise<FeedClient> {
  const { cookie } = await cookieOf(gateway, person);
  return await openWith({ cookie, origin: gateway.addresses.http });
}

async function openWith(door: Parameters<typeof FeedClient.open>[1]): Promise<FeedClient> {
  const client = await FeedClient.open(gateway.addresses.http, door);
  clients.push(client);
  return client;
}

const pendingOf = (client: FeedClient): Pending | undefined => client.messages.filter((message) => message.type === 'pending').at(-1);
const refusals = (client: FeedClient): string[] => client.messages.flatMap((one) => (one.type === 'refused' ? [one.code] : []));

beforeEach(async () => {
  mended = Promise.withResolvers();
  gateway = await TestGateway.start({ expectErrors: ['lifeboat-entered'] });
  hands = new Hands(gateway);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.cut();
  mended.resolve(undefined);
  await gateway.close();
});

test('*I have it* and *shown* on a press that is not recorded yet take the same right at its place as on the alarm', async () => {
  const south = { place: 'south', name: 'South', kind: 'site', beacons: [], fallback: [], emergency: [], zone: 'Australia/Sydney' };
  const nobody = { person: 'nora', name: 'Nora', login: 'nora', leave: [], unavailable: false, active: true };
  await gateway.save([{ put: 'place', value: south } as never, { put: 'person', value: nobody } as never]); // as: ids by hand.
  await grant(gateway, { person: 'nora', role: 'reception', place: 'south' });
  const [maria, nora] = [await openAs('maria'), await openAs('nora')];
  for (const client of [maria, nora]) {
    await client.listen('alarms');
    client.arm();
  }
  const { core, intake } = gateway.gateway;
  hang();
  const pressed = hands.press('button-ana');
  const press = (await until('the press is on Maria’s console', () => pendingOf(maria)?.presses[0])).press;
  expect(pendingOf(nora)?.presses).toEqual([]);
  // She can know its name only from somewhere else; it is not hers to take all the same.
  nora.say({ type: 'shown', alarms: [press] });
  nora.say({ type: 'have', press });
  await until('Nora is refused', () => refusals(nora).length > 0);
  expect(refusals(nora)).toEqual(['not-allowed']);
  expect(core.pending()[0]?.taken).toBeUndefined();
  const ana = 'button-ana' as DeviceId; // as: an id by hand.
  expect(intake.feedback(ana).state).not.toBe('shown');
  maria.say({ type: 'shown', alarms: [press] });
  maria.say({ type: 'have', press });
  await until('Maria has it', () => pendingOf(maria)?.presses[0]?.taken?.name === 'Maria Costa');
  expect(intake.feedback(ana)).toMatchObject({ state: 'shown', recorded: false });
  maria.say({ type: 'have', press: 'no such press' });
  await until('what does not wait is said', () => refusals(maria).length > 0);
  expect(refusals(maria)).toEqual(['not-waiting']);
  mended.resolve(undefined);
  expect(await pressed).toMatchObject({ outcome: 'accepted' });
});

test('what somebody does to a recorded alarm is told with names to those who may know them, and goes when it is recorded', async () => {
  const maria = await openAs('maria');
  const visitors = await openWith({ token: await tokenFor(gateway, { name: 'Waiting room', scope: 'public-wall' }) });
  for (const client of [maria, visitors]) await client.listen('alarms');
  await hands.press('button-ana');
  const { alarm } = hands.alarm;
  hang();
  const taken = hands.act('lee', 'take');
  const told = await until('Maria sees that Lee has it', () => pendingOf(maria)?.alarms?.[0]);
  expect(told).toMatchObject({
    alarm,
    state: 'taken',
    recorded: false,
    loud: false,
    taken: { name: 'Lee Park' },
    who: { name: 'Ana Ruiz' },
  });
  expect(told.actions).toContain('take-over');
  const nameless = await until('the wall shows that somebody has it', () => pendingOf(visitors)?.alarms?.[0]);
  expect(nameless).toMatchObject({ alarm, state: 'taken', recorded: false, taken: { name: '' } });
  expect(JSON.stringify(visitors.messages)).not.toMatch(/Lee Park|Ana Ruiz|button-ana/);
  mended.resolve(undefined);
  expect(await taken).toMatchObject({ outcome: 'accepted' });
  await until('nothing is unrecorded any more', () => pendingOf(maria)?.alarms === undefined);
  // The recorded one was there before the other went: no console has seen for a moment that nobody has it.
  const recorded = maria.messages.findIndex((one) => one.type === 'update' && one.alarms?.[0]?.state === 'taken');
  expect(recorded).toBeGreaterThan(-1);
  expect(recorded).toBeLessThan(maria.messages.findLastIndex((one) => one.type === 'pending'));
});

test('a hand that listens is told *shown*, without a commit: such an update ends where it began', async () => {
  const [maria, ana] = [await openAs('maria'), await openAs('ana')];
  const phone = {
    device: 'phone-ana',
    family: 'phone',
    label: 'Ana’s phone',
    worker: 'ana',
    silent: true,
    heartbeatSeconds: 60,
    holdMs: 0,
  };
  await gateway.save([{ put: 'device', value: { ...phone, revoked: false } as never }]); // as: ids by hand.
  const { core } = gateway.gateway;
  const kinds: string[] = [];
  core.follow(({ facts }) => kinds.push(...facts.map(({ kind }) => kind)));
  await maria.listen('alarms');
  maria.arm();
  await until('Maria’s console counts', () => kinds.includes('WatchStarted'));
  await ana.listen('hand');
  hang();
  const pressed = hands.press('phone-ana');
  const press = (await until('the press is on Maria’s console', () => pendingOf(maria)?.presses[0])).press;
  maria.say({ type: 'shown', alarms: [press] });
  const told = await until('Ana’s hand is told', () => ana.topicMessages.find((one) => one.hand?.state === 'shown'));
  expect(told).toMatchObject({ type: 'update', hand: { recorded: false } });
  if (told.type !== 'update') throw new Error('it is an update');
  expect(told.seq).toBe(told.prev);
  mended.resolve(undefined);
  expect(await pressed).toMatchObject({ outcome: 'accepted' });
});

test('the duress PIN is told to who watches, and to its worker and a screen that the public can read no more than the right PIN', async () => {
  await grant(gateway, { person: 'ana', role: 'reception' });
  const { cookie } = await cookieOf(gateway, 'ana');
  const token = await tokenFor(gateway, { name: 'Waiting room', scope: 'public-wall' });
  const ana = await openWith({ cookie, origin: gateway.addresses.http });
  const [maria, wall] = [await openAs('maria'), await openWith({ token })];
  for (const client of [ana, maria, wall]) await client.listen('alarms');
  for (const client of [ana, maria]) client.arm();
  await until('Ana’s console counts', () => ana.messages.some((one) => one.type === 'pulse' && one.watching === 2));
  hang();
  const forced = hands.press('button-ana', { kind: 'cancel', pin: '8642' });
  const [press] = await until('Maria sees it', () => ((pendingOf(maria)?.presses.length ?? 0) > 0 ? pendingOf(maria)?.presses : undefined));
  expect(press).toMatchObject({ kind: 'cancel', level: 'duress', presses: 1, coerced: true, who: { name: 'Ana Ruiz' } });
  for (const client of [ana, wall]) expect(pendingOf(client)?.presses).toEqual([]);
  maria.say({ type: 'shown', alarms: [press?.press ?? ''] });
  // A second press of hers, in plain sight.
  const pressed = hands.press('button-ana', { kind: 'assist' });
  const again = await until('Maria sees both', () => pendingOf(maria)?.presses.find((one) => one.kind === 'cancel' && one.coerced));
  expect(again.press).toBe(press?.press);
  const own = await until('Ana sees the one', () => pendingOf(ana)?.presses[0]);
  expect(own).toMatchObject({ kind: 'assist', level: 'assist', presses: 1 });
  expect(await until('so does the wall', () => pendingOf(wall)?.presses[0])).toMatchObject({ kind: 'assist', level: 'assist', presses: 1 });
  for (const client of [ana, wall]) expect(client.texts.join()).not.toMatch(/"kind":"cancel"|"coerced":true/);
  mended.resolve(undefined);
  await Promise.all([forced, pressed]);
});

test('that Maria’s console has shown the duress PIN moves no hand', async () => {
  const maria = await openAs('maria');
  await maria.listen('alarms');
  maria.arm();
  await until('it counts', () => maria.messages.some((one) => one.type === 'pulse' && one.watching === 1));
  const { intake } = gateway.gateway;
  hang();
  const forced = hands.press('button-ana', { kind: 'cancel', pin: '8642' });
  const press = (await until('Maria sees it', () => pendingOf(maria)?.presses[0])).press;
  maria.say({ type: 'shown', alarms: [press] });
  maria.say({ type: 'have', press });
  await until('both have arrived', () => pendingOf(maria)?.presses[0]?.taken !== undefined);
  const ana = 'button-ana' as DeviceId; // as: an id by hand.
  expect(intake.feedback(ana)).toMatchObject({ held: [], recorded: true });
  expect(intake.feedback(ana).state).toBeUndefined();
  mended.resolve(undefined);
  await forced;
});
