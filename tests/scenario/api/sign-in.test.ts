// Answers are JSON of many shapes; what is not there fails the expectation.
/* eslint-disable @typescript-eslint/no-unsafe-member-access */
import { afterEach, expect, test } from 'vitest';
import { House, PASSWORD } from './house.ts';

let house: House;
afterEach(() => house.close());

test('the first administrator is made once, with the printed key, and signs in', async () => {
  house = await House.open();
  const before = await house.ask('GET', '/api/v1/session');
  expect(before.status).toBe(401);
  expect(before.json).toEqual({ code: 'signed-out', demo: false, setUp: false });

  const key = house.access.first.offer();
  const body = { key, name: 'Ada Min', login: 'ada', password: PASSWORD };
  expect(
    (await house.ask('POST', '/api/v1/session/first-administrator', { body: { ...body, key: 'guessed-guessed-guessed' } })).json.code,
  ).toBe('key-not-valid');
  expect((await house.ask('POST', '/api/v1/session/first-administrator', { body: { ...body, password: 'password1234' } })).json.code).toBe(
    'weak-password',
  );

  const both = await Promise.all([
    house.ask('POST', '/api/v1/session/first-administrator', { body }),
    house.ask('POST', '/api/v1/session/first-administrator', { body: { ...body, login: 'eve' } }),
  ]);
  expect(both.map((answer) => answer.status).sort()).toEqual([200, 403]);
  expect(house.engine.committed.people.size).toBe(1);
  expect(house.engine.committed.grants.size).toBe(1);

  const cookie = both.find((answer) => answer.status === 200)?.cookie;
  const me = await house.ask('GET', '/api/v1/session', { cookie });
  expect(me.json).toMatchObject({ name: 'Ada Min', roles: [{ role: 'administrator' }], tasks: 0, demo: false });
  // A new key is worth nothing either: there is an administrator.
  expect(
    (await house.ask('POST', '/api/v1/session/first-administrator', { body: { ...body, key: house.access.first.offer() } })).json.code,
  ).toBe('key-not-valid');
});

