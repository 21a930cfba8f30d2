/** Settled messages that one append takes along; a batch carries 512 inputs, so this keeps up with any sender. */
const TAKEN_MAX = 512;

/**
 * Outbox messages that are delivered or given up and still stand in log.db. They leave it with the next append, for free,
 * so that settling never costs a commit of its own on the path of a press; scratch.db remembers them until then.
 */
export class SettledMessages {
  readonly #waiting = new Set<string>();
  #gone: string[] = [];

  reload(ids: readonly string[]): void {
    this.#waiting.clear();
    this.#gone = [];
    for (const id of ids) this.#waiting.add(id);
  }

  add(id: string): void {
    this.#waiting.add(id);
  }

  /** What the next append should delete. They stay here until `gone` says that it is on disk. */
  take(): string[] {
    return this.#waiting.size === 0 ? [] : [...this.#waiting.values().take(TAKEN_MAX)];
  }

  gone(ids: readonly string[]): void {
    for (const id of ids) this.#waiting.delete(id);
    if (ids.length > 0) this.#gone.push(...ids);
  }

  /** Ids that log.db no longer has, so scratch.db may forget them too. */
  takeGone(): string[] {
    const gone = this.#gone;
    this.#gone = [];
    return gone;
  }
}
