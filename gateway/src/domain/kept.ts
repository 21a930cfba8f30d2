import type { DebriefId, PersonId } from '../base/ids.ts';
import type { AttachedTo, AttachmentNote, RetentionClass } from '../contract/keeping.ts';

/** One photo of a debrief, as memory keeps it; its name and what it shows are sealed in its fact. */
export interface Attached {
  readonly attachment: string;
  readonly by: PersonId;
  readonly part: AttachedTo;
  readonly at: number;
  /** Of the sealed file. */
  readonly bytes: number;
  readonly sha256: string;
}

/** A photo by its own name: whose file may lie in the folder, long after its debrief has left memory. */
export interface AttachmentRow {
  readonly attachment: string;
  readonly debrief: DebriefId;
  readonly at: number;
  readonly state: 'kept' | 'removed' | 'ended';
}

/** Who has read a debrief lately, so that one sitting is one fact. */
export interface RecentReading {
  readonly debrief: DebriefId;
  readonly by: PersonId;
  readonly relation: string;
  readonly via: string;
  readonly t: number;
}

export interface Hold {
  /** `house`, `person:…` or `debrief:…`. */
  readonly on: string;
  readonly by: PersonId;
  readonly at: number;
  readonly reason?: string | undefined;
}

interface RetentionCore {
  readonly debrief: DebriefId;
  readonly class: RetentionClass;
  /** Months of the house's choice when it was completed; absent where a law says how long. */
  readonly months?: number | undefined;
  /** Epoch ms that the time counts from: the notice, or the completion. */
  readonly from: number;
  /** How much time the gateway had seen pass until then, ms. */
  readonly seenMs: number;
  /** Whose debrief it was, and who had to do with it: a hold on one of them holds it. */
  readonly people: readonly PersonId[];
  /** What its keys seal. */
  readonly subjects: readonly string[];
}

/** How long a completed debrief is kept. The only thing of it that stays in memory. */
export type Retention =
  | (RetentionCore & {
      readonly state: 'kept';
      /** Epoch ms before which it is not looked at again. */ readonly lookAt?: number | undefined;
    })
  | (RetentionCore & { readonly state: 'ended' });

/** How much time this gateway has seen pass, ms: its running, and of each stop at most what `SEEN_OF_A_GAP_MS` says. */
export interface Witness {
  readonly t: number;
  readonly seenMs: number;
}

/** A photo, clean and sealed on disk already. */
export interface AttachCommand {
  readonly do: 'attach';
  readonly attachment: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly note: AttachmentNote;
}

export interface DetachCommand {
  readonly do: 'detach';
  readonly attachment: string;
}
