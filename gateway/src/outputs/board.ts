import type { Board, BoardEntry } from '../engine/ports/outputs.ts';

/** The one place where it stands what is said by MQTT. Saying the same again is no news. */
export class OutputsBoard implements Board {
  readonly #entries = new Map<string, BoardEntry>();
  readonly #listeners = new Set<(topic: string) => void>();

  topics(): Iterable<string> {
    return this.#entries.keys();
  }

  get(topic: string): BoardEntry | undefined {
    return this.#entries.get(topic);
  }

  onChange(listener: (topic: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** `anew`: it stands there as this entry from now on, and is said, although it may say what stood there before. */
  put(topic: string, entry: BoardEntry, anew?: 'anew'): void {
    const before = this.#entries.get(topic);
    if (anew === undefined && before?.body === entry.body && before.place === entry.place && before.kept === entry.kept) return;
    this.#entries.set(topic, entry);
    this.#tell(topic);
  }

  /** Says it once more to whoever listens, although nothing has changed. */
  repeat(topic: string): void {
    if (this.#entries.has(topic)) this.#tell(topic);
  }

  remove(topic: string): void {
    if (this.#entries.delete(topic)) this.#tell(topic);
  }

  #tell(topic: string): void {
    for (const listen of this.#listeners) listen(topic);
  }
}
