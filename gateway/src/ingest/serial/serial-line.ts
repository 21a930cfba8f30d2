import { stat } from 'node:fs/promises';
import { SerialPort } from 'serialport';
import type { Cancel, Clock } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import { RetrySchedule } from '../../base/retry-schedule.ts';
import { wakeOnBytes } from './serial-wake.ts';

/**
 * How often an open port is looked at. The operating system usually reports at once that it is gone, but not always (a
 * hung-up line may read as "nothing" for ever), so nobody waits for that: gone ports are known well within two seconds.
 */
const WATCH_MS = 500;
/** An attempt to open that took longer is given up; a driver can hang. */
const OPEN_WITHIN_MS = 5_000;
/** Looking for a port costs nothing, so a cable that is plugged in again is in use within two seconds. */
const REOPEN = { startMs: 250, factor: 2, maxMs: 2_000, jitter: 0.2 };
/** Bytes read at once. Frames are 256 bytes at most; this is a quarter of a second of a full line. */
const READ_BYTES = 4_096;

export interface LineEvents {
  opened(): void;
  /** The port is not usable, since now or still: called once per loss, and once when it can't be opened at first. */
  lost(why: string): void;
  bytes(chunk: Uint8Array): void;
  /** A write has ended; the next may be given. */
  written(): void;
}

/** Which file the path led to when it was opened: another one there now is another device. */
interface FileIdentity {
  readonly dev: number;
  readonly ino: number;
  readonly rdev: number;
}

type LineState =
  | { readonly state: 'stopped' }
  | { readonly state: 'opening'; readonly port: SerialPort; readonly since: number }
  | {
      readonly state: 'open';
      readonly port: SerialPort;
      readonly identity: FileIdentity | undefined;
      readonly writingSince: number | undefined;
    }
  | { readonly state: 'waiting'; readonly cancel: Cancel };

export interface LineSettings {
  readonly path: string;
  readonly baudRate: number;
  readonly clock: Clock;
  readonly random: () => number;
}

/**
 * One serial port that comes and goes: opens it, watches it, opens it again. Each attempt has a port object of its own, and
 * whatever an abandoned one still says is not listened to.
 *
 * stopped → opening → open → waiting → opening …; every state → stopped.
 */
export class SerialLine {
  readonly path: string;
  readonly #settings: LineSettings;
  readonly #events: LineEvents;
  readonly #retries: RetrySchedule;
  #delays: Iterator<number, undefined>;
  #state: LineState = { state: 'stopped' };
  #reportedLost = false;
  #watch: Cancel | undefined;

  constructor(settings: LineSettings, events: LineEvents) {
    this.path = settings.path;
    this.#settings = settings;
    this.#events = events;
    this.#retries = new RetrySchedule(REOPEN, settings.random);
    this.#delays = this.#retries[Symbol.iterator]();
  }

  get isOpen(): boolean {
    return this.#state.state === 'open';
  }

  /** Whether a write would go out now. */
  get isFree(): boolean {
    return this.#state.state === 'open' && this.#state.writingSince === undefined;
  }

  /** Since when, in monotonic milliseconds, the receiver has not taken what was written; `undefined` while it does. */
  get writingSince(): number | undefined {
    return this.#state.state === 'open' ? this.#state.writingSince : undefined;
  }

