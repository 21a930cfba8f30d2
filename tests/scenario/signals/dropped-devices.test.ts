import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SystemClock } from '../../../gateway/src/base/clock.ts';
import type { Device } from '../../../gateway/src/domain/devices.ts';
import { DEFAULT_POLICY } from '../../../gateway/src/domain/policy.ts';
import { answerControl } from '../../../gateway/src/ops/control-socket.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { MqttDevice } from '../../harness/mqtt-device.ts';
import { until } from '../../harness/wait.ts';

describe('a connection ends with the secret that it was made with', () => {
  let gateway: TestGateway;
  let ana: MqttDevice;
  let desk: MqttDevice;

  beforeEach(async () => {
    gateway = await TestGateway.start();
    ana = await MqttDevice.connect(gateway, 'button-ana');
    desk = await MqttDevice.connect(gateway, 'button-room4');
  });

  afterEach(async () => {
    ana.close();
    desk.close();
    await gateway.close();
  });

  /** As `duress device …` does it while the gateway runs. */
  async function put(change: Partial<Device>): Promise<void> {
    const { core } = gateway.gateway;
    const device = core.committed.devices.get('button-ana' as never); // as: an id by hand.
    const looks = { policy: DEFAULT_POLICY, reaches: () => true, clock: new SystemClock() };
    const answer = await answerControl(core, { do: 'save', changes: [{ put: 'device', value: { ...device, ...change } }] }, looks);
    expect(answer).toMatchObject({ reply: { outcome: 'accepted' } });
  }

  test.each<[string, Partial<Device>]>([
    ['revoked', { revoked: true }],
    ['given a new secret', { secretHash: 'f'.repeat(64) }],
  ])('a button that was %s on the command line is cut off, and no other', async (_, change) => {
    await put(change);
    await until('its connection is closed', () => ana.isClosed);
    await desk.signal({ seq: 1 });
    expect(desk.isClosed).toBe(false);
  });

  test('another label or place closes nothing', async () => {
    await put({ label: 'Ana’s new button', heartbeatSeconds: 30 });
    await ana.signal({ seq: 1 });
    expect(ana.isClosed).toBe(false);
  });
});
