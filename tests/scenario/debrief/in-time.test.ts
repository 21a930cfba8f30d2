import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../gateway/src/base/durations.ts';
import type { PersonId } from '../../../gateway/src/base/ids.ts';
import type { Commit } from '../../../gateway/src/engine/ports/core.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { leap, pass } from '../../harness/passing.ts';
import { cookieOf } from '../../harness/sign-in.ts';

/** The demo's house with a clock that is moved, over the real API. */
class House {
  gateway: TestGateway;
  hands: Hands;
  readonly commits: Commit[] = [];
  clock: ManualClock;
  readonly #folder: string;
  /** Monday, 2 March 2026, 09:00 in Sydney. */
  readonly #began: number;

  private constructor(folder: string, parts: { gateway: TestGateway; clock: ManualClock }) {
    this.#folder = folder;
    this.gateway = parts.gateway;
    this.clock = parts.clock;
    this.#began = parts.clock.wall();
    this.hands = this.#followed();
  }

  static async open(): Promise<House> {
    const folder = await mkdtemp(join(tmpdir(), 'duress-in-time-'));
    const clock = new ManualClock();
    const house = new House(folder, { clock, gateway: await TestGateway.start({ clock, folder }) });
    onTestFinished(async () => {
      await house.gateway.close();
      await rm(folder, { recursive: true, force: true });
    });
    return house;
  }

