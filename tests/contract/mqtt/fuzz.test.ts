import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConnect } from '../../../gateway/src/ingest/mqtt/connect-packet.ts';
import { faultOfPacket, sizeOfPacket } from '../../../gateway/src/ingest/mqtt/packets.ts';
import { decodeFeedbackAck, decodeLink, decodePosition, decodeSignal, decodeStatus } from '../../../gateway/src/ingest/families/duress.ts';
import { CONNECT_FORMS, connectForm, LATER_FORMS } from './forms.ts';
import { deviceId } from './intake.ts';
import { press, pressBody, RawDevice } from './raw-device.ts';
import { eventually, startRig } from './rig.ts';

const good = [...CONNECT_FORMS, ...LATER_FORMS].map((form) => form.bytes);

/** A known sequence with some bytes changed, cut or doubled. */
const damaged = fc
  .tuple(fc.constantFrom(...good), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }), fc.nat(), fc.boolean())
  .map(([bytes, changes, cut, twice]) => {
    const copy = Buffer.from(bytes);
    for (const [at, value] of changes) copy[at % copy.length] = value;
    const end = cut % 3 === 0 ? copy.subarray(0, cut % (copy.length + 1)) : copy;
    return twice ? Buffer.concat([end, end]) : end;
  });

describe('hostile bytes', () => {
  test('the checks never throw and never read past a packet', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          damaged,
          fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes)),
        ),
        fc.boolean(),
        (bytes, first) => {
          const size = sizeOfPacket(bytes, 0, first);
          if (typeof size === 'string' || size === 0) return true;
          if (first) readConnect(bytes, size);
          else faultOfPacket(bytes, 0, size);
          return size <= bytes.length && size <= 8_192;
        },
      ),
      { numRuns: 5_000 },
    );
  });

  test('what passes in one piece passes in any pieces: the verdict depends on the bytes alone', () => {
    fc.assert(
      fc.property(damaged, fc.nat(), (bytes, at) => {
        const early = sizeOfPacket(bytes.subarray(0, at % (bytes.length + 1)), 0, false);
        const whole = sizeOfPacket(bytes, 0, false);
        // A part may leave it open, and must not say anything else than the whole.
        return early === 0 || early === whole;
      }),
      { numRuns: 5_000 },
    );
  });

  test('bodies: the decoders never throw, and give a press only with its name and kind', () => {
    const arrival = { device: deviceId('b-1'), receivedAt: 1_000_000, path: { by: 'mqtt' as const } };
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
      fc
        .record({
          boot: fc.anything(),
          seq: fc.anything(),
          kind: fc.anything(),
          age: fc.anything(),
          place: fc.anything(),
          battery: fc.anything(),
          pin: fc.anything(),
        })
        .map((fields) => {
          const simple = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
          return Buffer.from(JSON.stringify({ ...(JSON.parse(pressBody(1)) as object), ...fields }, simple));
        }),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        const signal = decodeSignal(body, arrival);
        for (const decode of [decodeStatus, decodePosition, decodeLink, decodeFeedbackAck]) decode(body);
        if (!signal.ok) return true;
        const { boot, seq, pressedAt } = signal.value;
        return Number.isSafeInteger(boot) && Number.isSafeInteger(seq) && pressedAt <= arrival.receivedAt && Number.isFinite(pressedAt);
      }),
      { numRuns: 3_000 },
    );
  });

  test('four hundred damaged sequences leave the gateway as it was', async () => {
    const { intake, port } = await startRig();
    const steady = await RawDevice.connected(port, 'b-2');
    const sequences = fc.sample(damaged, 400);
    for (const [i, bytes] of sequences.entries()) {
      const device = new RawDevice(port);
      if (i % 2 === 0) device.send(connectForm());
      device.socket.end(bytes);
      await device.gone();
    }
    steady.send(press('b-2', 1));
    await steady.next('puback');
    expect(steady.acks()).toEqual([1]);
    await eventually(() => expect(intake.links.findLast((link) => link.device === 'b-1')?.up).toBe(false));
    expect(intake.signals.filter((signal) => signal.device === 'b-2')).toHaveLength(1);
  });
});
