import type { WayName } from '../../contract/ways.ts';
import type { Person } from '../../domain/people.ts';
import type { Notice } from '../templates.ts';

/** One notice to one person. */
export interface Letter {
  /** Idempotency key: the same for every try. */
  readonly key: string;
  readonly person: Person;
  readonly notice: Notice;
}

/** `refused`: the way works, and will not take this letter for this person. */
export type Handed = 'accepted' | 'refused';

/** One way to reach people: e-mail, webhook. */
export interface Way {
  readonly name: WayName;
  /** For people: what the fault is called. */
  readonly label: string;
  /** Does this way know how to reach them? */
  knows(person: Person): boolean;
  /** Resolves when the other side has taken it. Rejects with a FaultError `channel-failed` when the way itself fails. Ends soon after `signal`. */
  send(letter: Letter, signal: AbortSignal): Promise<Handed>;
  /** Lets go of what it holds open; the next letter opens it anew. */
  close(): void;
}