  /** To so many milliseconds after the beginning, while it runs. */
  async to(ms: number): Promise<void> {
    await leap(this.gateway.gateway.core, this.clock, this.#began + ms - this.clock.wall());
  }

  /** The gateway is off until then. */
  async offUntil(ms: number): Promise<void> {
    await this.gateway.stop();
    this.clock = new ManualClock(this.#began + ms);
    this.gateway = await TestGateway.start({ clock: this.clock, folder: this.#folder });
    this.hands = this.#followed();
    await pass(this.gateway.gateway.core, this.clock, 1_000);
  }

  /** `GET /api/v1/…` */
  async ask(who: string, what: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const { http } = this.gateway.addresses;
    const [method, path] = what.split(' ');
    const { cookie } = await cookieOf(this.gateway, who);
    const headers = { cookie, origin: http, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(`${http}${path ?? ''}`, {
      method: method ?? 'GET',
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json().catch(() => undefined) };
  }

  /** Does something with the only debrief. */
  async does(who: string, verb: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    return this.ask(who, `POST /api/v1/debriefs/${this.hands.debrief.debrief}/${verb}`, body);
  }

  async save(id: string, more: object): Promise<void> {
    const person = this.gateway.gateway.core.committed.people.get(id as PersonId); // as: an id by hand.
    if (person !== undefined) await this.gateway.save([{ put: 'person', value: { ...person, ...more } }]);
  }

  #followed(): Hands {
    this.gateway.gateway.core.follow((commit) => this.commits.push(commit));
    return new Hands(this.gateway);
  }
}

/** Ana pressed, it is over, and Ruth has accepted. */
async function accepted(): Promise<House> {
  const one = await House.open();
  await one.hands.press('button-ana');
  await one.hands.act('maria', 'all-clear');
  await one.hands.act('lee', 'close', { body: { outcome: 'genuine' } });
  expect((await one.does('ruth', 'accept')).status).toBe(200);
  return one;
}

const NINE_HOURS = 9 * HOUR_MS;

describe('a debrief through time', () => {
  test('what is overdue moves up the line at its time, and not a minute earlier', async () => {
    const house = await accepted();
    // Due at 17:00, one hour of work later it goes on.
    await house.to(8 * HOUR_MS);
    await house.to(NINE_HOURS - MINUTE_MS);
    expect(house.hands.debrief).toMatchObject({ owner: 'ruth', state: 'accepted', prompts: { welfare: { step: 'due' } } });
    await house.to(NINE_HOURS + MINUTE_MS);
    expect(house.hands.debrief).toMatchObject({ owner: 'sam', state: 'waiting' });
    expect(house.hands.debrief.line.at(-1)).toMatchObject({ reason: 'overdue', passed: [{ person: 'ruth', why: 'overdue' }] });
    expect(house.gateway.events.errors()).toEqual([]);
  });

  test('the gateway was off when all of it fell due: somebody is reminded before anything moves', async () => {
    const house = await accepted();
    await house.offUntil(30 * DAY_MS);
    expect(house.hands.debrief).toMatchObject({
      owner: 'ruth',
      state: 'accepted',
      prompts: { welfare: { step: 'due' }, debrief: { step: 'due' } },
    });
  });

  test('leave that was planned moves it within five seconds of its begin; at creation it goes to the delegate at once', async () => {
    const house = await accepted();
    const { clock } = house;
    const { core } = house.gateway.gateway;
    const from = clock.wall() + 3 * HOUR_MS;
    await house.save('ruth', { leave: [{ from, to: from + DAY_MS }], delegate: 'lee' as PersonId });
    await house.to(3 * HOUR_MS - 5_000);
    expect(house.hands.debrief).toMatchObject({ owner: 'ruth' });
    await pass(core, clock, 10_000);
    expect(house.hands.debrief).toMatchObject({ owner: 'lee', state: 'waiting' });
    expect(house.hands.debrief.line.at(-1)).toMatchObject({ from: 'ruth', reason: 'leave' });
    await house.hands.press('RADIO-7');
    const second = [...core.committed.debriefs.values()].find(({ worker }) => worker === 'tom');
    expect(second).toMatchObject({ owner: 'lee', line: [{ reason: 'leave' }] });
  });

  test('through hand-over, answer and both talks to its end, each by a person', async () => {
    const house = await accepted();
    const path = `/api/v1/debriefs/${house.hands.debrief.debrief}`;
    expect((await house.does('ruth', 'hand-over', { to: 'sam', reason: 'she knows them' })).status).toBe(200);
    for (const [verb, body] of [['accept'], ['welfare', { safe: true }], ['complete', { answer: 'a door' }]] as const)
      expect([verb, (await house.does('sam', verb, body)).status]).toEqual([verb, 200]);
    expect((await house.ask('ana', `GET ${path}`)).body).toMatchObject({ task: { state: 'following' }, answer: { answer: 'a door' } });
    // The worker goes on writing, and nobody but the owner follows up.
    expect((await house.does('ana', 'account', { account: 'one thing more' })).status).toBe(200);
    for (const who of ['ana', 'ruth', 'maria'])
      expect((await house.does(who, 'follow-up', { which: 'week', how: 'well' })).status).not.toBe(200);
    await house.offUntil(7 * DAY_MS);
    expect((await house.does('sam', 'follow-up', { which: 'week', how: 'sleeps badly', support: 'a counsellor' })).status).toBe(200);
    await house.offUntil(28 * DAY_MS);
    expect((await house.ask('sam', `GET ${path}`)).body).toMatchObject({
      task: { items: [{ kind: 'month' }] },
      followUps: [{ which: 'week', how: 'sleeps badly', support: 'a counsellor', by: { name: 'Sam Okafor' } }],
    });
    expect((await house.ask('sam', `POST ${path}/follow-up`, { which: 'month', declined: 'all well' })).status).toBe(200);
    // Here a regulator may have to be told: until somebody has decided about it, it has not come to its end.
    expect((await house.ask('ana', `GET ${path}`)).body).toMatchObject({ task: { state: 'following', items: [], duty: { open: 1 } } });
    expect((await house.does('sam', 'duty/decision', { decision: 'no', rules: [], why: 'nobody was hurt' })).status).toBe(200);
    expect((await house.ask('ana', `GET ${path}`)).body).toMatchObject({
      task: { state: 'completed', items: [] },
      answer: { answer: 'a door' },
      followUps: [{}, {}],
    });
    const completed = house.commits.flatMap(({ facts }) => facts).find(({ kind }) => kind === 'DebriefCompleted');
    expect(completed).toMatchObject({ actor: 'person:sam' });
    // What is over is not there to be written to any more, and who knew of it is told so.
    for (const [who, status] of [
      ['sam', 409],
      ['ana', 409],
      ['maria', 404],
    ] as const)
      expect([who, (await house.ask(who, `POST ${path}/name-involved`, { person: 'lee' })).status]).toEqual([who, status]);
  });

  test('nothing of what people write stands in the log outside of its seal', async () => {
    const house = await accepted();
    await house.does('ruth', 'welfare', { safe: true });
    await house.does('ruth', 'complete', { answer: 'the heron waits' });
    await house.does('ruth', 'follow-up', { which: 'week', how: 'the heron sleeps' });
    const facts = house.commits.flatMap((commit) => commit.facts);
    expect(JSON.stringify(facts.map(({ data }) => data))).not.toContain('heron');
    expect(facts.filter(({ kind }) => kind === 'DebriefAnswered' || kind === 'FollowedUp')).toHaveLength(2);
  });
});

describe('who took part', () => {
  test('named by the worker, the manager has it no more and is not told by whom', async () => {
    const house = await accepted();
    const path = `/api/v1/debriefs/${house.hands.debrief.debrief}`;
    const { body } = await house.ask('ana', `GET ${path}/nameable`);
    expect(body).toEqual(expect.arrayContaining([{ person: 'ruth', name: 'Ruth Adler' }]));
    expect(JSON.stringify(body)).not.toContain('"ana"');
    expect((await house.ask('maria', `GET ${path}/nameable`)).status).toBe(404);
    expect((await house.does('ana', 'name-involved', { person: 'ruth' })).status).toBe(200);
    expect(house.hands.debrief).toMatchObject({ owner: 'sam', named: ['ruth'] });
    expect((await house.ask('ruth', `GET ${path}`)).status).toBe(404);
    expect((await house.ask('ruth', 'GET /api/v1/debriefs')).body).toEqual([]);
    expect((await house.ask('sam', `GET ${path}`)).body).toMatchObject({ involved: [{ person: 'ruth' }] });
    for (const [person, status] of [
      ['', 400],
      ['x'.repeat(65), 400],
      ['nobody', 404],
    ] as const)
      expect([person, (await house.does('ana', 'name-involved', { person })).status]).toEqual([person, status]);
  });
});

describe('what is overdue', () => {
  test('is a number for everyone above and for administrators, and nothing else', async () => {
    const house = await accepted();
    await house.to(8 * HOUR_MS + MINUTE_MS);
    const { body } = await house.ask('sam', 'GET /api/v1/overdue');
    // Whether a regulator is told has to be decided at once, which is late after an hour.
    const { welfareDue, openedAt } = house.hands.debrief;
    const dutyDue = openedAt + HOUR_MS;
    expect(body).toEqual({
      total: 2,
      kinds: [
        { kind: 'welfare', count: 1, since: welfareDue },
        { kind: 'duty', count: 1, since: dutyDue },
      ],
      owners: [{ person: { person: 'ruth', name: 'Ruth Adler' }, count: 2, since: dutyDue }],
      places: [{ place: 'site', name: expect.any(String) as string, count: 2 }],
    });
    expect(JSON.stringify(body)).not.toMatch(/ana|Ana|debrief-/);
    expect((await house.ask('sam', 'GET /api/v1/session')).body).toMatchObject({ overdue: 2 });
    // Her own are not below her; reception stands above nobody.
    expect((await house.ask('ruth', 'GET /api/v1/overdue')).body).toEqual({ total: 0, kinds: [], owners: [], places: [] });
    expect((await house.ask('maria', 'GET /api/v1/session')).body).not.toHaveProperty('overdue');
    expect((await house.ask('ana', 'GET /api/v1/overdue')).body).toMatchObject({ total: 0 });
  });
});

describe('the bounds of what comes in', () => {
  const long = (length: number): string => 'x'.repeat(length);
  test.each([
    [{ which: 'week', how: long(20_000) }, 200],
    [{ which: 'week', how: long(20_001) }, 400],
    [{ which: 'week', how: 'a', support: long(20_001) }, 400],
    [{ which: 'year', how: 'a' }, 400],
    [{ which: 'week' }, 422],
    [{ which: 'week', how: 'a', more: 1 }, 400],
  ])('a follow-up %#: %o', async (body, status) => {
    const house = await accepted();
    expect((await house.does('ruth', 'follow-up', body)).status).toBe(status);
  });

  const hours = (rows: number): object => ({ workHours: Array.from({ length: rows }, () => ({ days: [1], from: '08:00', to: '09:00' })) });
  const days = (count: number): object => ({
    daysOff: Array.from({ length: count }, (_, i) => Temporal.PlainDate.from('2026-01-01').add({ days: i }).toString()),
  });
  test.each<[string, object, number]>([
    ['no hours', hours(0), 400],
    ['one row of hours', hours(1), 200],
    ['21 rows', hours(21), 200],
    ['22 rows', hours(22), 400],
    ['366 days off', days(366), 200],
    ['367 days off', days(367), 400],
    ['a day that there is not', { daysOff: ['2026-02-29'] }, 422],
    ['a region', { holidays: 'AU-NSW' }, 200],
    ['one that nobody knows', { holidays: 'AU-XX' }, 422],
    ['no region at all', { holidays: 'the moon' }, 400],
  ])('a place with %s', async (_, more, status) => {
    const house = await House.open();
    const answer = await house.ask('sam', 'PUT /api/v1/places/site', { name: 'Harbour Street', kind: 'site', ...more });
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.body).toMatchObject(more);
    else expect(house.gateway.gateway.core.committed.places.get('site' as never)).not.toMatchObject(more); // as: an id by hand.
  });

  test('a region that nobody knows is refused with words that help, and the list of those that are known is there', async () => {
    const house = await House.open();
    const { body } = await house.ask('sam', 'PUT /api/v1/places/site', { name: 'Harbour Street', kind: 'site', holidays: 'AU-XX' });
    expect(JSON.stringify(body)).toContain('no region AU-XX is known');
    expect((await house.ask('sam', 'GET /api/v1/holiday-regions')).body).toEqual(
      expect.arrayContaining([{ region: 'AU-NSW', name: 'Australia, New South Wales' }]),
    );
  });
});
