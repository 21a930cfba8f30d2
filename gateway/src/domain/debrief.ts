import type { AttachCommand, Attached, DetachCommand } from './kept.ts';
import type { AlarmId, DebriefId, PersonId, PlaceId } from '../base/ids.ts';
import type {
  AccountBody,
  DebriefState,
  FollowUp,
  FollowUpBody,
  OwnerReason,
  PreventActionBody,
  ReviewBody,
  WelfareBody,
} from '../contract/debrief.ts';
import type { ContentBodies, ContentVerb, DisputedPart, ServiceState } from '../contract/debrief-content.ts';
import type { DutySaid, DutyStanding } from './duty/said.ts';

/** One hand-over of a debrief, with everyone who was passed over on the way. */
export interface OwnerStep {
  readonly to: PersonId;
  readonly from?: PersonId | undefined;
  /** Epoch ms. */
  readonly at: number;
  readonly reason: OwnerReason;
  readonly passed: readonly { readonly person: PersonId; readonly why: OwnerReason }[];
  /** The worker asked for somebody else than `from`. */
  readonly asked?: true | undefined;
}

/** A part that was submitted. The text itself is sealed in its fact; memory keeps who and when. */
export interface Written {
  readonly by: PersonId;
  readonly at: number;
  readonly version: number;
}

/** A change that was planned, in the register until somebody has looked whether it worked, or it was dropped with a reason. Its texts are sealed. */
export interface PreventAction {
  readonly action: string;
  readonly owner: PersonId;
  /** Epoch ms. */
  readonly due: number;
  readonly state: 'planned' | 'done' | 'checked' | 'dropped';
  /** Epoch ms by which somebody looks whether it worked; from *done* on. */
  readonly checkDue?: number | undefined;
  /** What it answers: ids of contributing factors. The place is the debrief's. */
  readonly factors?: readonly string[] | undefined;
}

/** The worker says that a part is not right. Nobody can take it away; the owner answers it. */
export interface Dispute {
  readonly dispute: string;
  readonly part: DisputedPart;
  readonly action?: string | undefined;
  readonly answered: boolean;
  /** Epoch ms at which it was said, and the same in engine time. */
  readonly at: number;
  readonly t?: number | undefined;
}

/** Somebody looks in again on a day. */
export interface SupportCheck {
  readonly id: string;
  readonly person: PersonId;
  /** Epoch ms. */
  readonly due: number;
  /** Over: its owner has said how it went, or has read what whoever looked in said. */
  readonly done: boolean;
  /** Its owner meant themselves: then it is always the owner's. */
  readonly own?: true | undefined;
  /** Whoever looked in has said how it went, and its owner is yet to read it. Epoch ms, and the same in engine time. */
  readonly said?: { readonly at: number; readonly t?: number | undefined } | undefined;
}

/** What becomes of the client's service. What it says is sealed; memory keeps whether it counts, and when it is looked at again. */
export interface ServiceDecision {
  readonly decision: string;
  readonly second?: PersonId | undefined;
  readonly state: ServiceState;
  /** Epoch ms of the decision, and then of the answer to it; and the same in engine time. */
  readonly at: number;
  readonly t?: number | undefined;
  /** Epoch ms. */
  readonly reviewDue?: number | undefined;
}

/** Still to be done, or still to be looked at. */
export function isActionOpen({ state }: PreventAction): boolean {
  return state === 'planned' || state === 'done';
}

/** How far the reminders of one item have come. */
export interface Prompt {
  readonly step: 'before' | 'due' | 'late';
  /** Of which due time: another one begins anew. */
  readonly due: number;
  /** Epoch ms at which something comes of it again, in working time; and the same in engine time (written-time.ts). */
  readonly next: number;
  readonly nextT?: number | undefined;
}

/**
 * For how long a debrief was held within another one, as one incident with it. What was written there in that time for everybody in the
 * incident is written for its worker too (docs/adr/0040). `since` and `until` are numbers of facts; without `until` it still is.
 */
export interface Joining {
  readonly into: DebriefId;
  readonly since: number;
  /** Epoch ms. */
  readonly at: number;
  readonly until?: number | undefined;
  /** It has the worker of another one of the incident, or none: what is asked of a person is asked there. */
  readonly same?: true | undefined;
  /** Whether a regulator is told is asked where it leads: nothing had been said of that here, and nothing settled there. */
  readonly duty?: 'lead' | undefined;
}

