import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../gateway/src/base/durations.ts';
import type { GrantId, PersonId } from '../../../gateway/src/base/ids.ts';
import type { TestPage } from '../../../gateway/src/contract/test-round.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { MqttDevice } from '../../harness/mqtt-device.ts';
import { leap, settled } from '../../harness/passing.ts';
import { Reception } from '../../harness/reception.ts';
import { until } from '../../harness/wait.ts';

describe('the test at the start of a shift', () => {
  let clock: ManualClock;
  let gateway: TestGateway;
  let button: MqttDevice;
  let ruth: Reception;

  beforeEach(async () => {
    clock = new ManualClock();
    gateway = await TestGateway.start({ clock });
    button = await MqttDevice.connect(gateway, 'button-ana');
    const admin = { grant: 'g-ruth-admin' as GrantId, person: 'ruth' as PersonId, role: 'administrator' } as const; // as: ids by hand.
    await gateway.save([{ put: 'grant', value: admin }]);
    ruth = await Reception.signIn(gateway.addresses.http, 'manager');
  });

  afterEach(async () => {
    ruth.close();
    button.close();
    await gateway.close();
  });

  const tests = async (query = ''): Promise<TestPage> => (await ruth.ask('GET', `/api/v1/tests${query}`)).body as TestPage; // as: what it answers with.
  const setPolicy = async (every: string, place?: string): Promise<number> =>
    (await ruth.ask('PUT', '/api/v1/tests/policy', { every, ...(place === undefined ? {} : { place }) })).status;
  const overdue = (): string[] =>
    [...gateway.gateway.core.committed.faults.values()].filter(({ code }) => code === 'tests-overdue').map(({ subject }) => subject);
  const testPress = async (seq: number): Promise<void> => {
    const ana = await Reception.signIn(gateway.addresses.http, 'worker');
    expect((await ana.ask('POST', '/api/v1/devices/button-ana/test')).status).toBe(200);
    await button.signal({ seq });
    ana.close();
  };

  test('the worker sees on the button that it passed, reception hears nothing of it, and the list knows', async () => {
    const maria = await Reception.signIn(gateway.addresses.http, 'reception');
    await maria.watch();
    expect((await tests()).rows.map(({ device }) => device)).toContain('button-ana');
    await testPress(1);
    await until('the hand says that it worked', () => button.state === 'tested');
    expect(maria.alarms.size).toBe(0);
    expect((await tests()).rows.map(({ device }) => device)).not.toContain('button-ana');
    expect((await tests('?all=yes')).rows.find(({ device }) => device === 'button-ana')).toMatchObject({ untested: false, every: 'week' });
    maria.close();
  });

  test('the press after it is real', async () => {
    await testPress(1);
    await button.signal({ seq: 2 });
    expect(gateway.gateway.core.committed.alarms.size).toBe(1);
  });

  test('one quiet fault for the site, only where somebody has said how often, gone with the last test', async () => {
    const { core } = gateway.gateway;
    await leap(core, clock, MINUTE_MS);
    expect(overdue()).toEqual([]);
    expect(await setPolicy('week')).toBe(204);
    expect(await setPolicy('off', 'site')).toBe(204);
    await leap(core, clock, MINUTE_MS);
    expect(overdue()).toEqual([]);
    expect(await setPolicy('as-above', 'site')).toBe(204);
    await leap(core, clock, MINUTE_MS);
    await until('it is said', () => overdue().length > 0);
    expect(overdue()).toEqual(['place:site']);
    await testPress(1);
    for (const device of ['button-room4', 'RADIO-7']) {
      await core.submit({
        id: `t-${device}` as never, // as: an id by hand.
        type: 'signal',
        signal: {
          device: device as never,
          boot: 1,
          seq: 1,
          kind: 'test',
          receivedAt: clock.wall(),
          pressedAt: clock.wall(),
          path: { by: 'mqtt' },
        }, // as: a device's id by hand.
      });
    }
    await leap(core, clock, MINUTE_MS);
    await until('it is over', () => overdue().length === 0);
    expect(await tests()).toMatchObject({ untested: 0, buttons: 3, policies: [{ every: 'week' }] });
    clock.advance(7 * DAY_MS);
    await settled(core);
    // A sign-in does not last that long.
    ruth = await Reception.signIn(gateway.addresses.http, 'manager');
    expect((await tests()).untested).toBe(3);
  });

  test('a fall in test mode is real, and so is whatever comes after it', async () => {
    const ana = await Reception.signIn(gateway.addresses.http, 'worker');
    await ana.ask('POST', '/api/v1/devices/button-ana/test');
    await button.signal({ seq: 1, kind: 'man-down' });
    await button.signal({ seq: 2 });
    expect([...gateway.gateway.core.committed.alarms.values()]).toMatchObject([{ cause: 'man-down', presses: 2, drill: false }]);
    ana.close();
  });

  test('who may see the list, and who may set how often', async () => {
    const maria = await Reception.signIn(gateway.addresses.http, 'reception');
    expect((await maria.ask('GET', '/api/v1/tests')).status).toBe(403);
    expect((await maria.ask('PUT', '/api/v1/tests/policy', { every: 'off' })).status).toBe(403);
    expect(await setPolicy('week', 'moon')).toBe(404);
    expect(await setPolicy('yearly')).toBe(400);
    maria.close();
  });
});
