import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inputIdFrom, type DeviceId, type PolicyId, type RotaId } from '../../../gateway/src/base/ids.ts';
import type { Change } from '../../../gateway/src/domain/input.ts';
import { ManualClock } from '../../harness/clock.ts';
import { FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { pass } from '../../harness/passing.ts';
import { cookieOf, grant, signOut, tokenFor } from '../../harness/sign-in.ts';
import { until } from '../../harness/wait.ts';

const NAMES = /Ana|Ruiz|Maria|Costa|Lee|Park|Tom|Berg|Ruth|Adler|Sam|Okafor|button-ana/;

describe('who is told what', () => {
  let gateway: TestGateway;
  let hands: Hands;
  const clients: FeedClient[] = [];

  async function open(door: { cookie?: string; origin?: string; token?: string }): Promise<FeedClient> {
    const client = await FeedClient.open(gateway.addresses.http, door);
    clients.push(client);
    return client;
  }

  async function openAs(person: string): Promise<FeedClient> {
    const { cookie } = await cookieOf(gateway, person);
    return await open({ cookie, origin: gateway.addresses.http });
  }

  beforeEach(async () => {
    gateway = await TestGateway.start();
    hands = new Hands(gateway);
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.cut();
    await gateway.close();
  });

  /** A second house with a reception and a worker of its own. */
  async function secondHouse(): Promise<void> {
    const person = (id: string, name: string): Change =>
      ({ put: 'person', value: { person: id, name, login: id, leave: [], unavailable: false, active: true, manager: 'ruth' } }) as never; // as: ids by hand.
    const place = {
      place: 'south',
      name: 'South Street',
      kind: 'site',
      beacons: [],
      fallback: [],
      emergency: [],
      zone: 'Australia/Sydney',
    };
    const value = {
      device: 'button-south',
      family: 'duress',
      label: 'South',
      place: 'south',
      silent: true,
      heartbeatSeconds: 30,
      holdMs: 0,
      revoked: false,
    };
    await gateway.save([person('nora', 'Nora South'), { put: 'place', value: place as never }, { put: 'device', value: value as never }]); // as: ids by hand.
    await grant(gateway, { person: 'nora', role: 'reception', place: 'south' });
  }

  test('reception of one house hears nothing of the other’s alarms, not even their number', async () => {
    await secondHouse();
    const [maria, nora] = [await openAs('maria'), await openAs('nora')];
    await maria.listen('alarms');
    await nora.listen('alarms');
    await hands.press('button-ana');
    await hands.press('button-south');
    const south = await until('Nora hears of hers', () => nora.topicMessages[1]);
    await until('Maria hears of hers', () => maria.topicMessages[1]);
    expect(south).toMatchObject({ type: 'update', prev: nora.topicMessages[0]?.seq, alarms: [{ device: { device: 'button-south' } }] });
    expect(nora.texts.join()).not.toMatch(/button-ana|Ana Ruiz/);
    expect(maria.texts.join()).not.toContain('button-south');
    expect(nora.topicMessages).toHaveLength(2);
  });

  test('who sits at reception is named to whoever sees names there, and each counts for the places that it watches', async () => {
    await secondHouse();
    const [maria, nora] = [await openAs('maria'), await openAs('nora')];
    for (const client of [maria, nora]) {
      await client.listen('alarms', client === maria ? { place: 'site' } : {});
      client.arm();
    }
    const ground = await open({ token: await tokenFor(gateway, { name: 'Staff room', scope: 'wall', place: 'ground' }) });
    const everywhere = await open({ token: await tokenFor(gateway, { name: 'Security', scope: 'wall' }) });
    const visitors = await open({ token: await tokenFor(gateway, { name: 'Waiting room', scope: 'public-wall', place: 'site' }) });
    for (const wall of [ground, everywhere, visitors]) await wall.listen('alarms');
    await until('both watch', () => everywhere.messages.some((one) => one.type === 'pulse' && one.watching === 2));
    const newest = (client: FeedClient): number | undefined => client.messages.findLast((one) => one.type === 'pulse')?.watching;
    for (const client of [nora, maria, ground, visitors]) await until('one of them counts here', () => newest(client) === 1);
    for (const client of [nora, maria, ground, everywhere, visitors]) await client.listen('watch');
    const named = (client: FeedClient): string[] => {
      const last = client.topicMessages.findLast((one) => one.topic === 'watch');
      return (last?.consoles ?? []).map((one) => one.name).sort();
    };
    expect([maria, nora, ground, everywhere].map(named)).toEqual([
      ['Maria Costa'],
      ['Nora South'],
      ['Maria Costa'],
      ['Maria Costa', 'Nora South'],
    ]);
    expect(visitors.messages.at(-1)).toEqual({ type: 'refused', code: 'not-allowed', topic: 'watch' });
    expect(visitors.texts.join()).not.toMatch(NAMES);
  });

  test('a subscription to a place takes in what is below it, and nothing beside', async () => {
    const maria = await openAs('maria');
    await maria.listen('alarms', { place: 'ground' });
    await hands.press('RADIO-7');
    await hands.press('button-ana');
    await until('the one from the ground floor', () => maria.topicMessages[1]);
    expect(maria.texts.join()).not.toContain('RADIO-7');
    await maria.listen('alarms', { place: 'nowhere' });
    expect(maria.topicMessages.at(-1)).toMatchObject({ type: 'snapshot', alarms: [] });
  });

  test('a session that ends is told nothing of what is recorded together with its end', async () => {
    const together = new Set<number>();
    const isTogether = (): boolean => together.size > 0;
    gateway.gateway.core.follow(({ head, facts }) => {
      const kinds = facts.map(({ kind }) => kind);
      if (kinds.includes('SessionClosed') && kinds.includes('SignalReceived')) together.add(head.seq);
    });
    // What comes in one turn is one commit, unless the machine takes longer than a batch may: then it is tried again.
    for (let tries = 0; tries < 20 && !isTogether(); tries += 1) {
      const { cookie, session } = await cookieOf(gateway, 'maria');
      const maria = await open({ cookie, origin: gateway.addresses.http });
      await maria.listen('alarms');
      const before = maria.texts.length;
      await Promise.all([hands.press('button-ana'), signOut(gateway, session)]);
      await until('her socket is closed', () => maria.closedWith !== undefined);
      if (isTogether()) expect(maria.texts.slice(before).join()).not.toContain('button-ana');
    }
    expect(isTogether()).toBe(true);
  });

  test('a screen that the public can read is told the room, and no name in any byte, whatever happens', async () => {
    const wall = await open({ token: await tokenFor(gateway, { name: 'Waiting room', scope: 'public-wall', place: 'site' }) });
    await wall.listen('alarms');
    await hands.press('button-ana');
    await hands.act('maria', 'take', { body: { note: 'Ana is with Tom' } });
    await hands.act('maria', 'coming', { body: { responder: 'tom' } });
    await hands.press('button-ana', { kind: 'cancel', pin: '8642' });
    await hands.act('tom', 'here');
    await hands.act('tom', 'all-clear');
    await hands.act('maria', 'close', { body: { outcome: 'genuine' } });
    await until('it is told of the end', () => wall.topicMessages.some((one) => one.type === 'update' && one.gone !== undefined));
    for (const topic of ['faults', 'tasks', 'hand', 'watch'] as const) {
      const before = wall.messages.length;
      wall.say({ type: 'subscribe', topic });
      await until(`an answer about ${topic}`, () =>
        wall.messages.slice(before).some((message) => 'topic' in message && message.topic === topic),
      );
    }
    const all = wall.texts.join('\n');
    expect(all).toContain('Interview room 1');
    expect(all).not.toMatch(NAMES);
    // Whoever forces the worker may be sitting in front of it.
    expect(all).not.toMatch(/"coerced":true|cancelAsked|cancel-asked/);
    const shown = wall.messages.filter((one) => one.type === 'update').flatMap((one) => one.alarms ?? []);
    for (const alarm of shown) expect(alarm.actions).toEqual([]);
  });

  test('whoever is put on call while an alarm is open is shown it at once, and no more when the policy is gone', async () => {
    await secondHouse();
    const rota = (person: string): Change => {
      const shifts = [{ people: [person], days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00', since: '2026-01-01' }];
      return { put: 'rota', value: { rota: 'nights' as RotaId, name: 'Nights', zone: 'Australia/Sydney', shifts, overrides: [] } }; // as: an id by hand.
    };
    const policy = 'p' as PolicyId; // as: an id by hand.
    const steps = [{ afterMs: 600_000, targets: [{ to: 'rota' as const, rota: 'nights' }] }];
    await gateway.save([rota('lee'), { put: 'policy', value: { policy, name: 'p', steps, repeatMs: 30_000 } }]);
    const nora = await openAs('nora');
    await nora.listen('alarms');
    await hands.press('button-ana');
    const shown = (): number | undefined => nora.topicMessages.findLast((one) => one.type === 'snapshot')?.alarms?.length;
    expect(shown()).toBe(0);
    await gateway.save([rota('nora')]);
    await until('the rota calls her', () => shown() === 1);
    await gateway.save([{ remove: 'policy', key: policy }]);
    await until('nobody calls her any more', () => shown() === 0);
  });

  test('a staff wall names people, offers no actions, and never counts as watching', async () => {
    const wall = await open({ token: await tokenFor(gateway, { name: 'Staff room', scope: 'wall', place: 'site' }) });
    await wall.listen('alarms');
    wall.arm();
    await hands.press('button-ana');
    const told = await until('the alarm', () => wall.topicMessages[1]);
    expect(told).toMatchObject({ alarms: [{ who: { name: 'Ana Ruiz' }, actions: [] }] });
    wall.say({ type: 'shown', alarms: [hands.alarm.alarm] });
    await hands.act('maria', 'take');
    await until('the next word', () => wall.topicMessages[2]);
    expect(hands.alarm.shown).toEqual([]);
  });

  test('nobody comes in with a token for signals, a revoked one, from a foreign page, or signed out', async () => {
    const { cookie } = await cookieOf(gateway, 'maria');
    const { http } = gateway.addresses;
    const status = async (door: Parameters<typeof open>[0]): Promise<number | undefined> => (await open(door)).refusedWith;
    expect(await status({ token: await tokenFor(gateway, { name: 'Panel', scope: 'signals' }) })).toBe(401);
    expect(await status({ token: 'duress_nobody-has-this-one' })).toBe(401);
    expect(await status({ cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await status({ cookie })).toBe(403);
    expect(await status({ origin: http })).toBe(401);
    expect(await status({ cookie: 'duress=wrong', origin: http })).toBe(401);
    expect(await status({ cookie, origin: http })).toBeUndefined();
  });

  test('whoever has stood in for the last time is shown nothing more a minute later, though nothing was changed', async () => {
    const clock = new ManualClock();
    await gateway.close();
    gateway = await TestGateway.start({ clock });
    hands = new Hands(gateway);
    await secondHouse();
    const overrides = [{ people: ['nora'], from: clock.wall(), to: clock.wall() + 120_000 }];
    const rota = { rota: 'last' as RotaId, name: 'Last', zone: 'Australia/Sydney', shifts: [], overrides }; // as: an id by hand.
    const steps = [{ afterMs: 600_000, targets: [{ to: 'rota' as const, rota: 'last' }, { to: 'line' as const }] }];
    const policy = { policy: 'p' as PolicyId, name: 'p', place: 'site' as never, steps, repeatMs: 600_000 }; // as (both): ids by hand.
    await gateway.save([
      { put: 'rota', value: rota },
      { put: 'policy', value: policy },
    ]);
    await hands.press('button-ana');
    // Somebody is with her: nobody else is called, who might go on seeing it for that.
    await hands.act('maria', 'take');
    await hands.act('maria', 'here');
    const nora = await openAs('nora');
    await nora.listen('alarms');
    const shown = (): number | undefined => nora.topicMessages.findLast(({ topic }) => topic === 'alarms')?.alarms?.length;
    expect(shown()).toBe(1);
    const passes = async (ms: number): Promise<void> => {
      for (let left = ms; left > 0; left -= 10_000) {
        const refused = (): number => nora.messages.filter(({ type }) => type === 'refused').length;
        const before = refused();
        nora.sendText('?');
        await until('her page was heard', () => refused() > before);
        await pass(gateway.gateway.core, clock, 10_000);
      }
    };
    await passes(110_000);
    expect(shown()).toBe(1);
    await passes(80_000);
    await until('she is shown nothing more', () => shown() === 0);
  });

  test('a session that ends closes its sockets at once, and nobody else’s', async () => {
    const { cookie, session } = await cookieOf(gateway, 'maria');
    const door = { cookie, origin: gateway.addresses.http };
    const [one, two, lee] = [await open(door), await open(door), await openAs('lee')];
    await signOut(gateway, session);
    expect(await one.gone()).toBe(4401);
    expect(await two.gone()).toBe(4401);
    expect(lee.closedWith).toBeUndefined();
  });

  test('a revoked token closes its screen', async () => {
    const secret = await tokenFor(gateway, { name: 'Wall', scope: 'wall' });
    const wall = await open({ token: secret });
    const [token] = [...gateway.gateway.core.committed.tokens.values()];
    if (token === undefined) throw new RangeError('there is a token');
    await gateway.save([{ remove: 'token', key: token.token }]);
    expect(await wall.gone()).toBe(4401);
  });

  test('a fault of a device is told with its label to those who see names where it is, and is on disk without it', async () => {
    await secondHouse();
    const id = inputIdFrom(gateway.gateway.core.ids);
    const fault = { code: 'radio-tamper', subject: 'device:button-ana', label: 'button-ana' } as const;
    await gateway.gateway.core.submit({ id, type: 'fault', open: true, ...fault });
    const [maria, nora] = [await openAs('maria'), await openAs('nora')];
    const told = async (client: FeedClient): Promise<unknown> => {
      await client.listen('faults');
      return client.topicMessages.findLast((one) => one.topic === 'faults')?.faults?.find((one) => one.subject === fault.subject)?.label;
    };
    const ana = gateway.gateway.core.committed.devices.get('button-ana' as DeviceId); // as: an id by hand.
    expect(ana?.label).not.toBe('button-ana');
    expect(await told(maria)).toBe(ana?.label);
    expect(await told(nora)).toBe('button-ana');
  });

  test('a debrief is in the tasks of whom it concerns, and in nobody else’s', async () => {
    const everybody = await Promise.all(['ana', 'ruth', 'sam', 'maria', 'tom'].map(async (id) => [id, await openAs(id)] as const));
    for (const [, client] of everybody) await client.listen('tasks');
    await hands.press('button-ana');
    for (const id of ['ana', 'ruth']) {
      const client = everybody.find(([name]) => name === id)?.[1];
      const told = await until(`${id} is told`, () => client?.topicMessages[1]);
      expect(told).toMatchObject({ tasks: [{ owner: { person: 'ruth' } }] });
    }
    for (const id of ['sam', 'maria', 'tom'])
      expect(everybody.find(([name]) => name === id)?.[1].texts.join(), id).not.toContain(hands.debrief.debrief);
  });
});
