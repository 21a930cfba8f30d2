import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FaultError } from '@duress/gateway/base/errors.ts';
import { UNANSWERED_MAX } from '../../../../gateway/src/ingest/mqtt/outside/limits.ts';
import { hasMosquitto, Mosquitto } from '../../../harness/mosquitto.ts';
import { Wiretap } from '../../../harness/wiretap.ts';
import { deviceAt, eventually, press, startedRig } from './rig.ts';

describe.runIf(hasMosquitto()).each(['3.1.1', '5'] as const)('presses through mosquitto over MQTT %s', (version) => {
  let broker: Mosquitto;
  let turn = 0;

  beforeAll(async () => {
    broker = await Mosquitto.start();
  });

  afterAll(async () => {
    await broker[Symbol.asyncDispose]();
  });

  /** Each test has a session of its own with the broker. */
  function settings() {
    turn += 1;
    return { version, clientId: `gateway-${version}-${turn}` };
  }

  test('the broker gets its acknowledgement after the commit and not before', async () => {
    await using tap = await Wiretap.before(broker.port);
    const { intake } = await startedRig({ url: tap.url, settings: settings() });
    intake.hold = true;
    const device = await deviceAt(broker.url);
    await press(device, 7);
    await eventually(() => expect(intake.held).toHaveLength(1));
    expect(intake.signals[0]).toMatchObject({ device: 'b-1', boot: 1, seq: 7, kind: 'duress', path: { by: 'mqtt' } });
    expect(intake.signals[0]).not.toHaveProperty('waitedMs');
    expect(tap.acks).toEqual([]);
    intake.held[0]?.commit();
    await eventually(() => expect(tap.acks).toHaveLength(1));
  });

  test('while the first waits for the disk the second is seen, and the acknowledgements keep their order', async () => {
    await using tap = await Wiretap.before(broker.port);
    const { intake } = await startedRig({ url: tap.url, settings: settings() });
    intake.hold = true;
    const device = await deviceAt(broker.url);
    for (const seq of [1, 2, 3]) await press(device, seq, { name: seq === 2 ? 'b-2' : 'b-1' });
    await eventually(() => expect(intake.held).toHaveLength(3));
    intake.held[2]?.commit();
    intake.held[1]?.commit();
    await press(device, 4); // and back: what the two commits could have said has been said
    await eventually(() => expect(intake.held).toHaveLength(4));
    expect(tap.acks).toEqual([]);
    intake.held[0]?.commit();
    await eventually(() => expect(tap.acks).toHaveLength(3));
    expect(tap.acks).toEqual([...tap.acks].sort());
  });

  test('what could not be taken in is given again by the broker', async () => {
    const { intake, counters } = await startedRig({ url: broker.url, settings: settings() });
    intake.hold = true;
    const device = await deviceAt(broker.url);
    await press(device, 1);
    await eventually(() => expect(intake.held).toHaveLength(1));
    intake.held[0]?.fail(new FaultError('queue-full', 'test', { retryable: true }));
    await eventually(() => expect(intake.held).toHaveLength(2));
    expect(intake.held[1]?.signal).toMatchObject({ boot: 1, seq: 1 });
    expect(counters.of('mqtt-not-recorded')).toBe(1);
    intake.held[1]?.commit();
  });

  test('a gateway that ends before the commit gets the press again; one that ends after it does not', async () => {
    const mine = settings();
    const first = await startedRig({ url: broker.url, settings: mine });
    first.intake.hold = true;
    const device = await deviceAt(broker.url);
    await press(device, 1);
    await press(device, 2);
    await eventually(() => expect(first.intake.held).toHaveLength(2));
    first.intake.held[0]?.commit();
    await first.ingest.stop();
    const second = await startedRig({ url: broker.url, settings: mine });
    await press(device, 3);
    await eventually(() => expect(second.intake.signals.map(({ seq }) => seq)).toEqual([2, 3]));
  });

  test('what was pressed while the gateway was away comes in its order, and says how old it may be', async () => {
    const mine = settings();
    await (await startedRig({ url: broker.url, settings: mine })).ingest.stop();
    const device = await deviceAt(broker.url);
    for (let seq = 1; seq <= 50; seq += 1) await press(device, seq);
    const { intake } = await startedRig({ url: broker.url, settings: mine });
    await eventually(() => expect(intake.signals).toHaveLength(50));
    expect(intake.signals.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(intake.signals.every(({ waitedMs = 0 }) => waitedMs > 0)).toBe(true);
  });

  test('fifty presses at once: none is lost, none twice, in their order, whatever order the commits end in', async () => {
    await using tap = await Wiretap.before(broker.port);
    const { intake } = await startedRig({ url: tap.url, settings: settings() });
    intake.hold = true;
    const device = await deviceAt(broker.url);
    await Promise.all(Array.from({ length: 50 }, (_, i) => press(device, i + 1)));
    await eventually(() => expect(intake.held).toHaveLength(50));
    expect(intake.signals.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    for (const one of [...intake.held].reverse()) one.commit();
    await eventually(() => expect(tap.acks).toHaveLength(50));
  });

  test('a press that the broker had kept for newcomers is none, is counted, and never comes again', async () => {
    await using tap = await Wiretap.before(broker.port);
    const device = await deviceAt(broker.url);
    await press(device, 1, { retain: true });
    const { intake, counters, ingest } = await startedRig({ url: tap.url, settings: settings() });
    // MQTT 5 lets us say that we do not want it; 3.1.1 gives it at each subscribing.
    if (version === '3.1.1') await eventually(() => expect(counters.of('mqtt-retain-refused')).toBe(1));
    await press(device, 2);
    await eventually(() => expect(intake.signals.map(({ seq }) => seq)).toEqual([2]));
    await ingest.stop();
    await device.publishAsync('duress/v1/b-1/alarm', '', { qos: 1, retain: true });
  });

  test('a live press with a retain flag is a press', async () => {
    const { intake } = await startedRig({ url: broker.url, settings: settings() });
    const device = await deviceAt(broker.url);
    await press(device, 1, { retain: true });
    await eventually(() => expect(intake.signals).toHaveLength(1));
    await device.publishAsync('duress/v1/b-1/alarm', '', { qos: 1, retain: true });
  });

  test('unknown and revoked devices, oversize bodies: refused as at our own door, and the broker is rid of them', async () => {
    await using tap = await Wiretap.before(broker.port);
    const { intake, counters } = await startedRig({ url: tap.url, settings: settings() });
    intake.add('b-old', { revoked: true });
    const device = await deviceAt(broker.url);
    await press(device, 1, { name: 'b-nobody' });
    await press(device, 1, { name: 'b-old' });
    await device.publishAsync('duress/v1/b-1/alarm', Buffer.alloc(8_193, 'x'), { qos: 1 });
    await device.publishAsync('duress/v1/b-1/alarm', 'help', { qos: 1 });
    await press(device, 2);
    await eventually(() => expect(tap.acks).toHaveLength(5));
    expect(intake.signals.map(({ seq }) => seq)).toEqual([2]);
    expect(intake.unread).toMatchObject([{ device: 'b-1', why: 'not-json' }]);
    expect([counters.of('mqtt-unknown-device'), counters.of('mqtt-oversize')]).toEqual([2, 1]);
  });

  test('as many wait as may, the next stays with the broker, and nobody’s is lost', async () => {
    const { intake } = await startedRig({ url: broker.url, settings: settings() });
    intake.hold = true;
    const device = await deviceAt(broker.url);
    await Promise.all(Array.from({ length: UNANSWERED_MAX + 2 }, (_, i) => press(device, i + 1)));
    await eventually(() => expect(intake.held).toHaveLength(UNANSWERED_MAX));
    intake.held[0]?.commit();
    await eventually(() => expect(intake.held).toHaveLength(UNANSWERED_MAX + 1));
    for (const one of intake.held) one.commit();
    await eventually(() => expect(intake.held).toHaveLength(UNANSWERED_MAX + 2));
    intake.held.at(-1)?.commit();
    expect(intake.signals.map(({ seq }) => seq)).toEqual(Array.from({ length: UNANSWERED_MAX + 2 }, (_, i) => i + 1));
  });

  test('at QoS 0 it is a press, counted', async () => {
    const { intake, counters } = await startedRig({ url: broker.url, settings: settings() });
    const device = await deviceAt(broker.url);
    await device.publishAsync('duress/v1/b-1/alarm', '{"v":1,"boot":1,"seq":1,"kind":"duress","age":0}', { qos: 0 });
    await eventually(() => expect(intake.signals).toHaveLength(1));
    expect(counters.of('mqtt-press-at-qos0')).toBe(1);
  });
});
