import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RawDevice } from '../../contract/mqtt/raw-device.ts';
import { duressAt, type Said } from '../../harness/duress.ts';
import { GatewayProcess } from '../../harness/process.ts';

let gateway: GatewayProcess;

beforeEach(async () => {
  gateway = await GatewayProcess.start();
});
afterEach(async () => {
  await gateway.remove();
});

const duress = (...words: string[]): Promise<Said> => duressAt(gateway, words);

async function signIn(login: string, password: string): Promise<Response> {
  const { http } = gateway.addresses;
  return fetch(`${http}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: http },
    body: JSON.stringify({ login, password }),
  });
}

async function press(token: unknown, device: string): Promise<number> {
  const response = await fetch(`${gateway.addresses.http}/api/v1/signals`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${String(token)}`, 'idempotency-key': 'one' },
    body: JSON.stringify({ device, kind: 'duress' }),
  });
  return response.status;
}

/** MQTT's answer to the device: 0 it is let in, 5 it is not. */
async function connack(device: string, secret: unknown): Promise<unknown> {
  const port = Number(new URL(gateway.addresses.mqtt ?? '').port);
  const raw = await RawDevice.connected(port, device, { password: String(secret) });
  raw.socket.destroy();
  return raw.packets[0]?.cmd === 'connack' ? raw.packets[0].returnCode : undefined;
}

describe.each(['running', 'stopped'] as const)('on a %s gateway', (state) => {
  beforeEach(async () => {
    if (state === 'stopped') expect(await gateway.stop()).toBe(0);
  });

  test('a house is set up by commands alone, and what they printed once is what opens it', async () => {
    const root = await duress('user', 'add', 'root', '--role', 'administrator', '--json');
    expect(root).toMatchObject({ exit: 0, err: '' });
    const ana = await duress('user', 'add', 'ana', '--name', 'Ana Ruiz', '--role', 'worker', '--manager', 'ROOT');
    expect(ana).toMatchObject({ exit: 0, err: '' });
    expect(ana.out).toMatch(/^ana was added\. The first password, shown this once:\n\S{20,}\n$/);
    const button = await duress('device', 'add', 'button-1', '--worker', 'ana', '--label', "Ana's button", '--json');
    expect(button).toMatchObject({ exit: 0, json: { ok: true, device: 'button-1' } });
    expect((await duress('device', 'add', 'panel', '--family', 'http')).out).toBe('panel was added.\n');
    const token = await duress('token', 'add', 'Nurse call', '--scope', 'signals', '--json');

    if (state === 'stopped') await gateway.start();
    expect((await signIn('root', String(root.json['password']))).status).toBe(200);
    expect((await signIn('ana', ana.out.trim().split('\n').at(-1) ?? '')).status).toBe(200);
    expect(await connack('button-1', button.json['secret'])).toBe(0);
    expect(await press(token.json['secret'], 'panel')).toBe(202);
  });

  test('devices are listed, and a revoked one stays listed and is out', async () => {
    expect(await duress('device', 'list')).toMatchObject({ exit: 0, out: 'There are no devices.\n' });
    await duress('user', 'add', 'root', '--role', 'administrator');
    const { json } = await duress('device', 'add', 'b1', '--label', 'Red one', '--json');
    expect((await duress('device', 'list')).out).toBe('b1\tduress\tRed one\t-\t-\n');
    expect(await duress('device', 'revoke', 'b1')).toMatchObject({ exit: 0, out: 'b1 is revoked.\n' });
    expect(await duress('device', 'revoke', 'b1')).toMatchObject({ exit: 0, out: 'b1 was revoked already.\n' });
    expect((await duress('device', 'list')).out).toBe('b1\tduress\tRed one\t-\t-\trevoked\n');
    expect((await duress('device', 'list', '--json')).json).toEqual({
      ok: true,
      devices: [{ device: 'b1', family: 'duress', label: 'Red one', revoked: true }],
    });
    if (state === 'stopped') await gateway.start();
    expect(await connack('b1', json['secret'])).toBe(5);
  });

  test('people and tokens are listed, without anything that proves them; a revoked token stays listed and is out', async () => {
    expect(await duress('user', 'list')).toMatchObject({ exit: 0, out: 'There are no people.\n' });
    expect(await duress('token', 'list')).toMatchObject({ exit: 0, out: 'There are no tokens.\n' });
    const root = await duress('user', 'add', 'root', '--role', 'administrator', '--json');
    const ana = await duress('user', 'add', 'ana', '--name', 'Ana Ruiz', '--manager', 'root', '--json');
    const [rootId, anaId] = [root, ana].map(({ json }) => String(json['person']));
    const users = await duress('user', 'list', '--json');
    expect(users.json).toEqual({
      ok: true,
      users: [
        { person: rootId, login: 'root', name: 'root', roles: [{ role: 'administrator' }], left: false },
        { person: anaId, login: 'ana', name: 'Ana Ruiz', roles: [], manager: rootId, left: false },
      ],
    });
    expect((await duress('user', 'list')).out).toBe(
      `${String(rootId)}\troot\troot\tadministrator\t-\n${String(anaId)}\tana\tAna Ruiz\t-\t${String(rootId)}\n`,
    );
    await duress('device', 'add', 'panel', '--family', 'http');
    const [first, second] = [
      await duress('token', 'add', 'Nurse call', '--scope', 'signals', '--json'),
      await duress('token', 'add', 'Nurse call', '--scope', 'wall', '--json'),
    ];
    const [id, other] = [first, second].map(({ json }) => String(json['token']));
    expect((await duress('token', 'list')).out).toBe(`${String(id)}\tsignals\tNurse call\t-\n${String(other)}\twall\tNurse call\t-\n`);
    const listed = await duress('token', 'list', '--json');
    expect(listed.json).toMatchObject({ ok: true, tokens: [{ token: id, scope: 'signals', revoked: false }, { token: other }] });
    for (const { json } of [first, second]) expect(listed.out).not.toContain(String(json['secret']));
    expect(users.out).not.toContain(String(root.json['password']));
    expect(await duress('token', 'revoke', 'Nurse call', '--json')).toMatchObject({ exit: 1, json: { code: 'unknown-token' } });
    expect(await duress('token', 'revoke', 'nobody', '--json')).toMatchObject({ exit: 1, json: { code: 'unknown-token' } });
    expect(await duress('token', 'revoke', String(id))).toMatchObject({ exit: 0, out: 'Nurse call is revoked.\n' });
    expect(await duress('token', 'revoke', String(id))).toMatchObject({ exit: 0, out: 'Nurse call was revoked already.\n' });
    // The other is the only one of the name that is left.
    expect(await duress('token', 'revoke', 'Nurse call', '--json')).toMatchObject({ exit: 0, json: { ok: true, token: other } });
    expect((await duress('token', 'list', '--json')).json['tokens']).toMatchObject([{ revoked: true }, { revoked: true }]);
    if (state === 'stopped') await gateway.start();
    expect(await press(first.json['secret'], 'panel')).toBe(401);
  });

  test('every refusal has its code and status 1, in JSON; a person gets one sentence', async () => {
    const noAdministrator = await duress('device', 'add', 'b1', '--json');
    expect(noAdministrator).toMatchObject({ exit: 1, json: { ok: false, code: 'no-administrator' } });
    await duress('user', 'add', 'root', '--role', 'administrator');
    await duress('device', 'add', 'b1');
    const refusals: readonly (readonly [string, string])[] = [
      ['user add ROOT', 'login-taken'],
      ['user add ana --manager nobody', 'unknown-person'],
      ['user add ana --role worker --place Clinic/Ward', 'unknown-place'],
      ['device add b1', 'already-there'],
      ['device add b2 --worker nobody', 'unknown-person'],
      ['device add b2 --place Clinic', 'unknown-place'],
      ['device revoke b9', 'unknown-device'],
      ['token add wall --scope wall --place Clinic', 'unknown-place'],
    ];
    for (const [words, code] of refusals) {
      const said = await duress(...words.split(' '), '--json');
      expect({ words, exit: said.exit, err: said.err, ...said.json }).toMatchObject({ words, exit: 1, err: '', ok: false, code });
      expect(said.json['detail']).toMatch(/\S/);
    }
    expect(await duress('user', 'add', 'root')).toEqual(
      expect.objectContaining({ exit: 1, out: '', err: 'duress: somebody else signs in with this name (root)\n' }),
    );
    // Nothing of all this has left a trace.
    expect((await duress('device', 'list', '--json')).json['devices']).toHaveLength(1);
  });
});

