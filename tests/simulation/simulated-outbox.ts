import { FaultError } from '../../gateway/src/base/errors.ts';
import type { Outbox, QueuedMessage } from '../../gateway/src/engine/ports/outbox.ts';
import type { SimulatedLogDeps } from './simulated-log.ts';

/** The outbox of one process on the simulated disk: attempts and ends beside the messages, as scratch.db holds them beside the log. */
export class SimulatedOutbox implements Outbox {
  readonly #deps: SimulatedLogDeps;

  constructor(deps: SimulatedLogDeps) {
    this.#deps = deps;
  }

  async due(now: number, limit: number): Promise<readonly QueuedMessage[]> {
    await this.#disk();
    const rows = [...this.#deps.disk.outbox.values()].filter(({ ends, nextAt }) => ends.length === 0 && nextAt <= now);
    return rows.slice(0, limit).map(({ message, attempts }) => structuredClone({ ...message, attempts }));
  }

  async settle(id: string, { outcome, nextAt, detail }: Parameters<Outbox['settle']>[1]): Promise<void> {
    const { at, disk } = this.#deps;
    at('settle');
    await this.#disk();
    const isLying = disk.mood === 'lying';
    const row = disk.outbox.get(id);
    if (row === undefined) throw new TypeError(`${id} was never put into the outbox`);
    row.attempts += 1;
    row.detail = detail ?? '';
    if (outcome === 'retry') row.nextAt = nextAt ?? 0;
    else row.ends.push(outcome);
    at('settled');
    await this.#pass(this.#deps.dice.random());
    if (isLying) throw away('it is there all the same');
  }

  async #disk(): Promise<void> {
    const { disk, dice } = this.#deps;
    await this.#pass(disk.mood === 'slow' ? dice.between(300, 4_000) : dice.random());
    if (disk.mood === 'failing' || disk.mood === 'shut' || disk.mood === 'full') throw away(disk.mood);
  }

  /** Never comes back to a process that died meanwhile. */
  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#deps.isDead()) this.#deps.clock.after(ms, resolve);
    });
  }
}

function away(why: string): FaultError {
  return new FaultError('log-open-failed', `simulated: ${why}`, { retryable: true });
}
