import { Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SignalPath } from '../../gateway/src/contract/signal.ts';
import {
  decodeFeedbackAck,
  decodeLink,
  decodePosition,
  decodeSignal,
  decodeStatus,
  encodeBody,
  isConfig,
  isFeedback,
} from '../../gateway/src/ingest/families/duress.ts';
import { readConnect, type Connect } from '../../gateway/src/ingest/mqtt/connect-packet.ts';
import { Gate, type GateOwner } from '../../gateway/src/ingest/mqtt/gate.ts';
import { CONNECT_BYTES_MAX, DEFAULT_LIMITS, PACKET_BYTES_MAX } from '../../gateway/src/ingest/mqtt/limits.ts';
import { MQTT_REFUSALS, type MqttRefusal } from '../../gateway/src/ingest/mqtt/packet-faults.ts';
import { faultOfPacket, pubackId, sizeOfPacket } from '../../gateway/src/ingest/mqtt/packets.ts';
import { fromTopic } from '../../gateway/src/ingest/mqtt/topics.ts';
import { CONNECT_FORMS, connectForm, LATER_FORMS } from '../contract/mqtt/forms.ts';
import { HandClock } from '../contract/mqtt/hand-clock.ts';
import { deviceId } from '../contract/mqtt/intake.ts';
import { foreign, vectors } from './corpus.ts';
import { fuzz, fuzzLater, must, ONCE } from './fuzz.ts';
import { mutated, mutatedJson, noise } from './hostile.ts';

const { hex, texts } = vectors('device-protocol.json');
const packets = [...(hex.get('packet') ?? []), ...[...CONNECT_FORMS, ...LATER_FORMS].map((form) => form.bytes)];
/** A PUBACK that nothing else says. Read from any other byte than its first it is no packet at all. */
const PROBE = Buffer.from([0x40, 2, 0x5a, 0x5a]);
const damaged = fc.oneof({ weight: 8, arbitrary: mutated([...packets, ...foreign()]) }, { weight: 1, arbitrary: noise(120) });

test('every packet of any bytes has a size, needs more, or is refused; what is read of it lies within it', ONCE, () => {
  fuzz('packets', fc.tuple(damaged, fc.boolean()), {
    runs: 100_000,
    holds: ([bytes, first]) => {
      const size = sizeOfPacket(bytes, 0, first);
      if (typeof size === 'string') return must(Object.hasOwn(MQTT_REFUSALS, size), `an unknown refusal ${size}`);
      must(size <= bytes.length && size <= (first ? CONNECT_BYTES_MAX : PACKET_BYTES_MAX), 'a packet is larger than it is');
      if (size === 0) return;
      if (first) return isConnect(readConnect(bytes, size));
      const fault = faultOfPacket(bytes, 0, size);
      must(fault === undefined || Object.hasOwn(MQTT_REFUSALS, fault), `an unknown fault ${String(fault)}`);
      if (fault === undefined && bytes.readUInt8(0) >> 4 === 4) must(pubackId(bytes, 0) > 0, 'an id of 0');
    },
  });
});

function isConnect(read: ReturnType<typeof readConnect>): void {
  if ('refusal' in read) must(Object.hasOwn(MQTT_REFUSALS, read.refusal), `an unknown refusal ${read.refusal}`);
  else must(read.keepAlive <= 0xffff && read.clientId.isWellFormed(), 'a CONNECT that can not be');
}

/** A socket whose other end is the test, without a network between. */
class FedSocket extends Socket {
  readonly said: Buffer[] = [];
  readonly fed: Buffer[] = [];

  override _read(): void {
    // What there is was fed.
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.said.push(chunk);
    done();
  }

  override _final(done: () => void): void {
    done();
  }

  feed(bytes: Buffer): void {
    if (this.destroyed || bytes.length === 0) return;
    this.fed.push(bytes);
    this.push(bytes);
  }
}

/** One connection at a real gate, and a broker that only reads. */
class Door implements GateOwner {
  readonly socket = new FedSocket();
  readonly gate: Gate;
  readonly passed: Buffer[] = [];
  refusal: MqttRefusal | undefined;
  isGone = false;

  constructor() {
    const limits = { ...DEFAULT_LIMITS, packetsBurst: 1e9 };
    this.gate = new Gate(this.socket, '127.0.0.1', { owner: this, clock: new HandClock(), limits });
  }

  arrived(gate: Gate, _connect: Connect): void {
    gate.admit();
    this.socket.on('readable', () => {
      for (let packet = this.#next(); packet !== null; packet = this.#next()) {
        this.passed.push(packet);
        gate.open();
      }
    });
  }

  refused(_gate: Gate, refusal: MqttRefusal): void {
    this.refusal = refusal;
  }

  confirmed(_gate: Gate, packetId: number): void {
    must(packetId > 0, 'an id of 0 was confirmed');
  }

  hasRoom(): boolean {
    return true;
  }

  gone(): void {
    this.isGone = true;
  }

  #next(): Buffer | null {
    return this.socket.read() as Buffer | null; // as: without an encoding a stream gives buffers.
  }
}

/** Turns of the event loop within which a gate has passed on all that it was fed, or refused. */
const TURNS_MAX = 400;

async function settled(isThere: () => boolean): Promise<void> {
  for (let turn = 0; turn < TURNS_MAX && !isThere(); turn += 1) await new Promise(setImmediate);
}

const pieces = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 3 });

