import type {
  AlarmId,
  ConsoleId,
  DebriefId,
  DeviceId,
  DrillId,
  GrantId,
  InputId,
  OutputId,
  PersonId,
  PlaceId,
  PolicyId,
  RotaId,
  SessionId,
  SubscriptionId,
  TokenId,
} from '../base/ids.ts';
import type { AlarmAction, AlarmActionBody } from '../contract/alarm.ts';
import type { CanaryPart } from '../contract/canary.ts';
import type { ConsoleFaultCode, FaultSubject } from '../contract/faults.ts';
import type { FaultAction } from '../contract/supervision.ts';
import type { FeedbackState } from '../contract/hand.ts';
import type { MessageResult } from '../contract/messages.ts';
import type { PushEnd } from '../contract/push.ts';
import type { DevicePlace, SignalKind, SignalPath } from '../contract/signal.ts';
import type { SentResult } from '../contract/test-send.ts';
import type { ReadWay } from '../contract/keeping.ts';
import type { WayName } from '../contract/ways.ts';
import type { DebriefCommand } from './debrief.ts';
import type { DebriefLists } from './debrief-lists.ts';
import type { Device } from './devices.ts';
import type { EscalationPolicy } from './escalation-policy.ts';
import type { Output } from './output.ts';
import type { Credential, Grant, Person, Session, Token } from './people.ts';
import type { Place } from './places.ts';
import type { PushSubscription } from './push-subscription.ts';
import type { Rota } from './rota.ts';
import type { HandOverCommand } from './watch.ts';

/** One signal as any family's decoder hands it over. */
export interface Signal {
  readonly device: DeviceId;
  readonly boot: number;
  readonly seq: number;
  readonly kind: SignalKind;
  /** Epoch ms of arrival, and of the press: arrival − age. */
  readonly receivedAt: number;
  readonly pressedAt: number;
  /**
   * At most so many ms somebody on the way (an outside broker's queue) has kept it after the device sent it: the press may be older
   * than `pressedAt` by as much, never younger. Absent when it came straight.
   */
  readonly waitedMs?: number | undefined;
  readonly path: SignalPath;
  readonly battery?: number | undefined;
  readonly place?: DevicePlace | undefined;
  /** SHA-256 over person and digits is compared in the rules; the digits never enter the log. */
  readonly pin?: string | undefined;
}

/** Epoch ms and engine ms. */
export interface Moment {
  readonly at: number;
  readonly t: number;
}

export interface Have {
  readonly person: PersonId;
  readonly at: number;
  /** Engine ms; absent: when it is decided. */
  readonly t?: number | undefined;
}

/** By which message somebody says *I have it* from afar. */
interface Answers {
  /** `answerName` of the message. */
  readonly name: string;
  readonly way: WayName;
  /** They may act on alarms of its place, as far as is known; else only those whom it was told answer it. */
  readonly mayAct: boolean;
}

