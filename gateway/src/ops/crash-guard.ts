import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { MINUTE_MS } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';

/** So many starts without a proper stop within so long mean that starting again does not help (ADR 0006). */
const STOPS = 3;
const WITHIN_MS = 5 * MINUTE_MS;

/** Remembers starts that were not followed by a proper stop. */
export class CrashGuard {
  readonly #file: string;
  readonly #clock: Clock;
  #starts: number[] = [];

  constructor(folder: string, clock: Clock) {
    this.#file = join(folder, 'starts.json');
    this.#clock = clock;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const starts: unknown = JSON.parse(readFileSync(this.#file, 'utf8'));
      if (Array.isArray(starts)) this.#starts = starts.filter((start) => typeof start === 'number');
    } catch (error) {
      // Missing at the first start, torn after a power cut: then nothing is known, and nothing else depends on it.
      if (!(error instanceof Error)) throw error;
    }
  }

  /** The process has broken again and again: the log is left alone and the gateway starts as a lifeboat. */
  get isCrashing(): boolean {
    const now = this.#clock.wall();
    return this.#starts.filter((start) => now - start < WITHIN_MS).length >= STOPS;
  }

  started(events: EventLog): void {
    this.#write([...this.#starts, this.#clock.wall()].slice(-STOPS), events);
  }

  /** The start was refused before anything could break: it is not counted. */
  refused(): void {
    this.#write(this.#starts);
  }

  stopped(): void {
    this.#write([]);
  }

  #write(starts: readonly number[], events?: EventLog): void {
    try {
      writeFileSync(this.#file, JSON.stringify(starts));
    } catch (error) {
      events?.warn('starts-not-kept', { error: messageOf(error) });
    }
  }
}
