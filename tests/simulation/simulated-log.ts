import { FaultError } from '../../gateway/src/base/errors.ts';
import type { Appended, Batch, Head, Log, StoredFact, StoredRow } from '../../gateway/src/engine/ports/log.ts';
import type { Dice } from './chance.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedClock } from './timeline.ts';

/**
 * Places at which the process waits for its disk, or hands something out; at each of them the power may go. `append` is between decision
 * and disk, `written` between disk and answer, `followers` between answer and followers, `untold` while some of them have not heard of a
 * commit yet; `sent`, `told`, `acked` and `letter` lie before a word to a page, a hand, a button's modem, somebody's post.
 */
export const STEPS = [
  'open',
  'load',
  'facts-after',
  'append',
  'underway',
  'written',
  'followers',
  'untold',
  'sent',
  'told',
  'acked',
  'letter',
  'settle',
  'settled',
  'saved',
  'key',
] as const;
export type Step = (typeof STEPS)[number];

export interface SimulatedLogDeps {
  readonly disk: SimulatedDisk;
  readonly clock: SimulatedClock;
  readonly dice: Dice;
  /** The process is at this step; it may be dead afterwards. */
  readonly at: (step: Step) => void;
  readonly isDead: () => boolean;
}

/** One process' handle on the disk. A dead process writes nothing and hears nothing more. */
export class SimulatedLog implements Log {
  readonly #deps: SimulatedLogDeps;

  constructor(deps: SimulatedLogDeps) {
    this.#deps = deps;
  }

  async open(): Promise<Head> {
    await this.#wait('open');
    const { disk } = this.#deps;
    if (disk.mood === 'shut') throw new FaultError('log-open-failed', 'simulated', { retryable: true });
    return disk.head;
  }

  async append(batch: Batch): Promise<Appended> {
    const { disk, dice, clock } = this.#deps;
    await this.#wait('append');
    if (disk.mood === 'slow') await this.#pass(dice.between(300, 4_000));
    if (disk.mood === 'failing' || disk.mood === 'shut') throw failed('simulated write error');
    if (disk.mood === 'full') throw failed('no space left');
    const { head } = disk;
    if (head.hash !== batch.expected.hash) return { outcome: 'behind', head, facts: disk.factsAfter(batch.expected.seq, 10_000) };
    const isLying = disk.mood === 'lying';
    disk.write(batch);
    const written = disk.head;
    await this.#wait('written');
    if (isLying) throw failed(`it is there all the same, ${String(clock.mono())}`);
    return { outcome: 'committed', head: written };
  }

  async *load(): AsyncIterable<readonly StoredRow[]> {
    const rows = this.#deps.disk.loaded();
    for (let from = 0; from < rows.length; from += 50) {
      await this.#wait('load');
      yield rows.slice(from, from + 50);
    }
  }

  async factsAfter(seq: number, limit: number): Promise<readonly StoredFact[]> {
    await this.#wait('facts-after');
    return this.#deps.disk.factsAfter(seq, limit);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** A good disk takes up to a millisecond for anything. */
  async #wait(step: Step): Promise<void> {
    this.#deps.at(step);
    await this.#pass(this.#deps.dice.random());
  }

  /** Never comes back to a process that died meanwhile. */
  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#deps.isDead()) this.#deps.clock.after(ms, resolve);
    });
  }
}

function failed(why: string): FaultError {
  return new FaultError('log-append-failed', why, { retryable: true });
}
