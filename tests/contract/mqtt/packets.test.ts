import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { SystemClock } from '@duress/gateway/base/clock.ts';
import { MqttIngest } from '../../../gateway/src/ingest/mqtt/ingest.ts';
import { connectForm, CONNECT_FORMS, LATER_FORMS } from './forms.ts';
import type { Form } from './forms.ts';
import { KeptCounters, KeptIntake } from './intake.ts';
import { RawDevice } from './raw-device.ts';
import { eventually } from './rig.ts';

const counters = new KeptCounters();
const intake = new KeptIntake();
intake.add('b-1');
const silent = { info() {}, warn() {}, error() {} };
const ingest = new MqttIngest({
  intake,
  clock: new SystemClock(),
  events: silent,
  counters,
  options: { plain: { host: '127.0.0.1', port: 0 }, limits: { unprovenBurstPerAddress: 10_000 } },
});
let port = 0;

beforeAll(async () => {
  ({ port = 0 } = await ingest.start());
});

afterAll(async () => {
  await ingest.stop();
});

async function becomes(device: RawDevice, form: Form): Promise<void> {
  if (form.expect === 'open') {
    device.send(form.bytes);
    await device.next('connack');
    await device.ping();
    device.socket.destroy();
    return;
  }
  const { refusal, connack } = form.expect;
  const before = counters.of(`mqtt-${refusal}`);
  device.send(form.bytes);
  await device.gone();
  await eventually(() => expect(counters.of(`mqtt-${refusal}`)).toBe(before + 1));
  const said = device.packets.flatMap((packet) => (packet.cmd === 'connack' && packet.returnCode !== 0 ? [packet.returnCode] : []));
  expect(said).toEqual(connack === undefined ? [] : [connack]);
}

describe.each([
  ['in one piece', (bytes: Buffer) => [bytes]],
  ['byte by byte', (bytes: Buffer) => Array.from(bytes, (byte) => Buffer.from([byte]))],
])('%s', (_name, cut) => {
  const wholeOnly = cut(Buffer.alloc(2)).length === 1;

  test.each(CONNECT_FORMS)('first: $name', async (form) => {
    const device = new RawDevice(port);
    if (wholeOnly) return becomes(device, form);
    for (const piece of cut(form.bytes.subarray(0, -1))) device.socket.write(piece);
    return becomes(device, { ...form, bytes: form.bytes.subarray(-1) });
  });

  test.each(LATER_FORMS.filter((form) => wholeOnly || form.bytes.length < 400))('later: $name', async (form) => {
    const device = new RawDevice(port);
    device.send(connectForm());
    await device.next('connack');
    for (const piece of cut(form.bytes.subarray(0, wholeOnly ? 0 : -1))) device.socket.write(piece);
    await becomes(device, wholeOnly ? form : { ...form, bytes: form.bytes.subarray(-1) });
  });
});

test('nothing of all this was taken for a press or a sign of life of another device', () => {
  expect(new Set(intake.signals.map((signal) => signal.device))).toEqual(new Set(['b-1']));
  expect(new Set(intake.heards.map((heard) => heard.device))).toEqual(new Set(['b-1']));
});
