import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import vectors from '../../vectors/device-protocol.json' with { type: 'json' };
import { isConfig, isFeedback } from '../../../gateway/src/ingest/families/duress.ts';
import { MQTT_REFUSALS } from '../../../gateway/src/ingest/mqtt/packet-faults.ts';
import type { ConfigBody, FeedbackBody } from '@duress/gateway/contract/hand.ts';
import { HandClock } from './hand-clock.ts';
import { deviceId } from './intake.ts';
import type { KeptIntake } from './intake.ts';
import { RawDevice } from './raw-device.ts';
import { startRig } from './rig.ts';
import type { Rig } from './rig.ts';

const device = vectors.device;
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** A device that keeps the raw bytes of what it was sent. */
class HexDevice extends RawDevice {
  received = '';

  constructor(port: number) {
    super(port, device);
    this.socket.on('data', (chunk) => {
      this.received += Buffer.from(chunk).toString('hex');
    });
  }
}

async function rigWithDevice(): Promise<Rig> {
  const rig = await startRig({ clock: new HandClock(), devices: [] });
  rig.intake.add(device, { secretHash: vectors.secretSha256 });
  return rig;
}

async function connected(): Promise<Rig & { device: HexDevice }> {
  const rig = await rigWithDevice();
  const raw = new HexDevice(rig.port);
  raw.send(bytes(vectors.connect[0]?.packet ?? ''));
  await raw.next('connack');
  return { ...rig, device: raw };
}

/** What the intake got, in the words of the vectors. */
function handedOver(intake: KeptIntake): Record<string, unknown>[] {
  return [
    ...intake.signals.map(({ device: from, receivedAt, pressedAt, path, ...rest }) => {
      expect([from, path]).toEqual([device, { by: 'mqtt' }]);
      return { signal: { ...rest, pressedAgo: receivedAt - pressedAt } };
    }),
    ...intake.unread.map((item) => ({ unreadable: item.why })),
    ...intake.heards.flatMap((heard) => (heard.status === undefined ? [] : [{ status: heard.status }])),
    ...intake.positions.map((item) => ({ position: item.place })),
    ...intake.handAcks.map((item) => ({ handAck: item.rev })),
  ];
}

describe('test vectors of the device protocol over MQTT', () => {
  test.each(vectors.connect)('CONNECT: $name', async ({ packet, connack }) => {
    const rig = await rigWithDevice();
    const raw = new HexDevice(rig.port);
    raw.send(bytes(packet));
    await raw.next('connack');
    expect(raw.received).toBe(connack);
    if (connack === '20020000') {
      raw.send(bytes(vectors.ping.packet));
      await raw.next('pingresp');
      expect(raw.received).toBe(connack + vectors.ping.answer);
    } else {
      await raw.gone();
    }
  });

  test.each(vectors.up)('up: $name', async ({ packet, body, puback, expect: wanted }) => {
    const { intake, device: raw, counters } = await connected();
    expect(packet.endsWith(Buffer.from(body).toString('hex'))).toBe(true);
    const before = raw.received;
    raw.send(bytes(packet));
    await raw.ping();
    if (puback !== undefined) await raw.next('puback');
    expect(raw.received.slice(before.length).replace(vectors.ping.answer, '')).toBe(puback ?? '');
    if ('link' in wanted) expect(counters.of('mqtt-link-up')).toBe(1);
    else expect(handedOver(intake)).toEqual([wanted]);
  });

  test('SUBSCRIBE: its own topics are granted and the state follows, others are refused', async () => {
    const { device: raw } = await connected();
    raw.send(bytes(vectors.subscribe.packet));
    await raw.until(() => raw.bodies('config').length === 1);
    expect(raw.received.slice('20020000'.length).startsWith(vectors.subscribe.suback)).toBe(true);
    raw.send(bytes(vectors.forbiddenSubscribe.packet));
    await raw.next('suback', 2);
    expect(raw.received.endsWith(vectors.forbiddenSubscribe.suback)).toBe(true);
  });

  test('down: every body goes out byte for byte, in packets whose ids grow', async () => {
    const { intake, ingest, device: raw } = await connected();
    const [first, ...others] = vectors.down.filter((vector) => vector.topic.endsWith('/feedback'));
    const feedbackOf = (text: string): FeedbackBody => JSON.parse(text) as FeedbackBody; // as: checked two lines below
    if (first === undefined) throw new Error('no vectors');
    expect(vectors.down.every((vector) => (vector.topic.endsWith('/config') ? isConfig : isFeedback)(JSON.parse(vector.body)))).toBe(true);
    intake.states.set(device, feedbackOf(first.body));
    raw.send(Buffer.from(generateSubscribe(), 'hex'));
    await raw.until(() => raw.bodies('feedback').length === 1);
    expect(raw.received.endsWith(first.packet)).toBe(true);
    raw.send(bytes(first.puback));
    for (const [i, vector] of others.entries()) {
      await raw.ping();
      ingest.link.tell(deviceId(device), feedbackOf(vector.body));
      await raw.until(() => raw.bodies('feedback').length === i + 2);
      expect(raw.received.endsWith(vector.packet)).toBe(true);
      raw.send(bytes(vector.puback));
    }
    const config = vectors.down.find((vector) => vector.topic.endsWith('/config'));
    expect(JSON.stringify(intake.config(deviceId(device)) satisfies ConfigBody)).toBe(config?.body);
  });
});

/** SUBSCRIBE to feedback alone, packet id 1. */
function generateSubscribe(): string {
  const topic = Buffer.from(`duress/v1/${device}/feedback`);
  return Buffer.concat([Buffer.from([0x82, 2 + 2 + topic.length + 1, 0, 1, 0, topic.length]), topic, Buffer.from([1])]).toString('hex');
}

test('the document names every refusal, and no other', () => {
  const text = readFileSync(new URL('../../../docs/device-protocol.md', import.meta.url), 'utf8');
  const table = text.split('### What is refused')[1]?.split('**Many devices')[0] ?? '';
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([a-z0-9-]+)`/g)].map((found) => found[1]));
  expect(named.toSorted()).toEqual(Object.keys(MQTT_REFUSALS).toSorted());
});
