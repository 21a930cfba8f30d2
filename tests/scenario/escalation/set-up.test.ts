// Answers are JSON of many shapes; what is not there fails the expectation.
/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../harness/clock.ts';
import { House, type Answer } from '../api/house.ts';

/** The clock stands on Monday, 2026-03-02, 09:00 in Sydney. */
let clock: ManualClock;
let house: House;
let admin: string;
let north: string;
let nights: string;

beforeEach(async () => {
  clock = new ManualClock();
  house = await House.open({ clock });
  admin = await house.administrator();
  north = await house.place(admin, { name: 'North', kind: 'site', zone: 'Australia/Sydney' });
});
afterEach(() => house.close());

const askAs =
  (cookie: string) =>
  (method: string, path: string, body?: unknown): Promise<Answer> =>
    house.ask(method, `/api/v1/${path}`, { cookie, ...(body === undefined ? {} : { body }) });
const ask = (method: string, path: string, body?: unknown): Promise<Answer> => askAs(admin)(method, path, body);

async function guard(name = 'Gus', more: object = {}): Promise<string> {
  return (await ask('POST', 'people', { name, login: name.toLowerCase(), email: `${name.toLowerCase()}@example.org`, ...more })).json
    .person;
}

const shift = (people: string[], more: object = {}): object => ({
  people,
  days: [1, 2, 3, 4, 5],
  from: '08:00',
  to: '18:00',
  since: '2026-03-02',
  ...more,
});

async function rota(people: string[], more: object = {}): Promise<string> {
  const added = await ask('POST', 'rotas', { name: 'Guards', place: north, shifts: people.length === 0 ? [] : [shift(people)], ...more });
  expect([added.status, added.text]).toEqual([201, added.text]);
  return added.json.rota;
}

const steps = (id: string): object[] => [
  { afterMs: 0, targets: [{ to: 'consoles' }] },
  { afterMs: 20_000, targets: [{ to: 'rota', rota: id }], ways: ['mail'] },
];

test('policies and rotas are set up, changed and removed, and come back as they were said', async () => {
  const gus = await guard();
  nights = await rota([gus]);
  const listed = (await ask('GET', 'rotas')).json;
  expect(listed).toMatchObject([{ name: 'Guards', zone: 'Australia/Sydney', now: [{ person: gus, name: 'Gus' }] }]);
  const body = {
    name: 'Days',
    place: north,
    levels: ['duress'],
    hours: [{ days: [1], from: '08:00', to: '18:00' }],
    steps: steps(nights),
    repeatMs: 30_000,
  };
  const added = await ask('POST', 'policies', body);
  expect([added.status, added.json]).toEqual([201, { policy: added.json.policy, ...body }]);
  const path = `policies/${String(added.json.policy)}`;
  expect((await ask('PUT', path, { ...body, repeatMs: 45_000 })).json).toMatchObject({ repeatMs: 45_000 });
  expect((await ask('GET', 'policies')).json).toMatchObject([{ name: 'Days', repeatMs: 45_000 }]);
  expect((await ask('DELETE', `rotas/${nights}`)).json.code).toBe('in-use');
  expect((await ask('DELETE', `places/${north}`)).json.code).toBe('in-use');
  expect((await ask('DELETE', path)).status).toBe(204);
  expect((await ask('DELETE', `rotas/${nights}`)).status).toBe(204);
  expect((await ask('PUT', path, body)).json.code).toBe('not-found');
  expect((await ask('PUT', `rotas/${nights}`, { name: 'x', shifts: [] })).json.code).toBe('unknown-rota');
});

