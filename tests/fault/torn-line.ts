import { expect } from 'vitest';
import { newRadioKey } from '../../gateway/src/access/secrets.ts';
import type { DeviceId } from '../../gateway/src/base/ids.ts';
import type { Change } from '../../gateway/src/domain/input.ts';
import { seeded, type Random } from '@duress/firmware-sim/random.ts';
import { GatewayProcess, PROBE } from '../harness/process.ts';
import { until } from '../harness/wait.ts';
import { TestButton, TestReceiver } from '../scenario/serial/receiver.ts';
import { TtyPair } from '../scenario/serial/tty-pair.ts';
import { lineFromAir } from '../../gateway/src/contract/radio/line.ts';
import { factsOf, nameOf, verifyLog } from './recorded.ts';

const MIB = 1_048_576;
const BUTTONS = 8;
/** A press is sent again after so long, until it is held, as a button does. */
const REPEAT_MS = 1_000;
/** What a plug that comes loose may cost, until the gateway has the port again and the receiver is heard. */
const REPEATS_PER_TEAR_MAX = 5;
/** Of a hundred presses so many may need a repeat all the same: a busy machine is slow to answer. */
const REPEATS_PERCENT_MAX = 10;
/** What lies between two frames, at most: many times the longest frame. */
const NOISE_BYTES_MAX = 2_000;
/** The cable is out for a moment after each so many presses. */
const TORN_EVERY = 60;
const MEMORY_GROWS_MIB_MAX = 8;

/** Whatever a bad line makes of what was on it: random bytes, bytes that end a frame, halves of frames, frames with a bit turned over. */
function noise(random: Random, frame: Uint8Array): Uint8Array {
  const kind = Math.floor(random() * 4);
  if (kind === 0) return Uint8Array.from({ length: 1 + random() * NOISE_BYTES_MAX }, () => random() * 256);
  if (kind === 1) return Uint8Array.from({ length: 1 + random() * 50 }, () => [0xc0, 0xdb, 0xdc, 0xdd][Math.floor(random() * 4)] ?? 0);
  if (kind === 2) return frame.slice(0, Math.floor(random() * frame.length));
  const turned = Math.floor(random() * frame.length);
  return frame.map((byte, i) => (i === turned ? byte ^ (1 << Math.floor(random() * 8)) : byte));
}

/** One receiver on a line that is full of noise and comes loose again and again, and buttons that press through it. */
class TornLine {
  readonly presses: string[] = [];
  frames = 0;
  readonly #line: TtyPair;
  readonly #buttons: readonly TestButton[];
  readonly #random: Random;
  #receiver: TestReceiver;

  private constructor(parts: { line: TtyPair; receiver: TestReceiver; buttons: readonly TestButton[]; random: Random }) {
    this.#line = parts.line;
    this.#receiver = parts.receiver;
    this.#buttons = parts.buttons;
    this.#random = parts.random;
  }

  static async on(line: TtyPair, buttons: readonly TestButton[], random: Random): Promise<TornLine> {
    return new TornLine({ line, buttons, random, receiver: await TestReceiver.on(line.receiverEnd, 'RX-1') });
  }

  /** Each button presses once, one after the other, and repeats until it hears that it is held. */
  async round(seq: number): Promise<void> {
    for (const button of this.#buttons) {
      this.presses.push(nameOf({ device: button.id, boot: 1, seq }));
      const from = this.#receiver.air.length;
      const isHeld = (): boolean =>
        button
          .held(this.#receiver.air.slice(Math.min(from, this.#receiver.air.length)))
          .some((held) => held.some(([, one]) => one === seq));
      const madeAt = performance.now();
      while (!isHeld()) {
        await this.#send(button.press(seq, { age: Math.round(performance.now() - madeAt) }));
        const again = performance.now() + REPEAT_MS;
        await until('it is held, or must be sent again', () => isHeld() || performance.now() > again);
      }
      if (this.presses.length % TORN_EVERY === 0) await this.#tear(button, seq + 1);
    }
    // What was said is looked through once; a long test would look through more and more.
    this.#receiver.air.length = 0;
  }

  async close(): Promise<void> {
    await this.#receiver.close();
  }

  async #send(air: Uint8Array): Promise<void> {
    const frame = lineFromAir(air, { receiver: 'RX-1', rssi: -60 });
    await this.#receiver.raw(noise(this.#random, frame));
    await this.#receiver.raw(frame);
    await this.#receiver.raw(noise(this.#random, frame));
    this.frames += 1;
  }

  /** In the middle of a frame. */
  async #tear(button: TestButton, seq: number): Promise<void> {
    const frame = lineFromAir(button.press(seq), { receiver: 'RX-1', rssi: -60 });
    await this.#receiver.raw(frame.slice(0, frame.length / 2));
    await this.#line.unplug();
    await this.#receiver.close();
    await this.#line.plug();
    this.#receiver = await TestReceiver.on(this.#line.receiverEnd, 'RX-1');
  }
}

/** So long a torn line with noise, and presses all the while; each must be in the log once, and the log must verify. */
export async function tornLine(forMs: number): Promise<void> {
  await using line = await TtyPair.make();
  const gateway = await GatewayProcess.start({ environment: { DURESS_SERIAL_PORTS: line.gatewayEnd }, preload: [PROBE] });
  const seed = Math.floor(Math.random() * 1e9);
  try {
    const buttons = Array.from({ length: BUTTONS }, (_, i) => new TestButton(`B-${i}`, newRadioKey()));
    const common = { family: 'radio', silent: true, heartbeatSeconds: 60, holdMs: 0, revoked: false } as const;
    const puts = buttons.map(({ id, keyHex }): Change => ({
      put: 'device',
      value: { ...common, device: id satisfies DeviceId, label: id, radioKey: keyHex },
    }));
    await gateway.seed();
    await gateway.save(puts);
    await until('the port is open', () => gateway.has('serial-port-open'));
    const torn = await TornLine.on(line, buttons, seeded(seed));
    await torn.round(1);
    const before = await gateway.usage();
    const end = performance.now() + forMs;
    for (let seq = 2; performance.now() < end; seq += 1) await torn.round(seq);
    const after = await gateway.usage();
    await torn.close();
    const grown = (after.heapUsed + after.external - before.heapUsed - before.external) / MIB;
    process.stdout.write(
      `${torn.presses.length} presses in ${torn.frames} frames between noise (seed ${seed}); memory grew by ${grown.toFixed(1)} MiB\n`,
    );
    // Noise before a frame costs the noise, not the frame.
    const tears = Math.floor(torn.presses.length / TORN_EVERY);
    const repeatsMax = tears * REPEATS_PER_TEAR_MAX + (torn.presses.length * REPEATS_PERCENT_MAX) / 100;
    expect(torn.frames - torn.presses.length).toBeLessThanOrEqual(repeatsMax);
    expect(grown).toBeLessThan(MEMORY_GROWS_MIB_MAX);
    expect(await gateway.stop()).toBe(0);
    expect(factsOf(gateway, 'SignalReceived').map(({ data }) => nameOf(data))).toEqual(torn.presses);
    expect(gateway.events.filter(({ level }) => level === 'error')).toEqual([]);
    await verifyLog(gateway);
  } finally {
    await gateway.remove();
  }
}