test('a connection that sends anything is refused, or the next good packet passes; it never holds more than one packet', ONCE, async () => {
  const connects = fc.oneof({ weight: 5, arbitrary: fc.constant(connectForm()) }, { weight: 1, arbitrary: mutated(packets, 2) });
  await fuzzLater('connections at the gate', fc.tuple(connects, fc.array(damaged, { maxLength: 3 }), pieces), {
    runs: 2_500,
    holds: async ([connect, sequences, sizes]) => {
      const door = new Door();
      const sent = Buffer.concat([connect, ...sequences]);
      for (let at = 0, i = 0; at < sent.length; i += 1) {
        const size = sizes[i % sizes.length] ?? 1;
        door.socket.feed(sent.subarray(at, at + size));
        at += size;
        if (i % 8 === 0) await new Promise(setImmediate);
      }
      // An announced length may still be waited for; behind it the next packets must pass, or not be taken for any.
      const goal = 2 * PACKET_BYTES_MAX;
      for (let fed = 0; fed < goal && door.refusal === undefined && !isProbe(door.passed.at(-1)); fed += 2_048) {
        door.socket.feed(Buffer.alloc(2_048, PROBE));
        await settled(() => door.refusal !== undefined || isProbe(door.passed.at(-1)));
      }
      must(door.refusal !== undefined || isProbe(door.passed.at(-1)), 'neither refused nor alive');
      must(door.refusal === undefined || Object.hasOwn(MQTT_REFUSALS, door.refusal), 'an unknown refusal');
      soundness(door.passed, door.socket.fed);
      if (door.refusal !== undefined) await settled(() => door.isGone);
      must(door.refusal === undefined || door.isGone, 'refused, and still open');
      door.socket.destroy();
    },
  });
});

/** What passed is what came, whole packet by whole packet, with nothing left out, and the broker may take each as it is. */
function soundness(passed: readonly Buffer[], fed: readonly Buffer[]): void {
  const came = Buffer.concat(fed);
  const went = Buffer.concat(passed);
  must(went.equals(came.subarray(0, went.length)), 'bytes were lost, turned or made up');
  for (const [i, packet] of passed.entries()) {
    must(sizeOfPacket(packet, 0, i === 0) === packet.length, 'what passed is no whole packet');
    must(i === 0 || faultOfPacket(packet, 0, packet.length) === undefined, 'a packet passed that may not');
  }
}

function isProbe(packet: Buffer | undefined): boolean {
  return packet?.equals(PROBE) === true;
}

const good = (texts.get('body') ?? []).flatMap((text) => {
  try {
    return [JSON.parse(text) as unknown];
  } catch {
    return []; // The vectors have bodies that are not JSON on purpose; they are mutated as bytes.
  }
});
const bodies = fc.oneof(
  { weight: 6, arbitrary: mutatedJson(good).map((text) => Buffer.from(text)) },
  { weight: 2, arbitrary: mutated((texts.get('body') ?? []).map((text) => Buffer.from(text))) },
  { weight: 1, arbitrary: fc.oneof(noise(200), fc.constantFrom(...foreign())) },
);
const path: SignalPath = { by: 'mqtt' };
const UNREADABLE = new Set(['not-utf8', 'not-json', 'not-an-object', 'version', 'kind', 'counters', 'revision', 'state', 'place']);

test('every body is read or unreadable with a known word; what is read fits its contract and has no control characters', ONCE, () => {
  const arrival = { device: deviceId('b-1'), receivedAt: 1_764_000_000_000, path };
  fuzz('bodies of devices', bodies, {
    runs: 25_000,
    holds: (body) => {
      const signal = decodeSignal(body, arrival);
      if (signal.ok) {
        const { boot, seq, pressedAt, pin, battery, place } = signal.value;
        must(isCounter(boot) && isCounter(seq), 'a press without a name');
        must(Number.isSafeInteger(pressedAt) && pressedAt <= arrival.receivedAt, 'a press from the future');
        must(pin === undefined || /^[0-9]{4,8}$/.test(pin), 'a PIN that is none');
        must(battery === undefined || (battery >= 0 && battery <= 100), 'a battery that is none');
        must(place?.beacon === undefined || (place.beacon.length <= 64 && !/\p{Cc}/u.test(place.beacon)), 'a beacon that is none');
      }
      for (const decode of [decodeStatus, decodePosition, decodeLink, decodeFeedbackAck]) {
        const read = decode(body);
        must(read.ok || UNREADABLE.has(read.why), 'unreadable for an unknown reason');
        if (read.ok) must(Object.getPrototypeOf(read.value) === Object.prototype, 'a body with another prototype');
      }
      must(signal.ok || UNREADABLE.has(signal.why), 'unreadable for an unknown reason');
    },
  });
});

function isCounter(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}

test('a topic belongs to a device of ours with one of its lanes, or to nobody', ONCE, () => {
  const topics = fc.oneof(mutated((texts.get('topic') ?? []).map((text) => Buffer.from(text))).map(String), fc.string({ maxLength: 80 }));
  fuzz('topics', topics, {
    runs: 40_000,
    holds: (topic) => {
      const from = fromTopic(topic);
      if (from !== undefined) must(topic === `duress/v1/${from.device}/${from.lane}`, 'a topic of somebody else');
    },
  });
});

test('what we say to a device is what it may rely on, whatever stands in the alarm’s name', ONCE, () => {
  fuzz('feedback bodies', fc.tuple(fc.oneof(fc.string({ maxLength: 64 }), fc.constantFrom('\ud800', '__proto__', '\u2028')), fc.nat()), {
    runs: 2_000,
    holds: ([alarm, rev]) => {
      const said: unknown = JSON.parse(
        encodeBody({ v: 1, rev, held: [], recorded: true, at: new Date(rev).toISOString(), alarm }).toString(),
      );
      must(isFeedback(said) && !isConfig(said), 'a feedback that is none');
    },
  });
});

test('the vectors are there', ONCE, () => {
  expect(packets.length).toBeGreaterThan(200);
  expect(good.length).toBeGreaterThan(25);
  expect(foreign().length).toBeGreaterThan(40);
});