test('what can not work is refused, by the rules or by the form', async () => {
  const id = await rota([]);
  const post = async (more: object): Promise<string> =>
    (await ask('POST', 'policies', { name: 'x', steps: steps(id), repeatMs: 30_000, ...more })).json.code ?? 'taken';
  expect(await post({ steps: steps(id).slice(0, 1) })).toBe('invalid');
  expect(await post({ steps: steps('nothing') })).toBe('unknown-rota');
  expect(await post({ place: 'nowhere' })).toBe('unknown-place');
  expect(await post({ repeatMs: 4_999 })).toBe('does-not-fit');
  expect(await post({ hours: [{ days: [8], from: '08:00', to: '18:00' }] })).toBe('does-not-fit');
  expect(await post({ hours: [{ days: [1], from: '24:00', to: '18:00' }] })).toBe('does-not-fit');
  expect(await post({ steps: [{ afterMs: 600_001, targets: [{ to: 'line' }] }] })).toBe('does-not-fit');
  expect(await post({ repeatMs: 5_000, steps: [{ afterMs: 600_000, targets: [{ to: 'line' }] }] })).toBe('taken');
});

test('a site’s administrator sets up that site’s policies and rotas alone; a worker sees none', async () => {
  const south = await house.place(admin, { name: 'South', kind: 'site' });
  const local = await house.person(admin, { name: 'Lo', login: 'lo', roles: [{ role: 'administrator', place: north }] });
  const worker = await house.person(admin, { name: 'Wendy', login: 'wendy', roles: [{ role: 'worker' }] });
  const byLocal = askAs(local.cookie);
  const body = { name: 'x', steps: [{ afterMs: 0, targets: [{ to: 'line' }] }], repeatMs: 30_000 };
  const post = async (place: string | undefined): Promise<number> => (await byLocal('POST', 'policies', { ...body, place })).status;
  expect([await post(north), await post(south), await post(undefined)]).toEqual([201, 403, 403]);
  expect((await byLocal('POST', 'rotas', { name: 'x', place: south, shifts: [] })).status).toBe(403);
  for (const path of ['policies', 'rotas', 'coverage', 'coverage/gaps'])
    expect([path, (await askAs(worker.cookie)('GET', path)).status]).toEqual([path, 403]);
});

/** A button of the place is pressed; the alarm. */
async function press(device: string, place: string): Promise<string> {
  await house.save({
    put: 'device',
    value: {
      device: device as never,
      family: 'duress',
      label: device,
      place: place as never,
      silent: true,
      heartbeatSeconds: 60,
      holdMs: 0,
      revoked: false,
    }, // as: ids by hand.
  });
  const at = house.engine.now().at;
  const signal = {
    device: device as never,
    boot: 1,
    seq: 1,
    kind: 'duress' as const,
    receivedAt: at,
    pressedAt: at,
    path: { by: 'http' as const },
  }; // as: an id by hand.
  const reply = await house.engine.submit({ id: house.engine.ids.next() as never, type: 'signal', signal }); // as: an id by hand.
  return reply.outcome === 'accepted' ? (reply.alarm ?? '') : '';
}

test('whoever a policy calls may take alarms at its place, and no others', async () => {
  const south = await house.place(admin, { name: 'South', kind: 'site' });
  const gus = await house.person(admin, { name: 'Gus', login: 'gus' });
  const here = await press('b1', north);
  const there = await press('b2', south);
  const take = async (alarm: string): Promise<number> => (await askAs(gus.cookie)('POST', `alarms/${alarm}/take`, {})).status;
  expect(await take(here)).toBe(404);
  await ask('POST', 'policies', { name: 'x', place: north, steps: steps(await rota([gus.id])), repeatMs: 30_000 });
  expect([await take(here), await take(there)]).toEqual([200, 404]);
});

test('whoever was called for an hour may take nothing when it is over', async () => {
  const gus = await house.person(admin, { name: 'Gus', login: 'gus' });
  const { at } = house.engine.now();
  const overrides = [{ from: at, to: at + 3_600_000, people: [gus.id] }];
  await ask('POST', 'policies', { name: 'x', place: north, steps: steps(await rota([], { overrides })), repeatMs: 30_000 });
  const alarm = await press('b1', north);
  const look = async (): Promise<number> => (await askAs(gus.cookie)('GET', `alarms/${alarm}`)).status;
  expect(await look()).toBe(200);
  clock.advance(3_600_000);
  expect(await look()).toBe(404);
});

