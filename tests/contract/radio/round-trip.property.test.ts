import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FEEDBACK_STATES, HELD_PRESSES } from '../../../gateway/src/contract/hand.ts';
import {
  openFromButton,
  openTowardsButton,
  parseFromButton,
  parseTowardsButton,
  sealFromButton,
  sealTowardsButton,
} from '../../../gateway/src/contract/radio/air.ts';
import { decodeButtonBody } from '../../../gateway/src/contract/radio/button-body.ts';
import { decodeGatewayBody } from '../../../gateway/src/contract/radio/gateway-body.ts';
import { crc16 } from '../../../gateway/src/contract/radio/crc16.ts';
import { lineFromAir, parseLine } from '../../../gateway/src/contract/radio/line.ts';
import type { ButtonMessage, GatewayMessage } from '../../../gateway/src/contract/radio/messages.ts';
import { radioKey } from '../../../gateway/src/contract/radio/seal.ts';
import { SlipDecoder } from '../../../gateway/src/contract/radio/slip.ts';
import { SIGNAL_KINDS } from '../../../gateway/src/contract/signal.ts';

const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const percent = fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined });
const ascii = (maxLength: number) =>
  fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), minLength: 1, maxLength });
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const id = fc.stringMatching(/^[A-Za-z0-9_.-]{1,8}$/);
const key = fc.uint8Array({ minLength: 16, maxLength: 16 });
const held = fc.array(fc.tuple(u32, u32), { maxLength: HELD_PRESSES });
const rev = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
/** Whole 10⁻⁷ degrees, as they travel. */
const degrees = (limit: number) => fc.integer({ min: -limit * 1e7, max: limit * 1e7 }).map((value) => value / 1e7);

const fromButton: fc.Arbitrary<ButtonMessage> = fc.oneof(
  fc.record({
    type: fc.constant('signal' as const),
    boot: u32,
    seq: u32,
    kind: fc.constantFrom(...SIGNAL_KINDS),
    age: u32,
    battery: percent,
    pin: maybe(fc.stringMatching(/^[0-9]{4,8}$/)),
    beacon: maybe(ascii(16)),
  }),
  fc.record({
    type: fc.constant('status' as const),
    boot: u32,
    battery: percent,
    rssi: maybe(fc.integer({ min: -128, max: 126 })),
    worn: maybe(fc.boolean()),
    firmware: maybe(ascii(24)),
  }),
  fc.record({
    type: fc.constant('position' as const),
    place: fc.oneof(
      fc.record({ beacon: ascii(16) }),
      fc.record({ lat: degrees(90), lon: degrees(180), accuracy: maybe(fc.integer({ min: 0, max: 65_534 })) }),
    ),
  }),
  fc.record({ type: fc.constant('shown' as const), rev }),
);

const towardsButton: fc.Arbitrary<GatewayMessage> = fc.oneof(
  fc.record({ type: fc.constant('held' as const), held }),
  fc.record({
    type: fc.constant('feedback' as const),
    rev,
    state: maybe(fc.constantFrom(...FEEDBACK_STATES)),
    recorded: fc.boolean(),
    alarm: maybe(ascii(8)),
    held,
  }),
  fc.record({
    type: fc.constant('config' as const),
    heartbeat: fc.integer({ min: 1, max: 86_400 }),
    silent: fc.boolean(),
    hold: fc.integer({ min: 0, max: 5_000 }),
  }),
);

describe('round trips', () => {
  it('gives back whatever a button says, through seal, line and receiver', () => {
    fc.assert(
      fc.property(fromButton, id, u32, key, id, fc.integer({ min: -128, max: 127 }), (message, device, counter, using, receiver, rssi) => {
        const line = lineFromAir(sealFromButton(message, { device, counter, key: using }), { receiver, rssi });
        const [slip] = new SlipDecoder().push(line);
        const heard = slip?.result === 'frame' ? parseLine(slip.bytes) : undefined;
        if (heard?.result !== 'heard') throw new Error('not heard');
        expect(heard).toMatchObject({ receiver, rssi, frame: { device, counter, type: message.type } });
        expect(openFromButton(heard.frame, using)).toEqual({ result: 'message', message });
      }),
    );
  });

  it('gives back whatever the gateway says to a button', () => {
    fc.assert(
      fc.property(towardsButton, id, u32, key, (message, device, counter, using) => {
        const frame = parseTowardsButton(sealTowardsButton(message, { device, counter, key: using }));
        if (frame.result !== 'frame') throw new Error(frame.cause);
        expect(openTowardsButton(frame, using)).toEqual({ result: 'message', message });
      }),
    );
  });
});

