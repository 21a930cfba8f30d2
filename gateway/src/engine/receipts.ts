import type { Cancel, Clock } from '../base/clock.ts';
import type { Input, Reply } from '../domain/input.ts';

/** Receipts are gathered for so long; a hand is told *shown* that much later at most. */
export const GATHER_RECEIPTS_MS = 10;
/** So many are a batch of their own and wait no longer. */
export const GATHERED_RECEIPTS_MAX = 256;

interface ReceiptsDeps {
  readonly clock: Clock;
  readonly submit: (input: Input) => Promise<Reply>;
}

interface Gathered {
  readonly input: Input;
  readonly resolve: (reply: Promise<Reply>) => void;
}

/**
 * Each press is followed by receipts: the hand has felt it, a console has shown it, a message is out. Nobody waits for them, and one by one they would
 * cost the disk a flush each, which the next press waits for. They go into the loop together.
 */
export class Receipts {
  readonly #deps: ReceiptsDeps;
  #gathered: Gathered[] = [];
  #due: Cancel | undefined;

  constructor(deps: ReceiptsDeps) {
    this.#deps = deps;
  }

  static is(input: Input): boolean {
    return input.type === 'hand-ack' || input.type === 'shown' || input.type === 'message';
  }

  take(input: Input): Promise<Reply> {
    return new Promise((resolve) => {
      this.#gathered.push({ input, resolve });
      if (this.#gathered.length >= GATHERED_RECEIPTS_MAX) this.release();
      else
        this.#due ??= this.#deps.clock.after(GATHER_RECEIPTS_MS, () => {
          this.release();
        });
    });
  }

  /** Those that were gathered go into the loop now. */
  release(): void {
    this.#due?.();
    this.#due = undefined;
    const gathered = this.#gathered;
    this.#gathered = [];
    for (const { input, resolve } of gathered) resolve(this.#deps.submit(input));
  }
}
