// Answers are JSON of many shapes; what is not there fails the expectation.
/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call */
import { afterEach, expect, test } from 'vitest';
import { House } from './house.ts';

let house: House;
afterEach(() => house.close());

async function site(admin: string): Promise<{ north: string; room: string; south: string }> {
  const north = await house.place(admin, { name: 'North', kind: 'site', zone: 'Australia/Sydney' });
  const building = await house.place(admin, { name: 'Main', kind: 'building', parent: north });
  const room = await house.place(admin, { name: 'Room 1', kind: 'room', parent: building });
  const south = await house.place(admin, { name: 'South', kind: 'site' });
  return { north, room, south };
}

test('a site’s administrator sets up that site, and can reach for nothing beyond it', async () => {
  house = await House.open();
  const admin = await house.administrator();
  const { north, room, south } = await site(admin);
  const local = await house.person(admin, {
    name: 'Lo Cal',
    login: 'local',
    place: north,
    roles: [{ role: 'administrator', place: north }],
  });
  const ask = (method: string, path: string, body?: unknown): Promise<{ status: number; json: { code?: string; person?: string } }> =>
    house.ask(method, path, { cookie: local.cookie, ...(body === undefined ? {} : { body }) });

  const mine = await ask('POST', '/api/v1/people', { name: 'Wendy', place: room });
  expect(mine.status).toBe(201);
  expect((await ask('POST', '/api/v1/people', { name: 'X', place: south })).json.code).toBe('not-allowed');
  expect((await ask('POST', '/api/v1/people', { name: 'X' })).json.code).toBe('not-allowed');
  expect((await ask('POST', '/api/v1/grants', { person: mine.json.person, role: 'reception', place: room })).status).toBe(201);
  expect((await ask('POST', '/api/v1/grants', { person: local.id, role: 'administrator' })).json.code).toBe('not-allowed');
  expect((await ask('POST', '/api/v1/devices', { device: 'b1', family: 'duress', label: 'B1', place: room })).status).toBe(201);
  expect((await ask('POST', '/api/v1/devices', { device: 'b2', family: 'duress', label: 'B2', place: south })).json.code).toBe(
    'not-allowed',
  );
  expect((await ask('PUT', `/api/v1/places/${south}`, { name: 'S', kind: 'site' })).json.code).toBe('not-allowed');
  expect((await ask('POST', '/api/v1/tokens', { name: 'w', scope: 'wall' })).json.code).toBe('not-allowed');
  expect((await ask('POST', '/api/v1/import/people')).json.code).toBe('not-allowed');

  // Somebody who belongs to North and is granted more elsewhere: whoever sets their password could sign in as them.
  const boss = await house.person(admin, { name: 'Boss', login: 'boss', place: north, roles: [{ role: 'administrator' }] });
  expect((await ask('PUT', `/api/v1/people/${boss.id}/password`, { password: 'a brand new password' })).json.code).toBe('not-allowed');
  expect((await ask('PUT', `/api/v1/people/${boss.id}`, { name: 'Boss', login: 'boss2', place: north })).json.code).toBe('not-allowed');
});

test('reception sees places, devices and names, and edits none of it', async () => {
  house = await House.open();
  const admin = await house.administrator();
  const { room } = await site(admin);
  const reception = await house.person(admin, { name: 'Rae', login: 'rae', roles: [{ role: 'reception' }] });
  await house.ask('POST', '/api/v1/devices', { body: { device: 'b1', family: 'duress', label: 'Button 1', place: room }, cookie: admin });
  const get = (path: string) => house.ask('GET', path, { cookie: reception.cookie });
  expect((await get('/api/v1/places')).json).toHaveLength(4);
  expect((await get('/api/v1/devices')).json).toMatchObject({
    total: 2,
    rows: [{ device: 'b1', connected: false }, { device: `phone-${reception.id}` }],
  });
  expect((await get('/api/v1/devices?find=nothing')).json).toEqual({ total: 0, rows: [] });
  expect((await get('/api/v1/directory')).json).toHaveLength(2);
  expect((await get('/api/v1/people')).json.rows.map((row: { name: string }) => row.name)).toEqual(['Rae']);
  expect((await get('/api/v1/grants')).json.code).toBe('not-allowed');
  expect((await get('/api/v1/tokens')).json.code).toBe('not-allowed');
  for (const [method, path, body] of [
    ['POST', '/api/v1/people', { name: 'X' }],
    ['POST', '/api/v1/places', { name: 'X', kind: 'site' }],
    ['POST', '/api/v1/devices', { device: 'x', family: 'duress', label: 'X' }],
    ['POST', '/api/v1/devices/b1/revoke', undefined],
    ['POST', '/api/v1/devices/b1/secret', undefined],
    ['POST', '/api/v1/devices/b1/test', undefined],
    ['POST', '/api/v1/grants', { person: reception.id, role: 'administrator' }],
    ['POST', '/api/v1/tokens', { name: 'x', scope: 'signals' }],
  ] as const) {
    expect([path, (await house.ask(method, path, { cookie: reception.cookie, body })).json.code]).toEqual([path, 'not-allowed']);
  }
});

