import type { Cancel, Clock } from '../../base/clock.ts';
import { sha256Hex } from '../../base/digest.ts';
import { FaultError, messageOf } from '../../base/errors.ts';
import type { EventLog } from '../../base/log.ts';
import { FrameWindow } from '../../contract/radio/frame-window.ts';
import type { FrameMark, FrameMarks } from './ports.ts';

/**
 * How often the highest counters are written down. After a crash, what a button sent within this time could be played back
 * once more: a press that is known by name, or at worst a press too many. What could quiet something is never left to it.
 */
const FLUSH_MS = 5_000;
/** Digits of a key's fingerprint: enough to see that the key is another one, useless to find it. */
const FINGERPRINT_DIGITS = 16;

interface Remembered {
  readonly fingerprint: string;
  readonly window: FrameWindow;
  saved: number;
}

/** The frame windows of all buttons, and their highest counters across restarts. A new key begins a new window. */
export class FrameMemory {
  readonly #marks: FrameMarks;
  readonly #clock: Clock;
  readonly #events: EventLog;
  readonly #devices = new Map<string, Remembered>();
  /** What earlier runs left; `undefined` until it could be read. */
  #earlier: ReadonlyMap<string, FrameMark> | undefined;
  #ticking: Cancel | undefined;

  constructor(deps: { readonly marks: FrameMarks; readonly clock: Clock; readonly events: EventLog }) {
    this.#marks = deps.marks;
    this.#clock = deps.clock;
    this.#events = deps.events;
  }

  /** Reads what earlier runs left. When that can't be read now, presses are taken without it, and it is tried again. */
  async start(): Promise<void> {
    this.#ticking ??= this.#clock.every(FLUSH_MS, () => {
      this.#tick();
    });
    await this.#load();
  }

  async stop(): Promise<void> {
    this.#ticking?.();
    this.#ticking = undefined;
    await this.#saveQuietly();
  }

  /** The window of this device under this key (hexadecimal). */
  window(device: string, key: string): FrameWindow {
    const fingerprint = sha256Hex(key.toLowerCase()).slice(0, FINGERPRINT_DIGITS);
    const known = this.#devices.get(device);
    if (known?.fingerprint === fingerprint) return known.window;
    const earlier = this.#earlier?.get(device);
    const highest = earlier?.key === fingerprint ? earlier.highest : -1;
    const window = new FrameWindow(highest);
    this.#devices.set(device, { fingerprint, window, saved: highest });
    return window;
  }

  /**
   * Resolves when it is on disk that this counter of the device was heard, so that it can never be played back; `false`
   * when it turns out to have been heard by an earlier run. Rejects with the FaultError of the disk.
   */
  async keep(device: string, counter: number): Promise<boolean> {
    if (this.#earlier === undefined) await this.#load();
    const known = this.#devices.get(device);
    if (this.#earlier === undefined || known === undefined) {
      throw new FaultError('log-open-failed', 'what earlier runs heard can not be read', { retryable: true });
    }
    const earlier = this.#earlier.get(device);
    if (earlier?.key === known.fingerprint && counter <= earlier.highest) return false;
    if (counter > known.saved) await this.#save([[device, known]]);
    return true;
  }

  #tick(): void {
    const done = this.#earlier === undefined ? this.#load() : this.#saveQuietly();
    done.catch((error: unknown) => {
      this.#events.error('serial-marks-broken', { why: messageOf(error) });
    });
  }

  async #load(): Promise<void> {
    try {
      this.#earlier = await this.#marks.load();
    } catch (error) {
      this.#events.warn('serial-marks-unread', { why: messageOf(error) });
      return;
    }
    for (const [device, { fingerprint, window }] of this.#devices) {
      const earlier = this.#earlier.get(device);
      if (earlier?.key === fingerprint) window.raiseTo(earlier.highest);
    }
  }

  async #saveQuietly(): Promise<void> {
    // Saving before earlier marks were read could write a lower one over a higher one.
    if (this.#earlier === undefined) return;
    try {
      await this.#save([...this.#devices].filter(([, { window, saved }]) => window.highest > saved));
    } catch (error) {
      this.#events.warn('serial-marks-unsaved', { why: messageOf(error) });
    }
  }

  async #save(devices: readonly (readonly [string, Remembered])[]): Promise<void> {
    if (devices.length === 0) return;
    const marks = new Map<string, FrameMark>();
    for (const [device, { fingerprint, window }] of devices) marks.set(device, { key: fingerprint, highest: window.highest });
    await this.#marks.save(marks);
    for (const [device, remembered] of devices) remembered.saved = Math.max(remembered.saved, marks.get(device)?.highest ?? -1);
  }
}
