import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTowardsButton, parseFromButton, parseTowardsButton, openFromButton } from '../../gateway/src/contract/radio/air.ts';
import { ByteWriter } from '../../gateway/src/contract/radio/bytes.ts';
import { DAMAGE_CAUSES, FRAME_BYTES_MAX, type ButtonType, type GatewayType } from '../../gateway/src/contract/radio/codes.ts';
import { crc16 } from '../../gateway/src/contract/radio/crc16.ts';
import { FrameWindow, WINDOW_FRAMES } from '../../gateway/src/contract/radio/frame-window.ts';
import { lineFromAir, parseLine, parseLineTowardsAir } from '../../gateway/src/contract/radio/line.ts';
import { headerBytes, radioKey, seal } from '../../gateway/src/contract/radio/seal.ts';
import { SlipDecoder, slipEncode, type SlipResult } from '../../gateway/src/contract/radio/slip.ts';
import { ButtonFrames, type Admitted } from '../../gateway/src/ingest/serial/button-frames.ts';
import { FrameMemory } from '../../gateway/src/ingest/serial/frame-memory.ts';
import { TestButton } from '../scenario/serial/receiver.ts';
import { HandClock, TestCounters, TestDisk, TestFaults, TestIntake } from '../scenario/serial/neighbours.ts';
import { Stage, until } from '../scenario/serial/stage.ts';
import { foreign, vectors } from './corpus.ts';
import { fuzz, must, ONCE } from './fuzz.ts';
import { mutated, noise } from './hostile.ts';

const { hex } = vectors('radio.json');
const lines = hex.get('line') ?? [];
const airs = hex.get('air') ?? [];
/** Not the vectors' own: frames that are sealed with that one are noise here. */
const OWN_KEY = 'f0e0d0c0b0a090807060504030201000';
const key = radioKey(OWN_KEY) ?? new Uint8Array();
const RESULTS = new Set(['heard', 'receiver', 'air', 'frame', 'message', 'unreadable', 'damaged']);
const CAUSES: ReadonlySet<string | undefined> = new Set(DAMAGE_CAUSES);
const BUTTON: readonly ButtonType[] = ['signal', 'status', 'position', 'shown'];
const GATEWAY: readonly GatewayType[] = ['held', 'feedback', 'config'];

/** What may stand on a line before a good frame: our own frames damaged, other makers' devices, and nothing at all. */
const before = fc
  .array(fc.oneof(mutated([...lines, ...foreign()]), mutated(airs), noise(300)), { maxLength: 4 })
  .map((parts) => Buffer.concat(parts));
/** A frame whose CRC is right whatever it says, so that what lies behind the CRC is reached. */
const framed = mutated(airs, 3).map((air) => onLine(Buffer.concat([air, Buffer.from('RX-1\0\0\0\0'), Buffer.from([0xc4])])));

function onLine(body: Uint8Array): Buffer {
  const frame = body.subarray(0, FRAME_BYTES_MAX - 2);
  return Buffer.from(slipEncode(new ByteWriter().raw(frame).u16(crc16(frame)).bytes));
}

/** The gateway's side of a line, from its bytes to what is admitted, as PortStation and SerialIngest put it together. */
class Line {
  readonly button = new TestButton('B-07', OWN_KEY);
  readonly intake = new TestIntake();
  readonly counters = new TestCounters();
  readonly #clock = new HandClock();
  readonly #decoder = new SlipDecoder();
  readonly #frames: ButtonFrames;

