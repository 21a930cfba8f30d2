import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { HandClock } from './hand-clock.ts';
import { connectForm } from './forms.ts';
import { connectPacket, press, publishPacket, RawDevice } from './raw-device.ts';
import { eventually, startRig } from './rig.ts';

async function refusedWith(port: number, device: string, options: Parameters<typeof connectPacket>[1]): Promise<number | undefined> {
  const raw = new RawDevice(port, device);
  raw.send(connectPacket(device, options));
  await raw.gone();
  const [first] = raw.packets;
  return first?.cmd === 'connack' ? first.returnCode : undefined;
}

describe('who is let in', () => {
  test('wrong secret, unknown and revoked devices are refused, counted and logged without the secret', async () => {
    const { intake, counters, logged, port } = await startRig();
    intake.add('gone', { revoked: true });
    intake.add('no-secret', { secretHash: undefined });
    expect(await refusedWith(port, 'b-1', { password: 'a wrong secret' })).toBe(4);
    expect(await refusedWith(port, 'b-1', { password: '' })).toBe(4);
    expect(await refusedWith(port, 'nobody', {})).toBe(5);
    expect(await refusedWith(port, 'gone', {})).toBe(5);
    expect(await refusedWith(port, 'no-secret', { password: '' })).toBe(5);
    expect(counters.of('mqtt-wrong-secret')).toBe(2);
    expect(counters.of('mqtt-unknown-device')).toBe(3);
    expect(logged.filter((line) => line.code === 'mqtt-refused').map((line) => line.fields?.['refusal'])).toEqual([
      'wrong-secret',
      'unknown-device',
    ]);
    expect(JSON.stringify(logged)).not.toContain('a wrong secret');
  });

  test('who keeps trying secrets waits longer and longer, and the right secret is let in at once all the same', async () => {
    const clock = new HandClock();
    const { port } = await startRig({ clock });
    for (let i = 0; i < 3; i += 1) expect(await refusedWith(port, 'b-1', { password: 'x' })).toBe(4);
    const fourth = new RawDevice(port, 'b-1');
    fourth.send(connectPacket('b-1', { password: 'x' }));
    await RawDevice.connected(port, 'b-1'); // the device itself, from the same address: its CONNACK comes while the guesser waits
    expect(fourth.packets).toEqual([]);
    clock.advance(249);
    await RawDevice.connected(port, 'b-2');
    expect(fourth.packets).toEqual([]);
    clock.advance(1);
    await fourth.gone();
    expect(fourth.packets).toHaveLength(1);
  });

  test('the session is clean, whatever the device asks for', async () => {
    const { port } = await startRig();
    const device = new RawDevice(port);
    device.send(connectPacket('b-1', { clean: false }));
    expect(await device.next('connack')).toMatchObject({ returnCode: 0, sessionPresent: false });
  });
});