  start(): void {
    if (this.#state.state !== 'stopped') return;
    this.#watch = this.#settings.clock.every(WATCH_MS, () => {
      this.#look();
    });
    this.#open();
  }

  async stop(): Promise<void> {
    this.#watch?.();
    this.#watch = undefined;
    const last = this.#state;
    this.#state = { state: 'stopped' };
    this.#reportedLost = false;
    if (last.state === 'waiting') last.cancel();
    if (last.state === 'open') await closed(last.port);
    // One that is still opening closes itself when it finds out that nobody waits for it.
  }

  /** One frame, only while `isFree`. What the line loses is not reported: the button's own repeats find that out. */
  write(bytes: Uint8Array): void {
    if (this.#state.state !== 'open' || this.#state.writingSince !== undefined) return;
    const { port } = this.#state;
    this.#state = { ...this.#state, writingSince: this.#settings.clock.mono() };
    port.write(Buffer.from(bytes), (error) => {
      if (this.#state.state !== 'open' || this.#state.port !== port) return;
      if (error) {
        this.#lose(messageOf(error));
        return;
      }
      this.#state = { ...this.#state, writingSince: undefined };
      this.#events.written();
    });
  }

  #open(): void {
    const { path, baudRate, clock } = this.#settings;
    const port = new SerialPort({
      path,
      baudRate,
      dataBits: 8,
      parity: 'none',
      stopBits: 1,
      autoOpen: false,
      lock: true,
      highWaterMark: READ_BYTES,
    });
    this.#state = { state: 'opening', port, since: clock.mono() };
    // An abandoned port may still fail at its last write: without a listener that would end the process.
    port.on('error', (error) => {
      this.#failed(port, messageOf(error));
    });
    port.on('close', (error: Error | null) => {
      this.#failed(port, error === null ? 'closed' : messageOf(error));
    });
    port.open((error) => {
      this.#opened(port, error);
    });
  }

  #opened(port: SerialPort, error: Error | null): void {
    if (this.#state.state !== 'opening' || this.#state.port !== port) {
      if (error === null) port.close();
      return;
    }
    if (error !== null) {
      this.#lose(messageOf(error));
      return;
    }
    this.#state = { state: 'open', port, identity: undefined, writingSince: undefined };
    this.#delays = this.#retries[Symbol.iterator]();
    this.#reportedLost = false;
    wakeOnBytes(port);
    port.on('data', (chunk: Buffer) => {
      if (this.#isCurrent(port)) this.#events.bytes(chunk);
    });
    this.#look();
    this.#events.opened();
  }

  #isCurrent(port: SerialPort): boolean {
    return (this.#state.state === 'open' || this.#state.state === 'opening') && this.#state.port === port;
  }

  #failed(port: SerialPort, why: string): void {
    if (this.#isCurrent(port)) this.#lose(why);
  }

  #lose(why: string): void {
    const last = this.#state;
    if (last.state !== 'open' && last.state !== 'opening') return;
    const delayMs = this.#delays.next().value ?? REOPEN.maxMs;
    const cancel = this.#settings.clock.after(delayMs, () => {
      if (this.#state.state === 'waiting') this.#open();
    });
    this.#state = { state: 'waiting', cancel };
    if (last.port.isOpen) last.port.close();
    if (this.#reportedLost) return;
    this.#reportedLost = true;
    this.#events.lost(why);
  }

  #look(): void {
    const now = this.#state;
    if (now.state === 'opening' && this.#settings.clock.mono() - now.since > OPEN_WITHIN_MS) this.#lose('opening takes too long');
    if (now.state !== 'open') return;
    // Windows names ports, not files; there the operating system's own report has to do.
    if (!this.path.startsWith('/')) return;
    const { port } = now;
    stat(this.path).then(
      (file) => {
        this.#compare(port, { dev: file.dev, ino: file.ino, rdev: file.rdev });
      },
      (error: unknown) => {
        this.#failed(port, messageOf(error));
      },
    );
  }

  #compare(port: SerialPort, found: FileIdentity): void {
    if (this.#state.state !== 'open' || this.#state.port !== port) return;
    const { identity } = this.#state;
    if (identity === undefined) this.#state = { ...this.#state, identity: found };
    else if (identity.dev !== found.dev || identity.ino !== found.ino || identity.rdev !== found.rdev)
      this.#lose('another device is at its path');
  }
}

function closed(port: SerialPort): Promise<void> {
  return new Promise((resolve) => {
    if (!port.isOpen) resolve();
    // Closing again or failing to close leaves nothing more to do: the descriptor is gone with the process at the latest.
    else port.close(() => resolve());
  });
}
