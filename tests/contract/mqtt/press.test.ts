import { connectAsync } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { FaultError } from '@duress/gateway/base/errors.ts';
import { secretOf } from './intake.ts';
import { connectPacket, press, publishPacket, RawDevice, subscribePacket } from './raw-device.ts';
import { eventually, startRig } from './rig.ts';

describe('an acknowledgement means committed', () => {
  test('the PUBACK goes out after the commit and not before', async () => {
    const { intake, port } = await startRig();
    intake.hold = true;
    const device = await RawDevice.connected(port);
    device.send(press('b-1', 7));
    await eventually(() => expect(intake.held).toHaveLength(1));
    await device.ping();
    expect(device.acks()).toEqual([]);
    intake.held[0]?.commit();
    await device.next('puback');
    expect(device.acks()).toEqual([7]);
    expect(intake.signals[0]).toMatchObject({ device: 'b-1', boot: 1, seq: 7, kind: 'duress', path: { by: 'mqtt' } });
  });

  test('a real client library sees its publish end after the commit', async () => {
    const { intake, port } = await startRig();
    intake.hold = true;
    const client = await connectAsync(`mqtt://127.0.0.1:${port}`, {
      clientId: 'b-1',
      username: 'b-1',
      password: secretOf('b-1'),
      protocolVersion: 4,
      reconnectPeriod: 0,
    });
    let acknowledged = false;
    const published = client
      .publishAsync('duress/v1/b-1/alarm', JSON.stringify({ v: 1, boot: 1, seq: 1, kind: 'assist', age: 20 }), { qos: 1 })
      .then(() => {
        acknowledged = true;
      });
    await eventually(() => expect(intake.held).toHaveLength(1));
    expect(acknowledged).toBe(false);
    intake.held[0]?.commit();
    await published;
    await client.endAsync();
  });

  test('acknowledgements keep the order of arrival, whatever order the commits end in', async () => {
    const { intake, port } = await startRig();
    intake.hold = true;
    const device = await RawDevice.connected(port);
    device.send(
      press('b-1', 1),
      press('b-1', 2),
      press('b-1', 3),
      publishPacket('duress/v1/b-1/link', '{"v":1,"state":"up","session":1}', { id: 4 }),
    );
    await eventually(() => expect(intake.held).toHaveLength(3));
    intake.held[2]?.commit();
    intake.held[1]?.commit();
    await device.ping();
    expect(device.acks()).toEqual([]);
    intake.held[0]?.commit();
    await device.until(() => device.acks().length === 4);
    expect(device.acks()).toEqual([1, 2, 3, 4]);
  });

  test('a press whose commit fails is not acknowledged, and its connection is closed so that the device sends it again', async () => {
    const { intake, port, counters } = await startRig();
    intake.hold = true;
    const device = await RawDevice.connected(port);
    device.send(press('b-1', 1), press('b-1', 2));
    await eventually(() => expect(intake.held).toHaveLength(2));
    intake.held[0]?.fail(new FaultError('queue-full', 'test', { retryable: true }));
    await device.gone();
    expect(device.acks()).toEqual([]);
    expect(counters.of('mqtt-not-recorded')).toBe(1);
    intake.held[1]?.commit(); // nobody is there any more, and nothing breaks
    intake.hold = false;
    const again = await RawDevice.connected(port);
    again.send(press('b-1', 1));
    await again.next('puback');
  });

  test('a device that goes away during the commit costs nothing, and comes back to its acknowledgement', async () => {
    const { intake, port } = await startRig();
    intake.hold = true;
    const device = await RawDevice.connected(port);
    device.send(press('b-1', 1));
    await eventually(() => expect(intake.held).toHaveLength(1));
    device.socket.resetAndDestroy();
    await eventually(() => expect(intake.links.at(-1)).toEqual({ device: 'b-1', up: false }));
    intake.held[0]?.commit();
    const again = await RawDevice.connected(port);
    again.send(press('b-1', 1));
    await eventually(() => expect(intake.held).toHaveLength(2));
    intake.held[1]?.commit({ outcome: 'duplicate' });
    await again.next('puback');
  });

  test('a press and the end of the connection in one segment is recorded', async () => {
    const { intake, port } = await startRig();
    const device = await RawDevice.connected(port);
    device.socket.end(Buffer.concat([press('b-1', 1), Buffer.from([0xe0, 0])]));
    await eventually(() => expect(intake.signals).toHaveLength(1));
  });

  test('so is one that comes with CONNECT and the end in one segment, by a device that waits for nothing', async () => {
    const { intake, port } = await startRig();
    const device = new RawDevice(port);
    device.socket.end(Buffer.concat([connectPacket('b-1'), press('b-1', 1), press('b-1', 2)]));
    await device.gone();
    expect(intake.signals.map((signal) => signal.seq)).toEqual([1, 2]);
    expect(device.acks()).toEqual([1, 2]);
  });

  test('so are presses beyond the rate when the device hangs up behind them', async () => {
    const { intake, port } = await startRig({ limits: { packetsBurst: 5, packetsPerSecond: 50 } });
    const device = await RawDevice.connected(port);
    device.socket.end(Buffer.concat(Array.from({ length: 20 }, (_, i) => press('b-1', i + 1))));
    await device.gone();
    expect(intake.signals).toHaveLength(20);
  });

  test('good packets before a bad one in the same segment count', async () => {
    const { intake, port, counters } = await startRig();
    const device = await RawDevice.connected(port);
    device.send(press('b-1', 1), Buffer.from([0xf0, 0]));
    await device.gone();
    expect(intake.signals).toHaveLength(1);
    expect(counters.of('mqtt-reserved-type')).toBe(1);
  });
});

