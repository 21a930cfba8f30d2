import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import type { Commit } from '../../../gateway/src/engine/ports/core.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { leap, pass } from '../../harness/passing.ts';
import { Reception } from '../../harness/reception.ts';

const MINUTE = 60_000;

describe('promise 5: every alarm belongs to a debrief that has an owner', () => {
  let clock: ManualClock;
  let gateway: TestGateway;
  let hands: Hands;
  let commits: Commit[];

  beforeEach(async () => {
    clock = new ManualClock();
    gateway = await TestGateway.start({ clock });
    hands = new Hands(gateway);
    commits = [];
    gateway.gateway.core.follow((commit) => commits.push(commit));
  });

  afterEach(async () => {
    await gateway.close();
  });

  async function change(id: string, more: object): Promise<void> {
    const person = gateway.gateway.core.committed.people.get(id as never); // as: an id by hand.
    if (person !== undefined) await gateway.save([{ put: 'person', value: { ...person, ...more } }]);
  }

  const leave = (): object => ({ leave: [{ from: 0, to: clock.wall() + 365 * 86_400_000 }] });

  async function end(outcome: 'genuine' | 'accidental' = 'genuine'): Promise<void> {
    await hands.act('maria', 'all-clear');
    await hands.act('lee', 'close', { body: { outcome } });
  }

  test('it is opened in the alarm’s own commit', async () => {
    await hands.press('button-ana');
    const raising = commits.find((commit) => commit.facts.some((fact) => fact.kind === 'AlarmRaised'));
    const about = (kind: string): NewFact | undefined => raising?.facts.find((fact) => fact.kind === kind);
    expect(about('DebriefOpened')?.data).toMatchObject({ alarm: hands.alarm.alarm, owner: 'ruth' });
    expect(about('AlarmRaised')?.data).toMatchObject({ debrief: hands.debrief.debrief });
    expect(raising?.changed.get('debrief')).toEqual([hands.debrief.debrief]);
  });

  test('a manager on leave: her delegate; without one: upwards; who was passed over is said', async () => {
    await change('ruth', { ...leave(), delegate: 'lee' });
    await hands.press('button-ana');
    expect(hands.debrief).toMatchObject({ owner: 'lee', line: [{ reason: 'leave', passed: [{ person: 'ruth', why: 'leave' }] }] });
    await end();
    // Lee was asked and does not answer: on above Ruth.
    await pass(gateway.gateway.core, clock, 31 * MINUTE);
    expect(hands.debrief).toMatchObject({ owner: 'sam' });
    expect(hands.debrief.line.at(-1)).toMatchObject({ from: 'lee' });
  });

  test('a responder who owns it gives it up the moment that she takes part', async () => {
    await hands.press('button-ana');
    await hands.act('ruth', 'take');
    expect(hands.debrief).toMatchObject({ owner: 'sam', involved: ['ruth'] });
    await hands.act('ruth', 'coming', { body: { responder: 'sam' } });
    // Both are in it: nobody who took part, and not the worker herself, while there is anybody else.
    expect(['lee', 'maria', 'tom']).toContain(hands.debrief.owner);
    expect(hands.debrief.involved).toEqual(['ruth', 'sam']);
  });

  test('half an hour of working time after the alarm’s end it goes on, at night it waits for the morning', async () => {
    const { core } = gateway.gateway;
    // 17:50 in Sydney.
    await leap(core, clock, (8 * 60 + 50) * MINUTE);
    await hands.press('button-ana');
    await pass(core, clock, MINUTE);
    await end();
    const due = 'acceptBy' in hands.debrief ? hands.debrief.acceptBy : undefined;
    // 17:51, nine minutes of that day, and 21 of the next.
    expect(due).toBe(Date.UTC(2026, 2, 2, 21, 21));
    await leap(core, clock, (due ?? 0) - clock.wall() - 2_000);
    await pass(core, clock, 1_000);
    expect(hands.debrief.owner).toBe('ruth');
    await pass(core, clock, 2_000);
    expect(hands.debrief).toMatchObject({ owner: 'sam', state: 'waiting' });
    expect(hands.debrief.line.at(-1)).toMatchObject({ from: 'ruth', to: 'sam', reason: 'no-answer' });
    await pass(core, clock, 31 * MINUTE);
    expect(hands.debrief).toMatchObject({ owner: 'ruth', state: 'waiting' });
  });

  test('accepting stops that, also before the alarm has ended', async () => {
    await hands.press('button-ana');
    const ruth = await Reception.signIn(gateway.addresses.http, 'manager');
    expect(await ruth.ask('POST', `/api/v1/debriefs/${hands.debrief.debrief}/accept`)).toMatchObject({ status: 200 });
    await end();
    await pass(gateway.gateway.core, clock, 120 * MINUTE);
    expect(hands.debrief).toMatchObject({ owner: 'ruth', state: 'accepted', line: [{ to: 'ruth' }] });
  });
});

