import type { AlarmId } from '../../base/ids.ts';
import type { WayName } from '../../contract/ways.ts';
import type { Person } from '../../domain/people.ts';
import type { Notice } from '../templates.ts';
import type { NoticeKind } from '../texts.ts';

/** One notice to one person. */
export interface Letter {
  /** Idempotency key: the same for every try. */
  readonly key: string;
  /** The recorded alarm that it is about, and the step that sent it: what becomes of the letter is told there. */
  readonly about?: { readonly alarm: AlarmId; readonly step: number } | undefined;
  /** It only tries whether this person can be reached: what becomes of it is told there. */
  readonly test?: { readonly send: string } | undefined;
  readonly person: Person;
  readonly notice: Notice;
}

/** `refused`: the way works, and will not take this letter for this person. */
export interface Handed {
  readonly result: 'accepted' | 'refused';
  /** The name that the service gave it; its later words about this letter bear it. */
  readonly provider?: string | undefined;
  /** Why it was refused: a code of ours, never a server's words. */
  readonly why?: string | undefined;
}

export const ACCEPTED: Handed = { result: 'accepted' };

/** One way to reach people: e-mail, webhook, text, call, a notice on a device. */
export interface Way {
  readonly name: WayName;
  /** For people: what the fault is called. */
  readonly label: string;
  /** Does this way know how to reach them? */
  knows(person: Person): boolean;
  /** Does it carry such a notice at all? Absent: it carries every one. */
  carries?(kind: NoticeKind): boolean;
  /** Resolves when the other side has taken it. Rejects with a FaultError `channel-failed` when the way itself fails. Ends soon after `signal`. */
  send(letter: Letter, signal: AbortSignal): Promise<Handed>;
  /** Lets go of what it holds open; the next letter opens it anew. */
  close(): void;
}
