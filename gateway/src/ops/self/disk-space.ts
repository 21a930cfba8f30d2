import { DAY_MS, HOUR_MS } from '../../base/durations.ts';

const GIB = 1024 ** 3;
/** Less than this, or than a tenth of a small disk, is little: a day of trouble writes megabytes, other programs write gigabytes. */
const LOW_BYTES_MAX = GIB;
const LOW_SHARE = 0.1;
/** It is over when there is a quarter more than that: a disk on the edge must not flicker on the list. */
const WELL_FACTOR = 1.25;
/** At its own rate the log would fill the disk within so many days: time to act in working hours. Over when it is half as much again. */
export const LOW_DAYS = 14;
const WELL_DAYS = 21;

export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Until what the gateway writes has filled it; undefined while that is not known, or it does not grow. */
  readonly daysLeft?: number | undefined;
}

export function lowBytes(totalBytes: number): number {
  return Math.min(LOW_BYTES_MAX, totalBytes * LOW_SHARE);
}

/** Is it low? Between the two limits it is what it was. */
export function isLow({ freeBytes, totalBytes, daysLeft = Infinity }: DiskSpace, wasLow: boolean): boolean {
  if (freeBytes < lowBytes(totalBytes) || daysLeft < LOW_DAYS) return true;
  return wasLow && (freeBytes < lowBytes(totalBytes) * WELL_FACTOR || daysLeft < WELL_DAYS);
}

/** Sizes of the data folder are compared over at least this long, or one busy hour would foretell a full disk. */
const GROWN_FOR_MS = 6 * HOUR_MS;
/** … and at most this long: what was imported last week says nothing. One of each hour is kept. */
const REMEMBERED_MS = 7 * DAY_MS;

interface Sample {
  /** By the monotonic clock. */
  readonly at: number;
  readonly bytes: number;
}

/** How fast the data folder grows. In memory: each start learns it anew. */
export class Growth {
  #samples: Sample[] = [];

  note(sample: Sample): void {
    const last = this.#samples.at(-1);
    // The newest of the present hour, behind one of each hour before.
    if (last !== undefined && this.#samples.length > 1 && last.at - (this.#samples.at(-2)?.at ?? 0) < HOUR_MS) this.#samples.pop();
    this.#samples.push(sample);
    this.#samples = this.#samples.filter(({ at }) => sample.at - at <= REMEMBERED_MS);
  }

  /** Bytes a day; undefined when it is too early to say. What shrinks does not grow. */
  get bytesPerDay(): number | undefined {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.at - first.at < GROWN_FOR_MS) return undefined;
    return Math.max(0, ((last.bytes - first.bytes) / (last.at - first.at)) * DAY_MS);
  }

  daysLeft(freeBytes: number): number | undefined {
    const perDay = this.bytesPerDay;
    return perDay === undefined || perDay === 0 ? undefined : freeBytes / perDay;
  }
}
