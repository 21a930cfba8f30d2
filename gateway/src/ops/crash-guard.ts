import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { MINUTE_MS } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';
import { makeFolder } from '../base/make-folder.ts';

/** So many starts without a proper stop within so long mean that starting again does not help (ADR 0006). */
const STOPS = 3;
const WITHIN_MS = 5 * MINUTE_MS;

export interface CrashGuardDeps {
  /** The data folder; made when it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  readonly events: EventLog;
}

/**
 * Remembers starts that were not followed by a proper stop, in `starts.json` of the data folder. What can't be read or kept is said
 * and then not known: the guard must never be the reason why a gateway does not start.
 */
export class CrashGuard {
  readonly #deps: CrashGuardDeps;
  readonly #file: string;
  /** Earlier starts, epoch ms; undefined until `look`. */
  #before: readonly number[] | undefined;

  constructor(deps: CrashGuardDeps) {
    this.#deps = deps;
    this.#file = join(deps.folder, 'starts.json');
  }

  /** Reads what is remembered. `true`: the process has broken again and again, so the log is left alone and the gateway starts as a lifeboat. */
  look(): boolean {
    this.#before ??= this.#read();
    const now = this.#deps.clock.wall();
    // A start in the future was written by a clock that has been set back since, as on a board without a battery: it tells nothing.
    return this.#before.filter((start) => start <= now && now - start < WITHIN_MS).length >= STOPS;
  }

  /** Notes this start: from now on an end without `stopped` counts. */
  started(): void {
    this.#before ??= this.#read();
    this.#write([...this.#before, this.#deps.clock.wall()].slice(-STOPS));
  }

  /** The start was refused before anything could break: it is not counted. */
  refused(): void {
    if (this.#before !== undefined) this.#write(this.#before);
  }

  /** The process was asked to stop: nothing before counts any more. */
  stopped(): void {
    this.#write([]);
  }

  #read(): readonly number[] {
    try {
      const starts: unknown = JSON.parse(readFileSync(this.#file, 'utf8'));
      if (Array.isArray(starts)) return starts.filter((start) => typeof start === 'number');
      this.#deps.events.warn('starts-not-read', { error: 'not a list' });
    } catch (error) {
      // Missing at the first start alone; torn after a power cut, or kept from us: then three stops may go unnoticed once.
      const isFirst = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isFirst) this.#deps.events.warn('starts-not-read', { error: messageOf(error) });
    }
    return [];
  }

  #write(starts: readonly number[]): void {
    try {
      makeFolder(this.#deps.folder);
      writeFileSync(this.#file, JSON.stringify(starts));
    } catch (error) {
      this.#deps.events.warn('starts-not-kept', { error: messageOf(error) });
    }
  }
}
