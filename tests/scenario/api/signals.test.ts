// Answers are JSON of many shapes; what is not there fails the expectation.
/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call */
import { afterEach, expect, test } from 'vitest';
import type { Log } from '../../../gateway/src/engine/ports/log.ts';
import { until } from '../../harness/wait.ts';
import { House, PASSWORD, type Answer } from './house.ts';

let house: House;
afterEach(() => house.close());

async function integration(scope = 'signals', place?: string): Promise<{ admin: string; secret: string; id: string }> {
  const admin = await house.administrator();
  const issued = await house.ask('POST', '/api/v1/tokens', {
    body: { name: 'Nurse call', scope, ...(place === undefined ? {} : { place }) },
    cookie: admin,
  });
  await house.ask('POST', '/api/v1/devices', { body: { device: 'call-1', family: 'http', label: 'Call 1' }, cookie: admin });
  await house.ask('POST', '/api/v1/devices', { body: { device: 'button-1', family: 'duress', label: 'Button 1' }, cookie: admin });
  return { admin, secret: issued.json.secret as string, id: issued.json.id as string };
}

function signal(secret: string | undefined, key: string | undefined, body: Record<string, unknown> = {}): Promise<Answer> {
  return house.ask('POST', '/api/v1/signals', {
    origin: null,
    body: { device: 'call-1', kind: 'duress', ...body },
    headers: {
      ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
  });
}

test('a signal is answered after its commit; the same key again is a duplicate, another key is a second press', async () => {
  house = await House.open();
  const { secret } = await integration();
  const first = await signal(secret, 'event 1');
  expect([first.status, first.json.outcome]).toEqual([202, 'accepted']);
  expect(house.engine.committed.alarms.size).toBe(1);
  const repeat = await signal(secret, 'event 1', { age: 500 });
  expect([repeat.status, repeat.json]).toEqual([200, { outcome: 'duplicate', alarm: first.json.alarm }]);
  const second = await signal(secret, 'event 2');
  expect([second.status, second.json.alarm]).toEqual([202, first.json.alarm]);
  expect([...house.engine.committed.alarms.values()][0]?.presses).toBe(2);
  // The same key for another kind of signal is another signal.
  expect((await signal(secret, 'event 1', { kind: 'test' })).status).toBe(202);
});

test('a hundred keys are a hundred presses, and each of them again is a duplicate', async () => {
  house = await House.open();
  const { secret } = await integration();
  for (let n = 0; n < 100; n += 1) expect((await signal(secret, `key-${n}`)).json.outcome).toBe('accepted');
  expect([...house.engine.committed.alarms.values()][0]?.presses).toBe(100);
  for (let n = 0; n < 100; n += 1) expect((await signal(secret, `key-${n}`)).json.outcome).toBe('duplicate');
});

test('tokens do what their scope says, at their place, until they are revoked', async () => {
  house = await House.open();
  const { admin, secret, id } = await integration();
  expect((await signal(undefined, 'k')).json.code).toBe('signed-out');
  expect((await signal('duress_0000000000000000000000000000000', 'k')).json.code).toBe('signed-out');
  expect((await signal(secret, undefined)).json.code).toBe('key-needed');
  expect((await signal(secret, '')).json.code).toBe('key-needed');
  expect((await signal(secret, 'x'.repeat(129))).json.code).toBe('key-needed');
  expect((await signal(secret, 'x'.repeat(128))).status).toBe(202);
  expect((await signal(secret, 'k', { device: 'button-1' })).json.code).toBe('unknown-device');
  expect((await signal(secret, 'k', { device: 'none' })).json.code).toBe('unknown-device');
  expect((await signal(secret, 'k', { kind: 'party' })).json.code).toBe('does-not-fit');
  // A machine's token opens no person's resource, and a person's cookie no machine's.
  const bearer = { authorization: `Bearer ${secret}` };
  for (const path of ['/api/v1/people', '/api/v1/alarms', '/api/v1/debriefs', '/api/v1/tokens', '/api/v1/my/hand']) {
    expect([path, (await house.ask('GET', path, { headers: bearer })).json.code]).toEqual([path, 'not-allowed']);
    expect([path, (await house.ask('GET', path, { headers: bearer, cookie: admin })).json.code]).toEqual([path, 'not-allowed']);
  }
  expect(
    (
      await house.ask('POST', '/api/v1/signals', {
        body: { device: 'call-1', kind: 'duress' },
        cookie: admin,
        headers: { 'idempotency-key': 'k' },
      })
    ).json.code,
  ).toBe('signed-out');

  const wall = await house.ask('POST', '/api/v1/tokens', { body: { name: 'Wall', scope: 'wall' }, cookie: admin });
  expect((await signal(wall.json.secret as string, 'k')).json.code).toBe('not-allowed');
  const south = await house.place(admin, { name: 'South', kind: 'site' });
  const local = await house.ask('POST', '/api/v1/tokens', { body: { name: 'South', scope: 'signals', place: south }, cookie: admin });
  expect((await signal(local.json.secret as string, 'k')).json.code).toBe('unknown-device');
  await house.ask('PUT', '/api/v1/devices/call-1', { body: { family: 'http', label: 'Call 1', place: south }, cookie: admin });
  expect((await signal(local.json.secret as string, 'k south')).status).toBe(202);

  expect((await house.ask('DELETE', `/api/v1/tokens/${id}`, { cookie: admin })).status).toBe(204);
  expect((await signal(secret, 'later')).json.code).toBe('signed-out');
  const listed = await house.ask('GET', '/api/v1/tokens', { cookie: admin });
  expect(listed.json.find((token: { token: string }) => token.token === id).revoked).toBe(true);
  expect(listed.text).not.toContain('duress_');
});

/** A log whose disk stands still on request: nothing is refused, nothing comes back. */
class StillLog implements Log {
  readonly #log: Log;
  #go: (() => void) | undefined;
  #still: Promise<void> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }
  standStill(): void {
    this.#still = new Promise((resolve) => (this.#go = resolve));
  }
  goOn(): void {
    this.#go?.();
    this.#still = undefined;
  }
  open: Log['open'] = () => this.#log.open();
  load: Log['load'] = () => this.#log.load();
  factsAfter: Log['factsAfter'] = (seq, limit) => this.#log.factsAfter(seq, limit);
  close: Log['close'] = () => this.#log.close();
  append: Log['append'] = async (batch) => {
    await this.#still;
    return this.#log.append(batch);
  };
}

test('while the disk stands still there is no 2xx; what was sent is recorded when it moves, once', async () => {
  let still: StillLog | undefined;
  house = await House.open({ limits: { commitWait: 1_500 }, log: (log) => (still = new StillLog(log)) });
  const { admin, secret } = await integration();
  still?.standStill();
  const waiting = await signal(secret, 'in the dark');
  expect([waiting.status, waiting.json]).toEqual([503, { code: 'not-recorded-yet' }]);
  expect(waiting.headers['retry-after']).toBe('1');
  expect((await signal(secret, 'in the dark')).status).toBe(503);
  expect(house.engine.committed.alarms.size).toBe(0);
  expect((await house.ask('POST', '/api/v1/places', { body: { name: 'North', kind: 'site' }, cookie: admin })).json.code).toBe(
    'not-recorded-yet',
  );
  // Reading goes on, whoever was signed in stays so, and signing out is at once.
  expect((await house.ask('GET', '/api/v1/session', { cookie: admin })).status).toBe(200);
  expect((await house.ask('POST', '/api/v1/session', { body: { login: 'ada', password: PASSWORD } })).json.code).toBe('not-recorded-yet');
  expect((await house.ask('GET', '/health/ready')).json.ready).toBe(true);
  expect((await house.ask('DELETE', '/api/v1/session', { cookie: admin })).json.code).toBe('not-recorded-yet');
  expect((await house.ask('GET', '/api/v1/session', { cookie: admin })).status).toBe(401);

  still?.goOn();
  await until('it is recorded', () => house.engine.committed.alarms.size === 1);
  expect((await signal(secret, 'in the dark')).json.outcome).toBe('duplicate');
  expect([...house.engine.committed.alarms.values()][0]?.presses).toBe(1);
  await until('the place is there', () => house.engine.committed.places.size === 1);
});