test('coverage says who would be told and when, and every gap before it matters', async () => {
  const [gus, mona] = [await guard('Gus'), await guard('Mona')];
  await house.person(admin, { name: 'Rae', login: 'rae', roles: [{ role: 'reception', place: north }] });
  const id = await rota([gus]);
  await ask('POST', 'policies', {
    name: 'Days',
    place: north,
    steps: [...steps(id), { afterMs: 10_000, targets: [{ to: 'person', person: mona }] }],
    repeatMs: 30_000,
  });
  const at = house.engine.now().at;
  const hour = 3_600_000;
  await ask('POST', `people/${gus}/leave`, { from: at + 2 * hour, to: at + 4 * hour });
  const { json } = await ask('GET', `coverage?place=${north}&level=duress`);
  expect(json).toMatchObject({ path: ['North'], level: 'duress', from: at, to: at + 14 * 24 * hour });
  const told = json.spans.map((span: { from: number; to: number; steps: { afterMs: number; told: { name: string }[] }[] }) => [
    (span.from - at) / hour,
    (span.to - at) / hour,
    span.steps.map((step) => `${String(step.afterMs / 1_000)} ${step.told.map(({ name }) => name).join('+')}`),
  ]);
  // 09:00; away from 11:00 to 13:00; off duty from 18:00 to 08:00.
  expect(told.slice(0, 4)).toEqual([
    [0, 2, ['0 ', '20 Gus', '30 Mona']],
    [2, 4, ['0 ', '20 ', '20 Mona']],
    [4, 9, ['0 ', '20 Gus', '30 Mona']],
    [9, 23, ['0 ', '20 ', '20 Mona']],
  ]);
  // Nothing between and nothing twice.
  expect(json.spans[0].from).toBe(at);
  for (const [i, span] of json.spans.slice(1).entries()) expect(span.from).toBe(json.spans[i].to);

  const gaps = (await ask('GET', 'coverage/gaps')).json;
  expect(gaps.cut).toBe(false);
  const first = gaps.gaps.filter((gap: { kind: string }) => gap.kind === 'all-away' || gap.kind === 'nobody-on-duty').slice(0, 2);
  expect(first).toMatchObject([
    { kind: 'all-away', step: 2, from: at + 2 * hour, to: at + 4 * hour, where: ['North'], policy: 'Days' },
    { kind: 'nobody-on-duty', step: 2, rota: 'Guards', from: at + 9 * hour, to: at + 23 * hour },
  ]);
});

test('coverage knows the worker whose alarm it would be, and the levels apart', async () => {
  const mona = await guard('Mona');
  const wendy = await guard('Wendy', { manager: mona, place: north });
  await ask('POST', 'policies', {
    name: 'Line',
    levels: ['duress'],
    steps: [{ afterMs: 5_000, targets: [{ to: 'line' }, { to: 'person', person: wendy }] }],
    repeatMs: 30_000,
  });
  const of = async (query: string): Promise<unknown> => (await ask('GET', `coverage?${query}`)).json.spans[0];
  expect(await of(`worker=${wendy}`)).toMatchObject({ policy: 'Line', steps: [{ afterMs: 5_000, told: [{ name: 'Mona' }] }] });
  expect(await of(`place=${north}`)).toMatchObject({ steps: [{ told: [{ name: 'Wendy' }] }] });
  // For an assist nothing is set up: the house's administrator is all that is left.
  expect(await of(`place=${north}&level=assist`)).not.toHaveProperty('policy');
  expect(await of(`place=${north}&level=assist`)).toMatchObject({
    steps: [{ told: [] }, { lastResort: true, told: [{ name: 'Ada Min' }] }],
  });
  // The administrator may act nowhere: being told is enough to take it.
  const { gaps } = (await ask('GET', 'coverage/gaps')).json;
  expect(gaps.map((gap: { kind: string }) => gap.kind)).toEqual(['nobody', 'nobody-named']);
  expect((await ask('GET', 'coverage?place=nowhere')).json.code).toBe('unknown-place');
  expect((await ask('GET', 'coverage?worker=nobody')).json.code).toBe('unknown-person');
});