  constructor() {
    const faults = new TestFaults();
    const { intake, counters } = this;
    const events = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const memory = new FrameMemory({ marks: new TestDisk(), clock: this.#clock, events });
    this.#frames = new ButtonFrames({ intake, faults, counters, clock: this.#clock }, memory);
    intake.add(this.button);
  }

  hears(bytes: Uint8Array): Admitted[] {
    this.#clock.advance(10);
    return this.#decoder.push(bytes).flatMap((slip) => {
      const heard = slip.result === 'frame' ? parseLine(slip.bytes) : slip;
      return heard.result === 'heard' ? [this.#frames.admit(heard)] : [];
    });
  }
}

test('after any noise the next good frame is read, and nothing is taken for one that is none', ONCE, () => {
  const line = new Line();
  let seq = 0;
  fuzz('lines of noise with a good frame behind', fc.tuple(fc.oneof(before, framed), fc.integer({ min: 1, max: 300 })), {
    runs: 15_000,
    holds: ([bytes, piece]) => {
      for (let at = 0; at < bytes.length; at += piece) {
        for (const admitted of line.hears(bytes.subarray(at, at + piece))) must(admitted.result === 'dropped', 'noise was admitted');
      }
      seq += 1;
      const good = line.button.press(seq);
      const [admitted] = line.hears(lineFromAir(good, { receiver: 'RX-1', rssi: -60 })).filter(({ result }) => result !== 'dropped');
      const isRead = admitted?.result === 'message' && admitted.fresh && admitted.message.type === 'signal' && admitted.message.seq === seq;
      must(isRead, 'the good frame is lost');
    },
  });
});

test('the splitter gives what the bytes are, however they are cut, and holds no more than a frame', ONCE, () => {
  fuzz('lines in two cuts', fc.tuple(before, fc.integer({ min: 1, max: 64 })), {
    runs: 20_000,
    holds: ([bytes, piece]) => {
      const whole = new SlipDecoder().push(bytes);
      const decoder = new SlipDecoder();
      const parts: SlipResult[] = [];
      for (let at = 0; at < bytes.length; at += piece) parts.push(...decoder.push(bytes.subarray(at, at + piece)));
      must(isDeepStrictEqual(parts, whole), 'the cuts are seen');
      for (const one of whole) {
        if (one.result === 'frame') must(one.bytes.length <= FRAME_BYTES_MAX, 'a frame is too long');
        else known(one);
      }
    },
  });
});

test('every frame of any bytes is a message or damaged, towards the gateway, the receiver and the button', ONCE, () => {
  fuzz('frames', fc.oneof(mutated([...airs, ...lines]), noise(FRAME_BYTES_MAX)), {
    runs: 60_000,
    holds: (bytes) => {
      for (const read of [parseLine(bytes), parseLineTowardsAir(bytes)]) known(read);
      const up = parseFromButton(bytes);
      known(up);
      if (up.result === 'frame') known(openFromButton(up, key));
      const down = parseTowardsButton(bytes);
      known(down);
      if (down.result === 'frame') known(openTowardsButton(down, key));
    },
  });
});

function known(read: { readonly result: string; readonly cause?: string }): void {
  must(RESULTS.has(read.result), `an unknown result ${read.result}`);
  must(read.result !== 'damaged' || CAUSES.has(read.cause), `an unknown cause ${String(read.cause)}`);
}

test('what is sealed with the right key may say anything: it is admitted, and a press keeps its name', ONCE, () => {
  const line = new Line();
  const plain = fc.oneof(mutated(bodies(), 3), noise(120));
  fuzz('sealed bodies', fc.tuple(fc.constantFrom(...BUTTON), plain), {
    runs: 8_000,
    holds: ([type, body]) => {
      line.button.counter += 1;
      const header = { type, device: line.button.id, counter: line.button.counter };
      const air = Buffer.concat([headerBytes(header), seal(header, body.subarray(0, 200), { key, direction: 'up' })]);
      const [admitted] = line.hears(lineFromAir(air, { receiver: 'RX-1', rssi: -60 }));
      must(admitted !== undefined && admitted.result !== 'dropped', 'a genuine frame is not admitted');
      if (type !== 'signal' || body.length < 8) return;
      const name = `${String(body.readUInt32BE(0))} ${String(body.readUInt32BE(4))}`;
      if (admitted.result === 'unreadable') must(admitted.press?.join(' ') === name, 'an unreadable press has lost its name');
      else if (admitted.message.type === 'signal')
        must(`${String(admitted.message.boot)} ${String(admitted.message.seq)}` === name, 'a press has another name');
    },
  });
});

test('what the gateway says may be anything for a button too', ONCE, () => {
  fuzz('sealed bodies towards a button', fc.tuple(fc.constantFrom(...GATEWAY), noise(120), fc.nat(0xffff_ffff)), {
    runs: 5_000,
    holds: ([type, body, counter]) => {
      const header = { type, device: 'B-07', counter };
      const frame = parseTowardsButton(Buffer.concat([headerBytes(header), seal(header, body, { key, direction: 'down' })]));
      if (frame.result !== 'frame') throw new Error(frame.cause);
      known(openTowardsButton(frame, key));
    },
  });
});

/** The plain text of our vectors, as a button seals it. */
function bodies(): Buffer[] {
  const opened = airs.flatMap((air) => {
    const frame = parseFromButton(air);
    return frame.result === 'frame' ? [frame.sealed.subarray(0, -8)] : [];
  });
  // Sealed with a key of the vectors' own; as bodies they are as good as any, beside one that is read.
  return [
    Buffer.from([0, 0, 0, 3, 0, 0, 0, 9, 4, 3, 90, 0, 0, 0, 5, ...Buffer.from('2468\0\0\0\0beacon-1\0\0\0\0\0\0\0\0')]),
    ...opened.map((one) => Buffer.from(one)),
  ];
}

test('a window of frame counters forgets as much as it learns, and never takes a counter twice', ONCE, () => {
  const step = fc.tuple(fc.oneof(fc.nat(200), fc.nat(0xffff_ffff)), fc.nat(40), fc.nat(3_000));
  fuzz('runs of frame counters', fc.array(step, { maxLength: 60 }), {
    runs: 3_000,
    holds: (steps) => {
      const window = new FrameWindow();
      const fresh = new Set<number>();
      let [at, highest] = [0, -1];
      for (const [counter, receiver, ms] of steps) {
        at += ms;
        const verdict = window.take(counter, `RX-${String(receiver)}`, at);
        must(verdict !== 'fresh' || !fresh.has(counter), 'a counter is fresh twice');
        if (verdict === 'fresh') fresh.add(counter);
        must(counter > highest - WINDOW_FRAMES || verdict === 'replayed', 'an old counter is taken');
        highest = Math.max(highest, counter);
        must(window.highest === highest, 'the highest counter is another one');
      }
    },
  });
});

test('on a real line: noise of all kinds, and each good press between is taken once', ONCE, async () => {
  await using stage = await Stage.byHand();
  const button = new TestButton('B-07', OWN_KEY);
  stage.intake.add(button);
  const rounds = fc.sample(fc.oneof(before, framed), 150);
  for (const [i, bytes] of rounds.entries()) {
    await stage.receiver().raw(bytes);
    await stage.receiver().hears(button.press(i + 1));
  }
  await until(() => stage.intake.signals.length >= rounds.length);
  expect(stage.intake.signals.map(({ signal }) => signal.seq)).toEqual(rounds.map((_, i) => i + 1));
});