test('a manager sees the people below in the line, and says when they are away; others do not', async () => {
  house = await House.open();
  const admin = await house.administrator();
  const top = await house.person(admin, { name: 'Top', login: 'top', roles: [{ role: 'manager' }] });
  const mid = await house.person(admin, { name: 'Mid', login: 'mid', manager: top.id });
  const low = await house.person(admin, { name: 'Low', login: 'low', manager: mid.id });
  const other = await house.person(admin, { name: 'Other', login: 'other' });
  expect((await house.ask('GET', '/api/v1/people', { cookie: top.cookie })).json.rows.map((row: { name: string }) => row.name)).toEqual([
    'Low',
    'Mid',
    'Top',
  ]);
  expect((await house.ask('GET', `/api/v1/people/${low.id}`, { cookie: other.cookie })).json.code).toBe('unknown-person');
  const leave = { from: 1_000, to: 2_000 };
  expect((await house.ask('POST', `/api/v1/people/${low.id}/leave`, { body: leave, cookie: other.cookie })).json.code).toBe('not-allowed');
  expect((await house.ask('POST', `/api/v1/people/${low.id}/leave`, { body: leave, cookie: top.cookie })).json.leave).toEqual([leave]);
  expect((await house.ask('POST', `/api/v1/people/${low.id}/leave`, { body: { from: 2, to: 2 }, cookie: top.cookie })).json.code).toBe(
    'invalid',
  );
  expect((await house.ask('DELETE', `/api/v1/people/${low.id}/leave/0`, { cookie: low.cookie })).json.leave).toEqual([]);
  expect((await house.ask('DELETE', `/api/v1/people/${low.id}/leave/0`, { cookie: low.cookie })).status).toBe(404);
  expect(
    (await house.ask('PUT', `/api/v1/people/${low.id}/unavailable`, { body: { unavailable: true }, cookie: low.cookie })).json.unavailable,
  ).toBe(true);
});

test('what the rules refuse comes back with its code and status', async () => {
  house = await House.open();
  const admin = await house.administrator();
  const { north, room } = await site(admin);
  const a = await house.person(admin, { name: 'A', login: 'aaaa' });
  const b = await house.person(admin, { name: 'B', login: 'bbbb', manager: a.id });
  const answer = async (method: string, path: string, body?: unknown): Promise<[number, string]> => {
    const { status, json } = await house.ask(method, path, { cookie: admin, ...(body === undefined ? {} : { body }) });
    return [status, json?.code];
  };
  expect(await answer('PUT', `/api/v1/people/${a.id}`, { name: 'A', login: 'aaaa', manager: b.id })).toEqual([422, 'loop']);
  expect(await answer('POST', '/api/v1/people', { name: 'C', login: 'AAAA' })).toEqual([409, 'login-taken']);
  expect(await answer('POST', '/api/v1/people', { name: 'C', manager: 'nobody' })).toEqual([404, 'unknown-person']);
  expect(await answer('DELETE', `/api/v1/places/${north}`)).toEqual([409, 'in-use']);
  expect(await answer('POST', '/api/v1/places', { name: 'X', kind: 'site', zone: 'Mars/Base' })).toEqual([422, 'invalid']);
  expect(await answer('POST', '/api/v1/people', { name: 'C', pin: '1234', duressPin: '1234' })).toEqual([422, 'invalid']);
  expect(await answer('POST', '/api/v1/devices', { device: 'too-long-for-radio', family: 'radio', label: 'R', place: room })).toEqual([
    422,
    'invalid',
  ]);
  expect(await answer('GET', '/api/v1/people/none')).toEqual([404, 'unknown-person']);

  const grants = (await house.ask('GET', '/api/v1/grants', { cookie: admin })).json as { grant: string; person: string; role: string }[];
  const whole = grants.find((grant) => grant.role === 'administrator');
  expect(await answer('DELETE', `/api/v1/grants/${whole?.grant ?? ''}`)).toEqual([409, 'last-administrator']);
  expect(await answer('PUT', `/api/v1/people/${whole?.person ?? ''}`, { name: 'Ada', login: 'ada', active: false })).toEqual([
    409,
    'last-administrator',
  ]);
});

test('a device’s secret is shown once and closes the connection that used the old one; revoking does too', async () => {
  house = await House.open();
  const admin = await house.administrator();
  const made = await house.ask('POST', '/api/v1/devices', { body: { device: 'b1', family: 'duress', label: 'B1' }, cookie: admin });
  expect(made.json.secret).toMatch(/^[A-Za-z0-9_-]{32}$/);
  expect(
    (await house.ask('POST', '/api/v1/devices', { body: { device: 'b1', family: 'duress', label: 'B1' }, cookie: admin })).json.code,
  ).toBe('already-there');
  const again = await house.ask('POST', '/api/v1/devices/b1/secret', { cookie: admin });
  expect(again.json.secret).not.toBe(made.json.secret);
  const listed = await house.ask('GET', '/api/v1/devices', { cookie: admin });
  expect(listed.text).not.toContain(again.json.secret);
  expect(listed.text).not.toContain('secretHash');
  const radio = await house.ask('POST', '/api/v1/devices', { body: { device: 'r1', family: 'radio', label: 'R1' }, cookie: admin });
  expect(radio.json.secret).toMatch(/^[0-9a-f]{32}$/);
  expect((await house.ask('POST', '/api/v1/devices/b1/revoke', { cookie: admin })).json.revoked).toBe(true);
  expect(house.dropped).toEqual(['b1', 'b1']);
});
