/** The load as a process of its own: buttons and one console. Told what to do by its parent (commands.ts). */
import { setTimeout as pause } from 'node:timers/promises';
import { deviceId } from '../site.ts';
import type { Answered, Asked, Command, Measured } from './commands.ts';
import { openConsoles } from './console.ts';
import { Crowd } from './crowd.ts';
import { LoadDevice } from './device.ts';
import { Heartbeats } from './heartbeats.ts';
import { Watched } from './latencies.ts';

/** Devices that connect at the same time. */
const CONNECTING_AT_ONCE = 300;
/** Between two single presses: what the one before caused (the hand's confirmation, *shown*) is over by then. */
const SINGLE_PAUSE_MS = 20;
/** A press without acknowledgement or frame by then is lost. */
const LOST_AFTER_MS = 60_000;
/** The same for the word to its hand, after that. */
const UNTOLD_AFTER_MS = 10_000;

class Load {
  readonly #watched = new Watched();
  readonly #devices: LoadDevice[] = [];
  readonly #heartbeats = new Heartbeats(this.#devices);
  #troubles: string[] = [];
  #closeConsoles: (() => void) | undefined;
  #tellsHands = false;

  async run(command: Command): Promise<Measured> {
    this.#watched.start();
    this.#troubles = [];
    const startedAt = performance.now();
    await this.#do(command);
    const ms = performance.now() - startedAt;
    if (this.#tellsHands) await this.#watched.untilTold(UNTOLD_AFTER_MS);
    return { ms, ...this.#watched.latencies(), troubles: this.#troubles };
  }

  #do(command: Command): Promise<void> {
    switch (command.do) {
      case 'connect':
        return this.#connect(command);
      case 'consoles':
        return this.#consoles(command);
      case 'single':
        return this.#single(command);
      case 'rate':
        return this.#rate(command);
      case 'burst':
        return this.#burst(command);
      case 'heartbeats':
        this.#heartbeats.every(command.everyMs);
        return Promise.resolve();
      case 'close':
        this.#heartbeats.stop();
        for (const device of this.#devices) device.close();
        this.#closeConsoles?.();
        return Promise.resolve();
    }
  }

  async #connect({ port, from, count }: Extract<Command, { do: 'connect' }>): Promise<void> {
    const waiting = Array.from({ length: count }, (_, i) => this.#made(from + i)).reverse();
    const lane = async (): Promise<void> => {
      for (let device = waiting.pop(); device !== undefined; device = waiting.pop()) await device.connect(port);
    };
    await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, lane));
  }

  #made(index: number): LoadDevice {
    const device = new LoadDevice(index, deviceId(index), {
      acked: ({ id }, nth) => {
        this.#watched.acked(id, nth, performance.now());
      },
      told: ({ id }, held) => {
        const newest = held.reduce((most, [, nth]) => Math.max(most, nth), 0);
        this.#watched.told(id, newest, performance.now());
      },
      lost: ({ id }, why) => {
        this.#troubles.push(`${id}: ${why}`);
      },
    });
    this.#devices[index] = device;
    return device;
  }

  async #consoles({ http, kind, count }: Extract<Command, { do: 'consoles' }>): Promise<void> {
    this.#closeConsoles?.();
    this.#tellsHands = kind === 'gateway';
    const crowd = new Crowd(count, (device, presses, at) => {
      this.#watched.shown(device, presses, at);
    });
    this.#closeConsoles = await openConsoles(kind, { http, count, onShown: crowd.shown });
  }

  async #single({ from, count }: Extract<Command, { do: 'single' }>): Promise<void> {
    for (let i = 0; i < count; i += 1) {
      this.#press(from + i);
      await this.#watched.until(i + 1, LOST_AFTER_MS);
      await pause(SINGLE_PAUSE_MS);
    }
  }

  async #rate({ from, count, perSecond }: Extract<Command, { do: 'rate' }>): Promise<void> {
    const startedAt = performance.now();
    for (let sent = 0; sent < count;) {
      // By where the rate should be now: a late turn must not thin out the load.
      const due = Math.min(count, 1 + Math.floor(((performance.now() - startedAt) * perSecond) / 1_000));
      for (; sent < due; sent += 1) this.#press(from + sent);
      await pause(1);
    }
    await this.#watched.until(count, LOST_AFTER_MS);
  }

  async #burst({ from, devices, each }: Extract<Command, { do: 'burst' }>): Promise<void> {
    const at = performance.now();
    for (let i = 0; i < devices; i += 1) {
      const device = this.#device(from + i);
      for (let nth = 1; nth <= each; nth += 1) this.#watched.sent(device.id, device.pressed + nth, at);
      device.press(each);
    }
    await this.#watched.until(devices * each, LOST_AFTER_MS);
  }

  #press(index: number): void {
    const device = this.#device(index);
    this.#watched.sent(device.id, device.pressed + 1, performance.now());
    device.press();
  }

  #device(index: number): LoadDevice {
    const device = this.#devices[index];
    if (device === undefined) throw new RangeError(`device ${index} was not connected`);
    return device;
  }
}

const load = new Load();
process.on('message', ({ id, command }: Asked) => {
  const answer = (answered: Answered): void => {
    process.send?.(answered);
  };
  load.run(command).then(
    (measured) => {
      answer({ id, measured });
    },
    (error: unknown) => {
      answer({ id, error: String(error) });
    },
  );
});
process.on('disconnect', () => process.exit(0));