interface DebriefCore {
  readonly debrief: DebriefId;
  /** What belongs to one alarm alone stays with its debrief, also when that is held within another. */
  readonly alarms: readonly AlarmId[];
  readonly worker?: PersonId | undefined;
  readonly place?: PlaceId | undefined;
  readonly drill: boolean;
  /** Of an alarm that the duress PIN alone has raised. */
  readonly silent?: true | undefined;
  /** False alarms take the short form. */
  readonly short: boolean;
  readonly openedAt: number;
  /** The same in engine time. */
  readonly openedT?: number | undefined;
  /** Epoch ms when the last of its alarms closed. */
  readonly endedAt?: number | undefined;
  /** People who took part; never owners. */
  readonly involved: readonly PersonId[];
  readonly owner: PersonId;
  readonly line: readonly OwnerStep[];
  readonly welfareDue: number;
  readonly debriefDue: number;
  readonly welfare?: Written | undefined;
  readonly account?: Written | undefined;
  readonly review?: Written | undefined;
  readonly actions: readonly PreventAction[];
  /** Epoch ms since which the worker has the answer. */
  readonly answeredAt?: number | undefined;
  readonly followUps?: { readonly [W in FollowUp]?: Written | undefined } | undefined;
  /** Of those involved, who was named by hand: they read nothing of it any more. */
  readonly named?: readonly PersonId[] | undefined;
  /** By item; `owner` for an owner who is away. */
  readonly prompts?: Readonly<Record<string, Prompt>> | undefined;
  /** Epoch ms until which its owner has time for what was late already when they got it. */
  readonly graceUntil?: number | undefined;
  readonly graceUntilT?: number | undefined;
  /** Absent: none, as in rows of before. */
  readonly disputes?: readonly Dispute[] | undefined;
  /** How often support was offered. */
  readonly supports?: number | undefined;
  readonly supportChecks?: readonly SupportCheck[] | undefined;
  readonly service?: readonly ServiceDecision[] | undefined;
  /** Ids of what contributed, as its owner sees it. */
  readonly factors?: readonly string[] | undefined;
  /** Photos that are there. */
  readonly attachments?: readonly Attached[] | undefined;
  /** Telling a regulator: what was said of it. */
  readonly duty?: DutyStanding | undefined;
  /** In which others it was held, the last one last. */
  readonly joinings?: readonly Joining[] | undefined;
  /** Those that are held within this one. */
  readonly members?: readonly DebriefId[] | undefined;
  /** Whom the worker of one that was joined to it did not want. */
  readonly unwanted?: readonly PersonId[] | undefined;
}

export type WaitingDebrief = DebriefCore & {
  readonly state: 'waiting';
  /** Wall clock; absent until the alarm has ended. */ readonly acceptBy?: number | undefined;
  readonly acceptByT?: number | undefined;
};
export type AcceptedDebrief = DebriefCore & { readonly state: 'accepted'; readonly acceptedAt: number };
/** The worker has the answer; follow-ups or actions are still open. */
export type FollowingDebrief = DebriefCore & { readonly state: 'following'; readonly acceptedAt: number; readonly answeredAt: number };
export type CompletedDebrief = DebriefCore & { readonly state: 'completed'; readonly acceptedAt: number; readonly completedAt: number };
export type Debrief = WaitingDebrief | AcceptedDebrief | FollowingDebrief | CompletedDebrief;

/** Whom its own worker did not want. */
export function askedAway(debrief: Debrief): PersonId[] {
  return debrief.line.flatMap(({ asked, from }) => (asked === true && from !== undefined ? [from] : []));
}

/** Whom its worker does not want, or another of the incident: it does not go back to them by itself. */
export function refusedBy(debrief: Debrief): PersonId[] {
  return [...askedAway(debrief), ...(debrief.unwanted ?? [])];
}

/** May this person look in again on the worker: somebody else, who was not named as part of what happened, and whom this worker did not ask away? */
export function mayLookIn(debrief: Debrief, person: PersonId): boolean {
  return person !== debrief.worker && debrief.named?.includes(person) !== true && !askedAway(debrief).includes(person);
}

/** Whose an open look is: whoever was named for it; its owner's where they meant themselves, where that person may not any more, and once it is to be read. */
export function lookerOf(debrief: Debrief, { person, own, said }: SupportCheck): PersonId {
  return own === true || said !== undefined || !mayLookIn(debrief, person) ? debrief.owner : person;
}

/** What may be submitted to a debrief, as the faces bring it in. */
export type DebriefCommand =
  | { readonly do: 'accept' }
  | { readonly do: 'hand-over'; readonly to: PersonId; readonly reason: string }
  | { readonly do: 'ask-other'; readonly reason: string }
  | { readonly do: 'welfare'; readonly body: WelfareBody }
  | { readonly do: 'account'; readonly body: AccountBody }
  | { readonly do: 'review'; readonly body: ReviewBody }
  | { readonly do: 'action'; readonly body: PreventActionBody }
  | { readonly do: 'complete'; readonly answer: string }
  | { readonly do: 'follow-up'; readonly body: FollowUpBody }
  | { readonly do: 'name-involved'; readonly person: PersonId }
  | ContentCommand
  | AttachCommand
  | DetachCommand
  | { readonly do: 'duty'; readonly said: DutySaid }
  | { readonly do: 'join'; readonly other: DebriefId }
  | { readonly do: 'separate' };

/** What was said of its parts and what comes of it (rules/content-rules.ts, rules/action-rules.ts). */
export type ContentCommand = {
  readonly [V in ContentVerb]: { readonly do: V; readonly body: ContentBodies[V] };
}[ContentVerb];

/** For exhaustive tables over states. */
export type { DebriefState };