describe('who reads a debrief', () => {
  let gateway: TestGateway;
  let hands: Hands;
  let path: string;

  beforeEach(async () => {
    gateway = await TestGateway.start();
    hands = new Hands(gateway);
    await hands.press('button-ana');
    path = `/api/v1/debriefs/${hands.debrief.debrief}`;
  });

  afterEach(async () => {
    await gateway.close();
  });

  test('its worker and its owner; for reception there is no such thing', async () => {
    const { http } = gateway.addresses;
    const [ana, maria, ruth] = [
      await Reception.signIn(http, 'worker'),
      await Reception.signIn(http, 'reception'),
      await Reception.signIn(http, 'manager'),
    ];
    expect((await ana.ask('GET', path)).status).toBe(200);
    expect((await ruth.ask('GET', path)).status).toBe(200);
    for (const [method, where, body] of [
      ['GET', path],
      ['POST', `${path}/accept`],
      ['POST', `${path}/welfare`, { safe: true }],
      ['PUT', `${path}/drafts/welfare`, { safe: true }],
    ] as const) {
      expect((await maria.ask(method, where, body)).status, `${method} ${where}`).toBe(404);
    }
    expect(await maria.ask('GET', '/api/v1/debriefs')).toEqual({ status: 200, body: [] });
  });

  test('a draft is its writer’s alone, is overwritten, and is gone when the part is handed in', async () => {
    const { http } = gateway.addresses;
    const [ana, ruth] = [await Reception.signIn(http, 'worker'), await Reception.signIn(http, 'manager')];
    const drafts = async (who: Reception): Promise<unknown> => ((await who.ask('GET', path)).body as { drafts: unknown }).drafts; // as: the contract of this answer.
    for (const wayHome of ['a ta', 'a taxi']) {
      expect((await ruth.ask('PUT', `${path}/drafts/welfare`, { wayHome })).status).toBe(204);
    }
    expect(await drafts(ruth)).toEqual({ welfare: { wayHome: 'a taxi' } });
    expect(await drafts(ana)).toEqual({});
    expect((await ruth.ask('PUT', `${path}/drafts/account`, { text: 'hers' })).status).toBeGreaterThanOrEqual(400);
    expect((await ruth.ask('POST', `${path}/welfare`, { wayHome: 'a taxi', safe: true })).status).toBe(200);
    expect(await drafts(ruth)).toEqual({});
    const { body } = await ana.ask('GET', path);
    expect(body).toMatchObject({ welfare: { wayHome: 'a taxi', safe: true, by: { name: 'Ruth Adler' } } });
  });

  test('complete asks for the welfare check and an answer to the worker', async () => {
    const ruth = await Reception.signIn(gateway.addresses.http, 'manager');
    const complete = (answer: string): ReturnType<Reception['ask']> => ruth.ask('POST', `${path}/complete`, { answer });
    await ruth.ask('POST', `${path}/accept`);
    expect((await complete('a second door')).status).toBe(409);
    await hands.act('maria', 'all-clear');
    await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
    expect((await complete('a second door')).status).toBe(409);
    await ruth.ask('POST', `${path}/welfare`, { safe: true });
    expect((await complete('   ')).status).toBeGreaterThanOrEqual(400);
    expect((await complete('a second door')).status).toBe(200);
    expect(hands.debrief).toMatchObject({ state: 'following' });
    expect((await ruth.ask('GET', path)).body).toMatchObject({ task: { state: 'following' }, answer: { answer: 'a second door' } });
    for (const which of ['week', 'month']) expect((await ruth.ask('POST', `${path}/follow-up`, { which, how: 'well' })).status).toBe(200);
    // Whether a regulator is told is decided before it ends.
    expect(hands.debrief).toMatchObject({ state: 'following' });
    const decision = { decision: 'no', rules: [], why: 'nobody was hurt' };
    expect((await ruth.ask('POST', `${path}/duty/decision`, decision)).status).toBe(200);
    expect(gateway.gateway.core.committed.debriefs.size).toBe(0);
    expect((await ruth.ask('GET', path)).body).toMatchObject({ task: { state: 'completed' }, answer: { answer: 'a second door' } });
  });
});