test('the cookie is HttpOnly and SameSite=Strict, and its token stands nowhere', async () => {
  house = await House.open();
  await house.administrator();
  const answer = await house.ask('POST', '/api/v1/session', { body: { login: 'ADA', password: PASSWORD } });
  expect(answer.headers['set-cookie']?.[0]).toMatch(/^duress=[A-Za-z0-9_-]{32}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
  const token = answer.cookie?.split('=')[1] ?? '';
  expect(JSON.stringify([...house.engine.committed.sessions.values()])).not.toContain(token);
});

test('wrong password, unknown login and somebody who left are told apart by nobody', async () => {
  house = await House.open();
  const admin = await house.administrator();
  const gone = await house.person(admin, { name: 'Gone', login: 'gone' });
  const left = await house.ask('PUT', `/api/v1/people/${gone.id}`, { body: { name: 'Gone', login: 'gone', active: false }, cookie: admin });
  expect(left.status).toBe(200);
  const answers = [];
  for (const [login, password] of [
    ['ada', 'wrong wrong wrong'],
    ['nobody', PASSWORD],
    ['gone', PASSWORD],
  ]) {
    answers.push(await house.ask('POST', '/api/v1/session', { body: { login, password } }));
  }
  expect(answers.map(({ status, text }) => [status, text])).toEqual(Array.from({ length: 3 }, () => [401, '{"code":"wrong-password"}']));
  // And whoever left is signed out at once.
  expect((await house.ask('GET', '/api/v1/session', { cookie: gone.cookie })).status).toBe(401);
});

test('signing in again ends the session that the browser had; signing out ends it everywhere', async () => {
  house = await House.open();
  const first = await house.administrator();
  const ended: string[] = [];
  const principal = house.access.principalOf({ cookie: first });
  if (principal === undefined) throw new Error('signed in');
  house.access.watch.watch(principal, () => ended.push('first'));
  const again = await house.ask('POST', '/api/v1/session', { body: { login: 'ada', password: PASSWORD }, cookie: first });
  expect((await house.ask('GET', '/api/v1/session', { cookie: first })).status).toBe(401);
  expect(ended).toEqual(['first']);
  expect((await house.ask('GET', '/api/v1/session', { cookie: again.cookie })).status).toBe(200);
  expect((await house.ask('DELETE', '/api/v1/session', { cookie: again.cookie })).status).toBe(204);
  expect((await house.ask('GET', '/api/v1/session', { cookie: again.cookie })).status).toBe(401);
});

test('another password ends all sessions of the person, and the one who changed it goes on with a new one', async () => {
  house = await House.open();
  const admin = await house.administrator();
  const worker = await house.person(admin, { name: 'Wendy', login: 'wendy' });
  const elsewhere = await house.ask('POST', '/api/v1/session', { body: { login: 'wendy', password: PASSWORD } });
  const changed = await house.ask('PUT', `/api/v1/people/${worker.id}/password`, {
    body: { password: 'another horse altogether' },
    cookie: worker.cookie,
  });
  expect(changed.status).toBe(204);
  expect((await house.ask('GET', '/api/v1/session', { cookie: worker.cookie })).status).toBe(401);
  expect((await house.ask('GET', '/api/v1/session', { cookie: elsewhere.cookie })).status).toBe(401);
  expect((await house.ask('GET', '/api/v1/session', { cookie: changed.cookie })).status).toBe(200);
});

test('guessing is slowed down per login and per address, and stays bounded', async () => {
  house = await House.open();
  await house.administrator();
  const answers = [];
  for (let n = 0; n < 8; n += 1)
    answers.push(await house.ask('POST', '/api/v1/session', { body: { login: 'ada', password: `wrong number ${n}` } }));
  expect(answers.slice(0, 4).map((answer) => answer.status)).toEqual([401, 401, 401, 401]);
  const slowed = answers.find((answer) => answer.status === 429);
  expect(slowed?.json.code).toBe('too-many-attempts');
  expect(Number(slowed?.headers['retry-after'])).toBeGreaterThan(0);

  const flood = await Promise.all(
    Array.from({ length: 60 }, (_, n) => house.ask('POST', '/api/v1/session', { body: { login: `nobody${n}`, password: PASSWORD } })),
  );
  expect(flood.filter((answer) => answer.status === 429).length).toBeGreaterThanOrEqual(30);
  expect(flood.every((answer) => answer.status === 401 || answer.status === 429)).toBe(true);
});

test('the demo’s one click is there in the demo alone, and only for this machine by its own name', async () => {
  house = await House.open();
  expect((await house.ask('POST', '/api/v1/session/demo', { body: { as: 'worker' } })).status).toBe(404);
  await house.close();

  house = await House.open({ demo: true });
  const admin = await house.administrator();
  const worker = await house.person(admin, { name: 'Wendy', login: 'wendy' });
  expect((await house.ask('POST', '/api/v1/session/demo', { body: { as: 'worker' } })).status).toBe(404);
  await house.save({ put: 'setting', key: 'demo-worker', value: worker.id });
  const forwarded = await house.ask('POST', '/api/v1/session/demo', {
    body: { as: 'worker' },
    headers: { 'x-forwarded-for': '203.0.113.7' },
  });
  expect(forwarded.status).toBe(404);
  const bent = await house.ask('POST', '/api/v1/session/demo', {
    body: { as: 'worker' },
    headers: { host: 'evil.example' },
    origin: 'http://evil.example',
  });
  expect(bent.json.code).toBe('foreign-origin');
  const answer = await house.ask('POST', '/api/v1/session/demo', { body: { as: 'worker' } });
  expect(answer.json).toMatchObject({ person: worker.id, demo: true });
});
