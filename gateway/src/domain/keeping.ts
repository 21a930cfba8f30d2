import type { DebriefId, PersonId } from '../base/ids.ts';
import type { AttachedTo, RetentionClass } from '../contract/keeping.ts';
import type { Debrief } from './debrief.ts';
import type { StateView } from './state.ts';

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

/** Of a time in which nothing was recorded at most so much counts: what a clock that was set wrong over a stop can add. Stops over a week make records live longer, never shorter. */
export const SEEN_OF_A_GAP_MS = 7 * 24 * 3_600_000;

export function seenUntil(state: StateView, t: number): number {
  const witness = state.witnesses.get('time');
  return witness === undefined ? 0 : witness.seenMs + Math.min(Math.max(0, t - witness.t), SEEN_OF_A_GAP_MS);
}

/** The hold that keeps this debrief, if any. */
export function holdOn(state: StateView, one: { readonly debrief: DebriefId; readonly people: readonly PersonId[] }): Hold | undefined {
  const on = ['house', `debrief:${one.debrief}`, ...one.people.map((person) => `person:${person}`)];
  return on.map((subject) => state.holds.get(subject)).find((hold) => hold !== undefined);
}

/** What the keys of a debrief seal: itself, its alarms and its photos. */
export function subjectsOf(debrief: Debrief): string[] {
  const alarms = debrief.alarms.map((alarm) => `alarm:${alarm}`);
  const photos = (debrief.attachments ?? []).map(({ attachment }) => `attachment:${attachment}`);
  return [`debrief:${debrief.debrief}`, ...alarms, ...photos];
}

/** Everybody who has to do with a debrief. */
export function peopleOf(debrief: Debrief): PersonId[] {
  const all = [debrief.worker, debrief.owner, ...debrief.line.map(({ to }) => to), ...debrief.involved];
  return [...new Set(all.filter((person) => person !== undefined))];
}