/** Everything that can change anything. `id` comes from outside and names what the input opens. */
export type Input = { readonly id: InputId } & (
  | {
      readonly type: 'signal';
      readonly signal: Signal;
      /** *I have it* said while the log was away. */ readonly have?: Have | undefined;
      /** It came while the log was away, at this time; decided as of then. */
      readonly came?: Moment | undefined;
    }
  | {
      readonly type: 'unreadable';
      readonly device: DeviceId;
      readonly by: SignalPath['by'];
      /** Base64, at most 1 KiB of it. */ readonly raw: string;
      readonly why: string;
    }
  | { readonly type: 'position'; readonly device: DeviceId; readonly place: DevicePlace; readonly at: number }
  | {
      readonly type: 'hand-ack';
      readonly device: DeviceId;
      readonly rev: number;
      readonly state?: FeedbackState | undefined;
      readonly alarm?: AlarmId | undefined;
    }
  | {
      readonly type: 'shown';
      readonly alarms: readonly AlarmId[];
      /** How often each had been reopened when it was shown; absent: never. */
      readonly reopened?: ReadonlyMap<AlarmId, number> | undefined;
      readonly console: ConsoleId;
      readonly person?: PersonId | undefined;
      readonly at: number;
    }
  | {
      /** What became of a message to a person on one way. */
      readonly type: 'message';
      readonly alarm: AlarmId;
      readonly message: string;
      readonly person: PersonId;
      /** Absent where no way knows the person. */
      readonly way?: WayName | undefined;
      readonly result: MessageResult;
      /** Who sent it knows; absent where a service tells later what became of it. */
      readonly sent?: { readonly step: number; readonly of: readonly WayName[] } | undefined;
      readonly tries?: number | undefined;
      readonly provider?: string | undefined;
      /** A code of ours, never a server's words. */
      readonly why?: string | undefined;
      readonly at: number;
    }
  | {
      /** Somebody wants to know whether a person can be reached. */
      readonly type: 'test-send';
      readonly actor: PersonId;
      readonly person: PersonId;
      readonly ways: readonly WayName[];
      /** Set up, and they do not know the person. */
      readonly without: readonly WayName[];
    }
  | {
      readonly type: 'test-result';
      readonly send: string;
      readonly person: PersonId;
      readonly way: WayName;
      readonly result: SentResult;
      /** A code of ours, never a server's words. */
      readonly why?: string | undefined;
      readonly at: number;
    }
  | {
      readonly type: 'act';
      readonly actor: PersonId;
      readonly alarm: AlarmId;
      readonly action: AlarmAction;
      readonly body: AlarmActionBody;
      /** Done by the link or the call of a message. */
      readonly answers?: Answers | undefined;
      /** While the log was away, at this time; decided as of then. */
      readonly said?: Moment | undefined;
    }
  | { readonly type: 'debrief'; readonly actor: PersonId; readonly debrief: DebriefId; readonly command: DebriefCommand }
  | { readonly type: 'test-start'; readonly actor: PersonId; readonly device: DeviceId }
  | {
      readonly type: 'drill-start';
      readonly actor: PersonId;
      readonly place: PlaceId;
      readonly participants: readonly PersonId[];
      readonly announced: boolean;
    }
  | { readonly type: 'drill-end'; readonly actor: PersonId; readonly drill: DrillId }
  | { readonly type: 'save'; readonly actor: string; readonly changes: readonly Change[] }
  | {
      readonly type: 'fault';
      readonly open: boolean;
      readonly code: ConsoleFaultCode;
      readonly subject: FaultSubject;
      readonly label: string;
      readonly place?: PlaceId | undefined;
      readonly detail?: string | undefined;
    }
  | {
      readonly type: 'watch';
      readonly console: ConsoleId;
      readonly person?: PersonId | undefined;
      readonly place?: PlaceId | undefined;
      readonly watching: boolean;
      readonly why?: string | undefined;
    }
  | {
      readonly type: 'sound-test';
      readonly console: ConsoleId;
      readonly person: PersonId;
      readonly place?: PlaceId | undefined;
      readonly heard: boolean;
      /** What an alarm would have to be heard for at that console. */
      readonly posts: readonly string[];
    }
  | {
      readonly type: 'hand-over';
      readonly actor: PersonId;
      readonly command: HandOverCommand;
      readonly console: ConsoleId;
      readonly place?: PlaceId | undefined;
    }
  | {
      readonly type: 'downlink';
      readonly device: DeviceId;
      /** The first counter, and the first one beyond; refused when counters from here on are given out already. */
      readonly from: number;
      readonly reserveTo: number;
      /** Of the log in which they are reserved: after a restore others may have been used. */
      readonly epoch?: number | undefined;
    }
  | { readonly type: 'head-signed'; readonly seq: number; readonly hash: string; readonly key: string; readonly signature: string }
  | {
      readonly type: 'note';
      readonly event: 'started' | 'stopped' | 'restored' | 'lifeboat-entered' | 'lifeboat-left';
      readonly detail?: string | undefined;
      /** Epoch ms at which it was so, where that is earlier than it can be written. */
      readonly since?: number | undefined;
    }
  | {
      /** A device fell silent, or is heard again. */
      readonly type: 'presence';
      readonly device: DeviceId;
      readonly now: 'silent' | 'heard';
      /** Epoch ms of its last sign of life before a silence. */
      readonly heardAt?: number | undefined;
    }
  | { readonly type: 'battery'; readonly device: DeviceId; readonly percent: number }
  | { readonly type: 'path-changed'; readonly path: PathName; readonly now: string }
  | {
      readonly type: 'fault-act';
      readonly actor: PersonId;
      readonly fault: string;
      readonly action: FaultAction;
      readonly forMs?: number | undefined;
    }
  | {
      /** The gateway's own test press: changes nothing, and is answered when the disk has taken a write for it. */
      readonly type: 'canary';
    }
  | { readonly type: 'canary-hour'; readonly count: CanaryCount }
  | {
      /** Somebody other than its worker is about to read a debrief. */
      readonly type: 'reading';
      readonly actor: PersonId;
      readonly debrief: DebriefId;
      readonly relation: string;
      readonly parts: readonly string[];
      readonly via: ReadWay;
    }
  | { readonly type: 'hold'; readonly actor: PersonId; readonly on: string; readonly reason: string; readonly set: boolean }
  /** Somebody wants to hear at the beginning of each month that the last one of a site can be read, or does not any more. */
  | { readonly type: 'month-notice'; readonly actor: PersonId; readonly site: PlaceId; readonly wanted: boolean }
  | { readonly type: 'keys-destroyed'; readonly debrief: DebriefId; readonly keys: number }
  /** All that is held of a person is given out. */
  | { readonly type: 'person-export'; readonly person: PersonId; readonly by?: PersonId | undefined }
  | { readonly type: 'deadline'; readonly table: DeadlineTable; readonly key: string }
);

