import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MqttClient } from 'mqtt';
import type { FeedbackBody } from '@duress/gateway/contract/hand.ts';
import { hasMosquitto, Mosquitto } from '../../../harness/mosquitto.ts';
import { Wiretap } from '../../../harness/wiretap.ts';
import { deviceId } from '../intake.ts';
import { deviceAt, eventually, press, startedRig, type Rig } from './rig.ts';

const STATE: FeedbackBody = { v: 1, rev: 0, held: [], recorded: true, at: '2026-03-01T08:00:00.000Z' };

describe.runIf(hasMosquitto())('devices behind a broker', () => {
  let broker: Mosquitto;
  let rig: Rig;
  let device: MqttClient;
  let told: { topic: string; body: Record<string, unknown> }[];

  beforeAll(async () => {
    broker = await Mosquitto.start();
  });

  afterAll(async () => {
    await broker[Symbol.asyncDispose]();
  });

  beforeEach(async () => {
    rig = await startedRig({ url: broker.url });
    device = await deviceAt(broker.url);
    told = [];
    // as: what the gateway sends is an object.
    device.on('message', (topic, body) => told.push({ topic, body: JSON.parse(body.toString()) as Record<string, unknown> }));
    await device.subscribeAsync(['duress/v1/b-1/feedback', 'duress/v1/b-1/config'], { qos: 1 });
  });

  function say(lane: string, body: object, name = 'b-1'): Promise<unknown> {
    return device.publishAsync(`duress/v1/${name}/${lane}`, JSON.stringify({ v: 1, ...body }), { qos: 1 });
  }

  test('one that says it has connected is told how things stand, each time', async () => {
    await say('link', { state: 'up', session: 1 });
    await eventually(() => expect(told.map(({ topic }) => topic).sort()).toEqual(['duress/v1/b-1/config', 'duress/v1/b-1/feedback']));
    await say('link', { state: 'up', session: 2 });
    await eventually(() => expect(told).toHaveLength(4));
  });

  test('the broker’s word that a connection broke counts for that connection alone, and is no sign of life', async () => {
    await say('link', { state: 'up', session: 2 });
    await eventually(() => expect(rig.intake.links).toEqual([{ device: 'b-1', up: true }]));
    const heards = rig.intake.heards.length;
    await say('link', { state: 'lost', session: 1 });
    await say('link', { state: 'lost', session: 2 });
    await eventually(() => expect(rig.intake.links.at(-1)).toEqual({ device: 'b-1', up: false }));
    expect(rig.intake.links).toHaveLength(2);
    expect(rig.counters.of('mqtt-link-lost-ignored')).toBe(1);
    expect(rig.intake.heards).toHaveLength(heards);
    await say('status', {});
    await eventually(() => expect(rig.intake.links.at(-1)).toEqual({ device: 'b-1', up: true }));
  });

  test('status, position and what the hand shows go where they go at our own door', async () => {
    await say('status', { battery: 80, rssi: -60 });
    await say('position', { beacon: 'ward-3' });
    await say('feedback/ack', { rev: 12 });
    await eventually(() => expect(rig.intake.handAcks).toEqual([{ device: 'b-1', rev: 12 }]));
    await eventually(() => expect(rig.intake.positions).toEqual([{ device: 'b-1', place: { beacon: 'ward-3' } }]));
    expect(rig.intake.heards).toContainEqual({ device: 'b-1', path: { by: 'mqtt', rssi: -60 }, status: { v: 1, battery: 80, rssi: -60 } });
  });

  test('a flood of heartbeats is cut down to the rate of its device, and delays nobody’s press', async () => {
    const flood = Array.from({ length: 1_000 }, () => device.publishAsync('duress/v1/b-1/status', '{"v":1}'));
    await Promise.all([...flood, press(device, 1, { name: 'b-2' })]);
    await eventually(() => expect(rig.counters.of('mqtt-sign-dropped')).toBeGreaterThan(700));
    expect(rig.intake.signals).toHaveLength(1);
  });

  test('a press that is on disk already came again because its device does not know: it is told again', async () => {
    rig.intake.hold = true;
    await press(device, 1);
    await eventually(() => expect(rig.intake.held).toHaveLength(1));
    rig.intake.held[0]?.commit();
    await eventually(() => expect(told.filter(({ topic }) => topic.endsWith('feedback'))).toHaveLength(1));
    await press(device, 1, { age: 1_000 });
    await eventually(() => expect(rig.intake.held).toHaveLength(2));
    rig.intake.held[1]?.commit({ outcome: 'duplicate' });
    await eventually(() => expect(told.filter(({ topic }) => topic.endsWith('feedback'))).toHaveLength(2));
  });

  test('what it is told is newest wins: of a hundred states the last arrives, and not all hundred', async () => {
    const b1 = deviceId('b-1');
    for (let rev = 1; rev <= 100; rev += 1) rig.ingest.link.tell(b1, { ...STATE, rev });
    await eventually(() => expect(told.at(-1)?.body['rev']).toBe(100));
    expect(told.length).toBeLessThan(10);
    expect(rig.counters.of('mqtt-downlink-replaced')).toBeGreaterThan(90);
  });

  test('nothing that it was told stays with the broker', async () => {
    rig.ingest.link.tell(deviceId('b-1'), { ...STATE, rev: 1 });
    await eventually(() => expect(told).toHaveLength(1));
    const late = await deviceAt(broker.url);
    const heard: string[] = [];
    late.on('message', (_topic, body) => heard.push(body.toString()));
    await late.subscribeAsync('duress/v1/#', { qos: 1 });
    await late.publishAsync('duress/v1/nobody/end', 'end', { qos: 1 });
    await eventually(() => expect(heard).toEqual(['end']));
  });

  test('a revoked device is told nothing more, and its presses are refused', async () => {
    const b1 = deviceId('b-1');
    await say('link', { state: 'up', session: 1 });
    await eventually(() => expect(told).toHaveLength(2));
    rig.intake.add('b-1', { revoked: true });
    rig.ingest.link.drop(b1);
    expect(rig.ingest.link.reaches(b1)).toBe(false);
    await press(device, 1);
    await eventually(() => expect(rig.counters.of('mqtt-unknown-device')).toBe(1));
    expect(rig.intake.signals).toEqual([]);
  });
});

describe.runIf(hasMosquitto())('when our own connection breaks', () => {
  test('what the broker had not confirmed goes out again, the newest alone, and known devices are told how things stand', async () => {
    await using broker = await Mosquitto.start();
    await using tap = await Wiretap.before(broker.port);
    const { ingest, intake } = await startedRig({ url: tap.url });
    const device = await deviceAt(broker.url);
    const told: unknown[] = [];
    device.on('message', (_topic, body) => told.push((JSON.parse(body.toString()) as { rev: unknown }).rev)); // as: our own body.
    await device.subscribeAsync('duress/v1/b-1/feedback', { qos: 1 });
    await device.publishAsync('duress/v1/b-1/status', '{"v":1}');
    await eventually(() => expect(told).toEqual([1]));
    tap.cut();
    await eventually(() => expect(ingest.health.state).toBe('lost'));
    intake.states.set('b-1', { ...STATE, rev: 9 });
    await eventually(() => expect(ingest.health.state).toBe('ok'));
    await eventually(() => expect(told.at(-1)).toBe(9));
  });
});
