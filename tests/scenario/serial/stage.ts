import { vi } from 'vitest';
import type { Clock } from '../../../gateway/src/base/clock.ts';
import type { EventLog } from '../../../gateway/src/base/log.ts';
import { SerialIngest } from '../../../gateway/src/ingest/serial/serial-ingest.ts';
import { HandClock, TestCounters, TestDisk, TestFaults, TestIntake } from './neighbours.ts';
import { TestReceiver } from './receiver.ts';
import { TtyPair } from './tty-pair.ts';

/** A serial way in on real lines, one per receiver, with everything around it played by the test. */
export class Stage<C extends Clock> {
  readonly clock: C;
  readonly intake = new TestIntake();
  readonly faults = new TestFaults();
  readonly counters = new TestCounters();
  readonly disk: TestDisk;
  readonly pairs: readonly TtyPair[];
  readonly receivers: TestReceiver[] = [];
  readonly info: string[] = [];
  readonly errors: string[] = [];
  readonly ingest: SerialIngest;

  private constructor(clock: C, pairs: readonly TtyPair[], disk: TestDisk) {
    this.clock = clock;
    this.pairs = pairs;
    this.disk = disk;
    const events: EventLog = { info: (code) => this.info.push(code), warn: () => undefined, error: (code) => this.errors.push(code) };
    this.ingest = new SerialIngest({
      clock,
      events,
      intake: this.intake,
      faults: this.faults,
      counters: this.counters,
      downlink: disk,
      marks: disk,
      random: () => 0,
      options: { ports: pairs.map(({ gatewayEnd }) => ({ path: gatewayEnd, baudRate: 115_200 })) },
    });
  }

  static async with<C extends Clock>(clock: C, receivers: readonly string[], disk = new TestDisk()): Promise<Stage<C>> {
    const pairs = await Promise.all(receivers.map(() => TtyPair.make()));
    const stage = new Stage(clock, pairs, disk);
    try {
      await stage.#begin(receivers);
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
    return stage;
  }

  static async byHand(receivers: readonly string[] = ['RX-1'], disk?: TestDisk): Promise<Stage<HandClock>> {
    return Stage.with(new HandClock(), receivers, disk);
  }

  async #begin(receivers: readonly string[]): Promise<void> {
    await this.ingest.start();
    // Opening empties the line: what is said before is not heard.
    await this.opened(receivers.length);
    for (const [index, id] of receivers.entries()) {
      const receiver = await TestReceiver.on(this.pair(index).receiverEnd, id);
      this.receivers.push(receiver);
      await receiver.hello();
    }
    await until(() => this.ingest.receivers().every(({ alive }) => alive));
  }

  /** Waits until ports have been opened so many times in all. */
  async opened(times: number): Promise<void> {
    await until(() => this.info.filter((code) => code === 'serial-port-open').length >= times);
  }

  pair(index = 0): TtyPair {
    return present(this.pairs[index]);
  }

  receiver(index = 0): TestReceiver {
    return present(this.receivers[index]);
  }

  signal(index = 0): TestIntake['signals'][number] {
    return present(this.intake.signals[index]);
  }

  /** Everything that any receiver was given for the air. */
  get air(): Uint8Array[] {
    return this.receivers.flatMap(({ air }) => air);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ingest.stop();
    await Promise.all(this.receivers.map((receiver) => receiver.close()));
    for (const pair of this.pairs) await pair[Symbol.asyncDispose]();
    if (this.errors.length > 0) throw new Error(`errors were logged: ${this.errors.join(', ')}`);
  }
}

/** Waits until it holds. */
export async function until(holds: () => boolean): Promise<void> {
  await vi.waitUntil(holds, { timeout: 5_000, interval: 2 });
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the story has no such part');
  return value;
}