/** How an hour of test presses went (facts/canary-facts.ts). Times in epoch ms, durations in ms. */
export interface CanaryCount {
  readonly from: number;
  readonly to: number;
  readonly runs: number;
  readonly late: number;
  readonly failed: readonly { readonly part: CanaryPart; readonly times: number }[];
  readonly committed?: Spread | undefined;
  readonly shown?: Spread | undefined;
}

export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly most: number;
}

/** What presses go through besides the device's own set-up. */
export type PathName = 'release' | 'policy' | `receiver:${string}` | `firmware:${string}`;

export type DeadlineTable =
  'alarms' | 'debriefs' | 'drills' | 'tests' | 'sessions' | 'faults' | 'handOvers' | 'retentions' | 'monthNotices';

/** One change of set-up; a list of them (a slice of an import) is taken whole or not at all. Values are absolute. */
export type Change =
  | { readonly put: 'person'; readonly value: Person }
  | { readonly put: 'credential'; readonly value: Credential }
  | { readonly put: 'grant'; readonly value: Grant }
  | { readonly put: 'place'; readonly value: Place }
  | { readonly put: 'device'; readonly value: Device }
  | { readonly put: 'token'; readonly value: Token }
  | { readonly put: 'session'; readonly value: Session }
  | { readonly put: 'policy'; readonly value: EscalationPolicy }
  | { readonly put: 'rota'; readonly value: Rota }
  | { readonly put: 'output'; readonly value: Output }
  | { readonly put: 'subscription'; readonly value: Omit<PushSubscription, 'savedAt' | 'saved'> }
  | { readonly put: 'setting'; readonly key: string; readonly value: string | number | boolean | null }
  | { readonly put: 'debrief-lists'; readonly value: DebriefLists }
  | { readonly remove: 'grant'; readonly key: GrantId }
  | { readonly remove: 'token'; readonly key: TokenId }
  | { readonly remove: 'session'; readonly key: SessionId }
  | { readonly remove: 'place'; readonly key: PlaceId }
  | { readonly remove: 'policy'; readonly key: PolicyId }
  | { readonly remove: 'rota'; readonly key: RotaId }
  | { readonly remove: 'output'; readonly key: OutputId }
  | { readonly remove: 'subscription'; readonly key: SubscriptionId; readonly person: PersonId; readonly why: PushEnd }
  | { readonly erase: 'person'; readonly key: PersonId };

/** What an input's sender is told, after the commit. Refusals are expected outcomes and change nothing. */
export type Reply =
  | { readonly outcome: 'accepted'; readonly alarm?: AlarmId | undefined; readonly id?: string | undefined }
  | { readonly outcome: 'duplicate'; readonly alarm?: AlarmId | undefined }
  | {
      readonly outcome: 'refused';
      readonly code: RefusalCode;
      readonly detail?: string | undefined;
      /** Who was faster. */ readonly by?: PersonId | undefined;
    };

export const REFUSAL_CODES = [
  'unknown-device',
  'unknown-alarm',
  'unknown-debrief',
  'unknown-drill',
  'unknown-person',
  'unknown-place',
  'unknown-rota',
  'unknown-fault',
  'unknown-attachment',
  'taken-by-other',
  'not-now',
  'not-yours',
  'second-person-needed',
  'not-this-person',
  'outcome-needed',
  'reason-needed',
  'login-taken',
  'loop',
  'last-administrator',
  'in-use',
  'drill-running',
  'somebody-away',
  'of-another-site',
  'in-another-drill',
  'invalid',
  'failed',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];
