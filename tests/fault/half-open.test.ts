import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { mqttButton } from '@duress/firmware-sim/make-button.ts';
import { issueToken } from '../../gateway/src/access/tokens.ts';
import type { DeviceId } from '../../gateway/src/base/ids.ts';
import { until } from '../harness/wait.ts';
import { Wire } from '../harness/wire.ts';
import { RawDevice } from '../contract/mqtt/raw-device.ts';
import { factsOf, nameOf, verifyLog } from './recorded.ts';
import { Scene } from './scene.ts';

const portOf = (url: string): number => Number(new URL(url).port);

describe('a connection that is dead at one end, and nobody says so', () => {
  let scene: Scene;

  beforeEach(async () => {
    scene = await Scene.set();
  });

  afterEach(async () => {
    await scene.strike();
  });

  test('a button finds out by itself and its press arrives, once; others are not kept waiting; the dead connection is closed', async () => {
    const { gateway, maria, button } = scene;
    await using wire = await Wire.to(portOf(gateway.mqtt));
    const cutOff = mqttButton({ device: 'button-room4', secret: scene.deskSecret, url: `mqtt://127.0.0.1:${wire.port}` });
    let deadAfterMs = 0;
    try {
      cutOff.start();
      await cutOff.reachesLink();
      wire.cut();
      const cutAt = performance.now();
      cutOff.on('trouble', (what) => {
        if (what === 'half-open') deadAfterMs = performance.now() - cutAt;
      });
      const lost = await cutOff.hold();
      await button.hold();
      await button.reachesHeld();
      await until('the other press is on the console', () => maria.alarms.size === 1);
      expect(cutOff.unsent).toHaveLength(1);
      await until('the button knows that nobody hears it', () => deadAfterMs > 0);
      wire.mend();
      await cutOff.reachesHeld();
      await until('its press is on the console', () => maria.alarms.size === 2);
      await until('its dead connection is closed', () => wire.closedByGateway === 1);
      expect(await gateway.stop()).toBe(0);
      const names = factsOf(gateway, 'SignalReceived').map(({ data }) => nameOf(data));
      expect(names.filter((name) => name === nameOf({ device: 'button-room4', ...lost }))).toHaveLength(1);
      expect(names).toHaveLength(2);
      await verifyLog(gateway);
    } finally {
      cutOff.stop();
    }
  });

  test('a device that is gone without a word is cut off after one and a half of its keep-alives', async () => {
    const { gateway } = scene;
    await using wire = await Wire.to(portOf(gateway.mqtt));
    const device = await RawDevice.connected(wire.port, 'button-room4', { password: scene.deskSecret, keepalive: 1 });
    wire.cut();
    await until('the gateway has closed it', () => wire.closedByGateway === 1, { withinMs: 5_000 });
    expect(device.closed).toBe(false);
    device.socket.destroy();
  });

  test('an integration whose answer is lost asks again, and there is one press', async () => {
    const { gateway } = scene;
    const common = { family: 'http', label: 'Nurse call', silent: true, heartbeatSeconds: 60, holdMs: 0, revoked: false } as const;
    const { secret, token } = issueToken({ name: 'nurse call', scope: 'signals' }, Date.now());
    // as: a device's id is born here.
    await gateway.save([
      { put: 'device', value: { ...common, device: 'nurse-call' as DeviceId } },
      { put: 'token', value: token },
    ]);
    await using wire = await Wire.to(portOf(gateway.addresses.http));
    const post = (signal?: AbortSignal): Promise<Response> =>
      fetch(`http://127.0.0.1:${wire.port}/api/v1/signals`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'idempotency-key': 'one', 'content-type': 'application/json' },
        body: JSON.stringify({ device: 'nurse-call', kind: 'duress' }),
        ...(signal === undefined ? {} : { signal }),
      });
    const patience = new AbortController();
    wire.cut('down');
    const unanswered = post(patience.signal);
    await until('the press is on the console', () => scene.maria.alarms.size === 1);
    patience.abort();
    await expect(unanswered).rejects.toThrow('aborted');
    wire.mend();
    expect((await post()).status).toBe(200);
    expect(await gateway.stop()).toBe(0);
    expect(factsOf(gateway, 'SignalReceived')).toHaveLength(1);
  });
});
