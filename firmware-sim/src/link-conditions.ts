import type { Random } from './random.ts';

/** What a link does to what goes through it. */
export interface LinkConditions {
  /** False: nothing passes, and nobody is told. */
  readonly coverage: boolean;
  /** Share of frames that never arrive, 0 to 1. */
  readonly loss: number;
  /** Share of frames that arrive twice. */
  readonly duplicate: number;
  /** Chance of each single bit to be wrong. */
  readonly bitError: number;
  readonly latencyMs: number;
  /** Added to the latency, evenly from 0 to this: with it, frames overtake one another on the air. */
  readonly jitterMs: number;
}

export const CLEAR: LinkConditions = { coverage: true, loss: 0, duplicate: 0, bitError: 0, latencyMs: 0, jitterMs: 0 };

export interface Arrival {
  readonly afterMs: number;
  readonly bytes: Uint8Array;
}

/** What becomes of one frame on the air: nothing, one arrival, or two; each with its own delay and its own damage. */
export function passage(frame: Uint8Array, conditions: LinkConditions, random: Random): readonly Arrival[] {
  if (!conditions.coverage) return [];
  const copies = random() < conditions.duplicate ? 2 : 1;
  const arrivals: Arrival[] = [];
  for (let copy = 0; copy < copies; copy += 1) {
    if (random() < conditions.loss) continue;
    arrivals.push({
      afterMs: conditions.latencyMs + random() * conditions.jitterMs,
      bytes: withBitErrors(frame, conditions.bitError, random),
    });
  }
  return arrivals;
}

function withBitErrors(frame: Uint8Array, bitError: number, random: Random): Uint8Array {
  if (bitError <= 0) return frame;
  return frame.map((byte) => {
    let mask = 0;
    for (let bit = 1; bit < 0x100; bit <<= 1) if (random() < bitError) mask |= bit;
    return byte ^ mask;
  });
}

/** TCP sends a lost segment again after 200 ms at the earliest, then doubles; after so many the path is as good as gone. */
const FIRST_RESEND_MS = 200;
const RESENDS_MAX = 6;

/**
 * What becomes of one piece of a TCP stream: TCP lets nothing get lost, doubled or damaged, so all three come out as delay.
 * The size stands for the segment that a bit error would have spoiled.
 */
export function streamDelay(bytes: number, conditions: LinkConditions, random: Random): number {
  const spoiled = 1 - (1 - conditions.loss) * (1 - conditions.bitError) ** (8 * bytes);
  let delay = conditions.latencyMs + random() * conditions.jitterMs;
  for (let again = 0; again < RESENDS_MAX && random() < spoiled; again += 1) delay += FIRST_RESEND_MS * 2 ** again;
  return delay;
}

/** The conditions that some devices share, changed while they run. */
export class Surroundings {
  #conditions: LinkConditions;
  readonly #listeners = new Set<() => void>();

  constructor(conditions: Partial<LinkConditions> = {}) {
    this.#conditions = { ...CLEAR, ...conditions };
  }

  get conditions(): LinkConditions {
    return this.#conditions;
  }

  change(changes: Partial<LinkConditions>): void {
    this.#conditions = { ...this.#conditions, ...changes };
    for (const listener of this.#listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