describe('the seal', () => {
  const using = Uint8Array.from({ length: 16 }, (_, index) => index);
  const message: ButtonMessage = { type: 'signal', boot: 1, seq: 2, kind: 'duress', age: 0 };
  const air = sealFromButton(message, { device: 'B-07', counter: 5, key: using });

  it('opens under no changed bit of the frame', () => {
    fc.assert(
      fc.property(fc.nat(air.length * 8 - 1), (bit) => {
        const changed = Uint8Array.from(air);
        // The index is below the length by the arbitrary's bound.
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const frame = parseFromButton(changed);
        if (frame.result === 'frame') expect(openFromButton(frame, using)).toEqual({ result: 'damaged', cause: 'bad-tag' });
      }),
      { numRuns: 500 },
    );
  });

  it('opens under no other key', () => {
    const frame = parseFromButton(air);
    if (frame.result !== 'frame') throw new Error(frame.cause);
    expect(openFromButton(frame, new Uint8Array(16))).toEqual({ result: 'damaged', cause: 'bad-tag' });
  });

  it('never opens towards a button what a button said', () => {
    const turned = Uint8Array.from(air);
    turned[1] = 0x81;
    const frame = parseTowardsButton(turned);
    if (frame.result !== 'frame') throw new Error(frame.cause);
    expect(openTowardsButton(frame, using)).toEqual({ result: 'damaged', cause: 'bad-tag' });
  });

  it('hides in one length which signal it is, and how long its PIN', () => {
    const lengths = SIGNAL_KINDS.flatMap((kind) =>
      [undefined, '1234', '12345678'].map(
        (pin) => sealFromButton({ type: 'signal', boot: 1, seq: 2, kind, age: 0, pin }, { device: 'B', counter: 1, key: using }).length,
      ),
    );
    expect(new Set(lengths).size).toBe(1);
  });

  it('takes a key of 32 hexadecimal digits alone', () => {
    expect(radioKey('00112233445566778899aAbBcCdDeEfF')).toHaveLength(16);
    for (const bad of [
      '',
      '0011',
      '00112233445566778899aabbccddeef',
      '00112233445566778899aabbccddeeff0',
      'zz112233445566778899aabbccddeeff',
    ]) {
      expect(radioKey(bad)).toBeUndefined();
    }
  });
});

describe('bodies of any bytes', () => {
  it('never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        for (const type of ['signal', 'status', 'position', 'shown'] as const)
          expect(['message', 'unreadable']).toContain(decodeButtonBody(type, bytes).result);
        for (const type of ['held', 'feedback', 'config'] as const)
          expect(['message', 'damaged']).toContain(decodeGatewayBody(type, bytes).result);
      }),
    );
  });

  it('name the press of a signal that is not understood', () => {
    const body = Uint8Array.of(0, 0, 0, 3, 0, 0, 0, 9, 200);
    expect(decodeButtonBody('signal', body)).toMatchObject({ result: 'unreadable', press: [3, 9] });
    expect(decodeButtonBody('signal', body.subarray(0, 7))).toEqual({ result: 'unreadable', why: 'fields of a signal', press: undefined });
  });

  it('keep the press when only its PIN, beacon or battery is wrong or missing', () => {
    const press = [0, 0, 0, 3, 0, 0, 0, 9, 1, 3, 101, 0, 0, 0, 5];
    const read = { type: 'signal', boot: 3, seq: 9, kind: 'duress', age: 5 };
    const wrong = [...press, ...Buffer.from('12\0\0x\0\0\0'), ...new Uint8Array(16).fill(0xff)];
    for (const body of [press, wrong])
      expect(decodeButtonBody('signal', Uint8Array.from(body))).toEqual({ result: 'message', message: read });
    expect(decodeButtonBody('signal', Uint8Array.from(press.slice(0, -1))).result).toBe('unreadable');
  });

  it('ignore what a later firmware adds behind', () => {
    const short = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 7);
    expect(decodeButtonBody('shown', Uint8Array.of(...short, 1, 2, 3))).toEqual({ result: 'message', message: { type: 'shown', rev: 7 } });
  });

  it('refuse a revision beyond whole numbers and a list longer than eight', () => {
    expect(decodeButtonBody('shown', new Uint8Array(8).fill(0xff)).result).toBe('unreadable');
    expect(decodeGatewayBody('held', Uint8Array.of(9, ...new Uint8Array(72))).result).toBe('damaged');
    expect(decodeGatewayBody('held', Uint8Array.of(8, ...new Uint8Array(64))).result).toBe('message');
  });
});

it('one wrong bit never passes the CRC', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 120 }), fc.nat(), (bytes, at) => {
      const changed = Uint8Array.from(bytes);
      const bit = at % (bytes.length * 8);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(crc16(changed)).not.toBe(crc16(bytes));
    }),
  );
});
