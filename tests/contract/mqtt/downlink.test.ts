import { connect, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { FeedbackBody } from '@duress/gateway/contract/hand.ts';
import { isConfig, isFeedback } from '../../../gateway/src/ingest/families/duress.ts';
import { Downlink } from '../../../gateway/src/ingest/mqtt/downlink.ts';
import { deviceId } from './intake.ts';
import { HandClock } from './hand-clock.ts';
import { RawDevice, subscribePacket } from './raw-device.ts';
import { startRig } from './rig.ts';

function feedback(rev: number): FeedbackBody {
  return { v: 1, rev, alarm: 'a-1', state: 'shown', held: [[1, 1]], recorded: true, at: '2026-03-01T08:00:00.000Z' };
}

const B1 = deviceId('b-1');
const B2 = deviceId('b-2');

async function confirmAll(device: RawDevice): Promise<void> {
  for (const packet of device.packets) {
    if (packet.cmd === 'publish' && packet.qos === 1)
      device.send(Buffer.from([0x40, 2, (packet.messageId ?? 0) >> 8, (packet.messageId ?? 0) & 0xff]));
  }
  await device.ping();
}

describe('what a device is told', () => {
  test('on each subscription it gets the current state, after the SUBACK', async () => {
    const { intake, port, ingest } = await startRig();
    intake.states.set('b-1', feedback(41));
    const device = await RawDevice.connected(port);
    expect(ingest.link.reaches(B1)).toBe(false);
    device.send(subscribePacket(1, 'duress/v1/b-1/feedback', 'duress/v1/b-1/config'));
    await device.until(() => device.bodies('feedback').length === 1 && device.bodies('config').length === 1);
    expect(device.packets.map((packet) => packet.cmd)).toEqual(['connack', 'suback', 'publish', 'publish']);
    expect(device.bodies('feedback')).toEqual([feedback(41)]);
    expect(device.bodies('feedback').every(isFeedback)).toBe(true);
    expect(device.bodies('config').every(isConfig)).toBe(true);
    expect(ingest.link.reaches(B1)).toBe(true);
    await confirmAll(device);
    intake.states.set('b-1', feedback(42));
    device.send(subscribePacket(2, 'duress/v1/b-1/feedback'));
    await device.until(() => device.bodies('feedback').length === 2);
    expect(device.bodies('feedback')[1]).toEqual(feedback(42));
  });

  test('only its own two topics can be listened to; everything else gets 0x80 and nothing ever', async () => {
    const { port, counters, ingest } = await startRig();
    const spy = await RawDevice.connected(port, 'b-2');
    spy.send(
      subscribePacket(
        1,
        '#',
        '+/+',
        'duress/v1/b-1/feedback',
        'duress/v1/+/feedback',
        'duress/v1/b-2/#',
        '$SYS/#',
        'duress/v1/b-2/alarm',
        'duress/v1/b-2/config',
      ),
    );
    expect(await spy.next('suback')).toMatchObject({ granted: [128, 128, 128, 128, 128, 128, 128, 1] });
    expect(counters.of('mqtt-subscribe-forbidden')).toBe(7);
    const device = await RawDevice.connected(port);
    device.send(subscribePacket(1, 'duress/v1/b-1/feedback'));
    ingest.link.tell(B1, feedback(5));
    await device.until(() => device.bodies('feedback').length > 0);
    await spy.ping();
    expect(spy.packets.filter((packet) => packet.cmd === 'publish')).toHaveLength(1); // its config
  });

  test('not subscribed, unsubscribed or away: nothing is sent and nothing is kept', async () => {
    const { port, ingest } = await startRig();
    ingest.link.tell(B1, feedback(1));
    const device = await RawDevice.connected(port);
    ingest.link.tell(B1, feedback(2));
    device.send(subscribePacket(1, 'duress/v1/b-1/config'));
    await device.until(() => device.bodies('config').length === 1);
    await device.ping();
    expect(device.bodies('feedback')).toEqual([]);
  });

  test('of the states that wait for a device the newest wins', async () => {
    const { port, ingest, counters } = await startRig();
    const device = await RawDevice.connected(port);
    device.send(subscribePacket(1, 'duress/v1/b-1/feedback'));
    await device.until(() => device.bodies('feedback').length === 1);
    for (let rev = 2; rev <= 50; rev += 1) ingest.link.tell(B1, feedback(rev));
    await device.ping();
    expect(device.bodies('feedback')).toHaveLength(1);
    await confirmAll(device);
    await device.until(() => device.bodies('feedback').length === 2);
    expect(device.bodies('feedback')[1]).toEqual(feedback(50));
    expect(counters.of('mqtt-downlink-replaced')).toBe(48);
  });

  test('a device that never confirms still gets the newest state, every five seconds', async () => {
    const clock = new HandClock();
    const { port, ingest } = await startRig({ clock });
    const device = await RawDevice.connected(port);
    device.send(subscribePacket(1, 'duress/v1/b-1/feedback'));
    await device.until(() => device.bodies('feedback').length === 1);
    ingest.link.tell(B1, feedback(2));
    clock.advance(4_000);
    await device.ping();
    expect(device.bodies('feedback')).toHaveLength(1);
    clock.advance(2_000);
    await device.until(() => device.bodies('feedback').length === 2);
  });

  test('a device that was dropped is closed', async () => {
    const { port, ingest } = await startRig();
    const device = await RawDevice.connected(port);
    ingest.link.drop(B1);
    await device.gone();
    ingest.link.drop(B1);
  });
});

describe('a frozen device', () => {
  test('delays nobody: the other gets every state while the frozen one is still connected, and memory stays level', async () => {
    const { port, ingest, counters } = await startRig({ limits: { packetsBurst: 100_000 } });
    const frozen = await RawDevice.connected(port, 'b-2');
    const healthy = await RawDevice.connected(port, 'b-1');
    frozen.send(subscribePacket(1, 'duress/v1/b-2/feedback'));
    healthy.send(subscribePacket(1, 'duress/v1/b-1/feedback'));
    await Promise.all([frozen.next('suback'), healthy.until(() => healthy.bodies('feedback').length === 1)]);
    frozen.socket.pause();
    const STATES = 60;
    for (let i = 2; i <= STATES; i += 1) {
      await confirmNewest(healthy);
      ingest.link.tell(B2, feedback(i));
      ingest.link.tell(B1, feedback(i));
      await healthy.until(() => healthy.bodies('feedback').length === i);
    }
    expect(healthy.bodies('feedback').at(-1)).toEqual(feedback(STATES));
    expect(frozen.closed).toBe(false);
    expect(counters.of('mqtt-downlink-replaced')).toBe(STATES - 2);
    frozen.socket.resume();
    await confirmAll(frozen);
    await frozen.until(() => frozen.bodies('feedback').length === 2);
    expect(frozen.bodies('feedback')[1]).toEqual(feedback(STATES));
  });

  test('one that takes no bytes at all for twenty seconds is let go', async () => {
    const server = createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const bound = server.address();
    const peer = connect({ port: typeof bound === 'object' && bound !== null ? bound.port : 0, host: '127.0.0.1' });
    await new Promise((resolve) => peer.once('connect', resolve)); // `peer` writes, the accepted side never reads
    const downlink = new Downlink(peer);
    downlink.subscribe('feedback', 'duress/v1/b-1/feedback', 0);
    expect(downlink.send('feedback', Buffer.from('{}'), 0)).toBe('sent');
    peer.write(Buffer.alloc(32 * 2 ** 20)); // more than any kernel buffer
    expect(downlink.send('feedback', Buffer.from('{}'), 1_000)).toBe('waits');
    expect(downlink.tick(20_999)).toBe('waits');
    expect(downlink.tick(21_000)).toBe('frozen');
    peer.destroy();
    server.close();
  });
});

async function confirmNewest(device: RawDevice): Promise<void> {
  const newest = device.packets.findLast((packet) => packet.cmd === 'publish');
  if (newest?.cmd === 'publish' && newest.messageId !== undefined)
    device.send(Buffer.from([0x40, 2, newest.messageId >> 8, newest.messageId & 0xff]));
  await device.ping();
}