describe('how it was sent never costs a press', () => {
  test.each([
    ['at QoS 0', { qos: 0 as const }, 'mqtt-press-at-qos0'],
    ['retained', { retain: true }, 'mqtt-press-retain-ignored'],
  ])('%s: recorded and counted', async (_name, how, counter) => {
    const { intake, port, counters } = await startRig();
    const device = await RawDevice.connected(port);
    device.send(press('b-1', 1, how));
    await device.ping();
    expect(intake.signals).toHaveLength(1);
    expect(counters.of(counter)).toBe(1);
  });

  test('at QoS 2: recorded, then refused without PUBREC', async () => {
    const { intake, port, counters } = await startRig();
    const device = await RawDevice.connected(port);
    device.send(press('b-1', 1, { qos: 2 }));
    await device.gone();
    expect(intake.signals).toHaveLength(1);
    expect(device.packets.map((packet) => packet.cmd)).toEqual(['connack']);
    expect(counters.of('mqtt-qos2-refused')).toBe(1);
  });

  test('a retained press is not kept for whoever comes later', async () => {
    const { port } = await startRig();
    const device = await RawDevice.connected(port);
    device.send(press('b-1', 1, { retain: true }), subscribePacket(9, 'duress/v1/b-1/feedback'));
    await device.until(() => device.bodies('feedback').length === 1);
    await device.ping();
    expect(device.packets.filter((packet) => packet.cmd === 'publish')).toHaveLength(1);
  });

  test('a body that can not be read is handed over raw, and acknowledged', async () => {
    const { intake, port } = await startRig();
    const device = await RawDevice.connected(port);
    device.send(publishPacket('duress/v1/b-1/alarm', 'help', { id: 3 }), publishPacket('duress/v1/b-1/alarm', Buffer.alloc(0), { id: 4 }));
    await device.until(() => device.acks().length === 2);
    expect(intake.unread).toEqual([
      { device: 'b-1', raw: Buffer.from('help'), why: 'not-json' },
      { device: 'b-1', raw: Buffer.alloc(0), why: 'not-json' },
    ]);
  });

  test('a device revoked meanwhile gets no acknowledgement', async () => {
    const { intake, port } = await startRig();
    intake.hold = true;
    const device = await RawDevice.connected(port);
    device.send(press('b-1', 1));
    await eventually(() => expect(intake.held).toHaveLength(1));
    intake.held[0]?.commit({ outcome: 'refused', code: 'unknown-device' });
    await device.gone();
    expect(device.acks()).toEqual([]);
  });
});

describe('while the disk is stuck', () => {
  test('a device with presses that wait still gets its PINGRESP', async () => {
    const { intake, port } = await startRig();
    intake.hold = true;
    const device = await RawDevice.connected(port);
    device.send(press('b-1', 1), press('b-1', 2), press('b-1', 3), Buffer.from([0xc0, 0]));
    await device.next('pingresp');
    for (let i = 0; i < 3; i += 1) await device.ping();
    expect(device.acks()).toEqual([]);
  });

  test('sixty-four presses of one connection wait, the next stays in its socket and is lost by nobody', async () => {
    const { intake, port } = await startRig({ limits: { packetsBurst: 1_000 } });
    intake.hold = true;
    const device = await RawDevice.connected(port);
    const other = await RawDevice.connected(port, 'b-2');
    device.send(...Array.from({ length: 80 }, (_, i) => press('b-1', i + 1)));
    await eventually(() => expect(intake.held).toHaveLength(64));
    for (let i = 0; i < 5; i += 1) await other.ping();
    expect(intake.held).toHaveLength(64);
    intake.held[0]?.commit();
    await eventually(() => expect(intake.held).toHaveLength(65));
    for (let i = 0; i < 80; i += 1) {
      await eventually(() => expect(intake.held.length).toBeGreaterThan(i));
      intake.held[i]?.commit();
    }
    await device.until(() => device.acks().length === 80);
    expect(device.acks()).toEqual(Array.from({ length: 80 }, (_, i) => i + 1));
  });
});
