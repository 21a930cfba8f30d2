// Answers are JSON of many shapes; what is not there fails the expectation.
/* eslint-disable @typescript-eslint/no-unsafe-member-access */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Log } from '../../../gateway/src/engine/ports/log.ts';
import { until } from '../../harness/wait.ts';
import { WaveringLog } from '../../harness/wavering-log.ts';
import { House } from './house.ts';

let house: House;
let disk: WaveringLog;

beforeEach(async () => {
  const log = (real: Log): Log => {
    disk = new WaveringLog(real);
    return disk;
  };
  house = await House.open({ log, limits: { commitWait: 300 } });
});

afterEach(async () => {
  await house.close();
});

test('the first press ever of a phone page is seen although the log is away', async () => {
  const admin = await house.administrator();
  const ana = await house.person(admin, { name: 'Ana Ruiz', login: 'ana.ruiz', roles: [{ role: 'worker' }] });
  expect((await house.ask('GET', '/api/v1/session', { cookie: ana.cookie })).json.phoneDevice).toBe(`phone-${ana.id}`);
  const mended = Promise.withResolvers<undefined>();
  disk.next(mended.promise);
  // Something else is what the log hangs on.
  const hung = house.ask('POST', '/api/v1/places', { body: { name: 'South', kind: 'site' }, cookie: admin });
  await until('the log hangs', () => house.engine.health.state === 'lifeboat');
  const body = { kind: 'duress', boot: 1, seq: 1, age: 0 };
  const pressed = await house.ask('POST', '/api/v1/my/signals', { body, cookie: ana.cookie });
  expect(pressed.json.code).toBe('not-recorded-yet');
  expect(house.engine.pending().map(({ signals }) => signals[0]?.device)).toEqual([`phone-${ana.id}`]);
  mended.resolve(undefined);
  await hung;
  await until('it is an alarm', () => house.engine.committed.alarms.size === 1);
});

test('a second sign-in leaves the phone page as it was set up', async () => {
  const admin = await house.administrator();
  const ana = await house.person(admin, { name: 'Ana Ruiz', login: 'ana.ruiz' });
  await house.ask('POST', `/api/v1/devices/phone-${ana.id}/revoke`, { cookie: admin });
  await house.ask('POST', '/api/v1/session', { body: { login: 'ana.ruiz', password: 'correct horse battery staple' } });
  expect([...house.engine.committed.devices.values()]).toMatchObject([{ device: `phone-${ana.id}`, revoked: true }]);
});