describe('the connection of a device', () => {
  test('comes up and goes down once, also without DISCONNECT', async () => {
    const { intake, port } = await startRig();
    const device = await RawDevice.connected(port);
    expect(intake.links).toEqual([{ device: 'b-1', up: true }]);
    device.socket.resetAndDestroy();
    await eventually(() =>
      expect(intake.links).toEqual([
        { device: 'b-1', up: true },
        { device: 'b-1', up: false },
      ]),
    );
  });

  test('a takeover closes the old connection, and neither its end nor its will speaks for the device', async () => {
    const { intake, counters, port, ingest } = await startRig();
    const will = { topic: 'duress/v1/b-1/link', payload: '{"v":1,"state":"lost","session":1}' };
    const old = await RawDevice.connected(port, 'b-1', { will });
    const fresh = await RawDevice.connected(port, 'b-1', { will });
    await old.gone();
    await fresh.ping();
    expect(intake.links).toEqual([
      { device: 'b-1', up: true },
      { device: 'b-1', up: true },
    ]);
    expect(intake.signals).toEqual([]);
    expect(intake.unread).toEqual([]);
    expect(counters.of('mqtt-takeover')).toBe(1);
    fresh.send(press('b-1', 1));
    await fresh.next('puback');
    ingest.link.drop(intake.signals[0]?.device ?? ('' as never)); // as: seen above
    await fresh.gone();
    await eventually(() => expect(intake.links.at(-1)).toEqual({ device: 'b-1', up: false }));
  });

  test('many takeovers in a row leave one connection, and that one works', async () => {
    const { intake, port } = await startRig();
    const all = await Promise.all(Array.from({ length: 20 }, () => RawDevice.connected(port)));
    await eventually(() => expect(all.filter((device) => !device.closed)).toHaveLength(1));
    const last = all.find((device) => !device.closed);
    last?.send(press('b-1', 1));
    await last?.next('puback');
    expect(intake.links.filter((link) => !link.up)).toEqual([]);
  });

  test('what it sends besides presses reaches the intake, damaged fields are left out', async () => {
    const { intake, counters, port } = await startRig();
    const device = await RawDevice.connected(port);
    const up = (lane: string, body: unknown, id: number): Buffer => publishPacket(`duress/v1/b-1/${lane}`, JSON.stringify(body), { id });
    device.send(
      up('status', { v: 1, battery: 82, rssi: -61, firmware: '1.4.0', worn: true }, 1),
      up('status', { v: 1, battery: 182, firmware: '1.4\u0000' }, 2),
      up('position', { v: 1, beacon: 'hall-2' }, 3),
      up('position', { v: 1, lat: 5 }, 4),
      up('feedback/ack', { v: 1, rev: 12 }, 5),
      up('link', { v: 1, state: 'up', session: 3, can: ['vibrate'] }, 6),
      up('link', { v: 1, state: 'lost', session: 3 }, 7),
    );
    await device.until(() => device.acks().length === 7);
    expect(device.acks()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(intake.heards.flatMap((heard) => heard.status ?? [])).toEqual([
      { v: 1, battery: 82, rssi: -61, firmware: '1.4.0', worn: true },
      { v: 1 },
    ]);
    expect(intake.heards[0]?.path).toEqual({ by: 'mqtt', rssi: -61 });
    expect(intake.positions).toEqual([{ device: 'b-1', place: { beacon: 'hall-2' } }]);
    expect(intake.unread.map((item) => item.why)).toEqual(['place']);
    expect(intake.handAcks).toEqual([{ device: 'b-1', rev: 12 }]);
    expect(intake.links).toEqual([{ device: 'b-1', up: true }]);
    expect(counters.of('mqtt-field-dropped')).toBe(2);
  });
});

describe('time', () => {
  test('a CONNECT that is not whole within ten seconds is cut, however it trickles in', async () => {
    const clock = new HandClock();
    const { port, counters } = await startRig({ clock });
    const mute = new RawDevice(port);
    const slow = new RawDevice(port);
    const bytes = connectForm();
    slow.send(bytes.subarray(0, 5));
    await RawDevice.connected(port, 'b-2'); // both others are accepted by now
    clock.advance(9_000);
    slow.send(bytes.subarray(5, 10));
    await RawDevice.connected(port, 'b-2');
    expect([mute.closed, slow.closed]).toEqual([false, false]);
    clock.advance(1_000);
    await Promise.all([mute.gone(), slow.gone()]);
    expect(counters.of('mqtt-first-packet-late')).toBe(2);
  });

  test('while many wait, a connection that has sent nothing gives its place back after three seconds', async () => {
    const clock = new HandClock();
    const { port } = await startRig({ clock, limits: { unprovenMax: 4 } });
    const mute = [new RawDevice(port), new RawDevice(port), new RawDevice(port)];
    const begun = mute[2];
    begun?.send(connectForm().subarray(0, 5));
    await RawDevice.connected(port, 'b-2');
    clock.advance(3_000);
    await Promise.all([mute[0]?.gone(), mute[1]?.gone()]);
    expect(begun?.closed).toBe(false);
  });

  test('packets beyond the rate wait in the socket, and none is lost', async () => {
    const clock = new HandClock();
    const { port, intake } = await startRig({ clock, limits: { packetsBurst: 10, packetsPerSecond: 5 } });
    const device = await RawDevice.connected(port);
    const other = await RawDevice.connected(port, 'b-2');
    device.send(...Array.from({ length: 30 }, (_, i) => press('b-1', i + 1)));
    await eventually(() => expect(intake.signals).toHaveLength(10));
    await other.ping();
    expect(intake.signals).toHaveLength(10);
    clock.advance(1_000);
    await eventually(() => expect(intake.signals.length).toBeGreaterThanOrEqual(11));
    for (let i = 0; i < 40 && intake.signals.length < 30; i += 1) {
      const before = intake.signals.length;
      clock.advance(200);
      await eventually(() => expect(intake.signals.length).toBeGreaterThan(before));
    }
    await device.until(() => device.acks().length === 30);
    expect(device.acks()).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });
});

describe('numbers', () => {
  test('a flood of connections without proof from one address is refused after its burst; devices give their place back', async () => {
    const clock = new HandClock();
    const { port, counters } = await startRig({ clock, limits: { unprovenBurstPerAddress: 5, unprovenPerSecondPerAddress: 1 } });
    for (let i = 0; i < 50; i += 1) await RawDevice.connected(port, i % 2 === 0 ? 'b-1' : 'b-2'); // far over the burst, all proven
    expect(counters.of('mqtt-address-flood')).toBe(0);
    const flood = Array.from({ length: 8 }, () => new RawDevice(port));
    await eventually(() => expect(counters.of('mqtt-address-flood')).toBe(3));
    expect(flood.filter((one) => !one.closed)).toHaveLength(5);
    for (const one of flood) one.socket.destroy();
    clock.advance(1_000);
    await RawDevice.connected(port, 'b-1'); // the rate lets one in, and it proves itself
    await RawDevice.connected(port, 'b-2');
    expect(counters.of('mqtt-address-flood')).toBe(3);
  });

  test.each([
    ['from one address', { connectionsPerAddressMax: 3 }, 'mqtt-address-full'],
    ['that have not proven themselves', { unprovenMax: 3 }, 'mqtt-unproven-full'],
    ['in all', { connectionsMax: 3 }, 'mqtt-connections-full'],
  ])('connections %s: the third is let in, the fourth is not', async (_name, limits, counter) => {
    const { port, counters } = await startRig({ limits });
    const three = [new RawDevice(port), new RawDevice(port), new RawDevice(port)];
    const bytes = connectForm();
    for (const one of three) one.send(bytes.subarray(0, 3));
    await Promise.all(three.map((one) => new Promise((resolve) => one.socket.once('connect', resolve))));
    const fourth = new RawDevice(port);
    await fourth.gone();
    expect(counters.of(counter)).toBe(1);
    three[0]?.send(bytes.subarray(3));
    await three[0]?.next('connack');
  });

  test('a flood is logged once a minute, with how much of it there was', async () => {
    const clock = new HandClock();
    const { port, counters, logged } = await startRig({ clock });
    for (let i = 0; i < 20; i += 1)
      connect({ port, host: '127.0.0.1' })
        .on('error', () => {})
        .end('GET / HTTP/1.0\r\n\r\n');
    await eventually(() => expect(counters.of('mqtt-not-connect-first')).toBe(20));
    clock.advance(60_000);
    expect(logged.map((line) => [line.code, line.fields?.['refusal'], line.fields?.['unlogged']])).toEqual([
      ['mqtt-refused', 'not-connect-first', 0],
      ['mqtt-refused', 'not-connect-first', 19],
    ]);
  });
});
