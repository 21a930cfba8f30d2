import { expect, test } from 'vitest';
import { House } from './house.ts';

const NAME = 'Wilhelmina Unverwechselbar';

test('an administrator erases a person: the name is gone from every page, the person can not sign in, nobody erases themselves', async () => {
  const house = await House.open();
  try {
    const admin = await house.administrator();
    const local = await house.person(admin, { name: NAME, login: 'wilma', roles: [{ role: 'reception' }] });
    expect((await house.ask('DELETE', `/api/v1/people/${local.id}`, { cookie: local.cookie })).status).toBe(403);
    expect((await house.ask('DELETE', `/api/v1/people/${local.id}`, { cookie: admin })).status).toBe(204);
    expect((await house.ask('GET', `/api/v1/people`, { cookie: local.cookie })).status).toBe(401);
    const listed = await house.ask('GET', '/api/v1/people', { cookie: admin });
    expect(JSON.stringify(listed.json)).not.toContain(NAME);
    expect(JSON.stringify((await house.ask('GET', '/api/v1/directory', { cookie: admin })).json)).not.toContain(NAME);
    const me = (await house.ask('GET', '/api/v1/session', { cookie: admin })).json as { person: string }; // as: Me of the contract.
    expect((await house.ask('DELETE', `/api/v1/people/${me.person}`, { cookie: admin })).status).toBe(403);
  } finally {
    await house.close();
  }
});