test('an erasure on a stopped gateway asks the rules, as the desk does, and is recorded', async () => {
  expect(await gateway.stop()).toBe(0);
  const added = await duress('user', 'add', 'root', '--role', 'administrator', '--json');
  const subject = `person:${String(added.json['person'])}`;
  expect(await duress('erase', subject, '--yes', '--json')).toMatchObject({ exit: 1, json: { ok: false, code: 'last-administrator' } });
  // Nothing was destroyed: the name is still there.
  expect((await duress('user', 'list', '--json')).json['users']).toMatchObject([{ login: 'root' }]);
  await duress('user', 'add', 'other', '--role', 'administrator');
  expect(await duress('erase', subject, '--yes', '--json')).toMatchObject({ exit: 0, json: { ok: true, subject } });
  expect((await duress('user', 'list', '--json')).json['users']).toMatchObject([{ login: 'other' }]);
  const file = join(gateway.data, '..', 'export.jsonl');
  expect(await duress('log', 'export', file)).toMatchObject({ exit: 0 });
  expect(readFileSync(file, 'utf8')).toContain('"kind":"PersonErased"');
  // Once more: what came to be sealed for them since would go; there is nothing.
  expect(await duress('erase', subject, '--yes', '--json')).toMatchObject({ exit: 1, json: { code: 'nothing-sealed' } });
  await gateway.start();
  expect((await signIn('root', String(added.json['password']))).status).toBe(401);
  // The last one that is left, again.
  expect(await gateway.stop()).toBe(0);
  const [{ person }] = (await duress('user', 'list', '--json')).json['users'] as [{ person: string }]; // as: one is left.
  expect(await duress('erase', `person:${person}`, '--yes', '--json')).toMatchObject({ exit: 1, json: { code: 'last-administrator' } });
});

test('a gateway that was killed leaves its socket behind: the commands work on its log all the same', async () => {
  await gateway.kill();
  expect(await duress('user', 'add', 'root', '--role', 'administrator')).toMatchObject({ exit: 0, err: '' });
  await gateway.start();
  expect(await duress('user', 'add', 'root', '--json')).toMatchObject({ exit: 1, json: { code: 'login-taken' } });
});
