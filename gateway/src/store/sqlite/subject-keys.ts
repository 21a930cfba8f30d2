import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DataKey, Keyring } from '../sealing/keyring.ts';

/** Subjects whose key number is remembered; beyond it the oldest is looked up again. */
const REMEMBERED_SUBJECTS = 65_536;

/**
 * Which data key seals which subject, as log.db says. A new subject gets a spare key inside the running transaction;
 * `settle` after the commit makes that final, `drop` after a rollback gives the spares back.
 */
export class SubjectKeys {
  readonly #keyring: Keyring;
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #known = new Map<string, number>();
  readonly #new = new Map<string, DataKey>();

  constructor(database: DatabaseSync, keyring: Keyring) {
    this.#keyring = keyring;
    this.#find = database.prepare('SELECT n FROM keyref WHERE subject = ? ORDER BY n DESC LIMIT 1');
    this.#insert = database.prepare('INSERT INTO keyref (n, subject, id) VALUES (?, ?, ?)');
  }

  /** The key to seal with. A subject whose key was destroyed gets a new one, to be destroyed again by the next erasure. */
  sealing(subject: string): DataKey {
    const made = this.#new.get(subject);
    if (made !== undefined) return made;
    const n = this.#known.get(subject) ?? this.#find.get(subject)?.['n'];
    const known = typeof n === 'number' ? this.#keyring.byNumber(n) : undefined;
    if (known !== undefined) {
      this.#remember(subject, known.n);
      return known;
    }
    const key = this.#keyring.spare(this.#new.size);
    this.#insert.run(key.n, subject, key.id);
    this.#new.set(subject, key);
    return key;
  }

  settle(): void {
    this.#keyring.given(this.#new.size);
    for (const [subject, key] of this.#new) this.#remember(subject, key.n);
    this.#new.clear();
  }

  drop(): void {
    this.#new.clear();
  }

  forget(subject: string): void {
    this.#known.delete(subject);
  }

  #remember(subject: string, n: number): void {
    if (this.#known.has(subject)) return;
    if (this.#known.size >= REMEMBERED_SUBJECTS) {
      const oldest = this.#known.keys().next();
      if (oldest.done !== true) this.#known.delete(oldest.value);
    }
    this.#known.set(subject, n);
  }
}
