import { Type, type Static } from 'typebox';
import { AlarmView, NamedPerson } from './alarm.ts';
import { actionLife, AlarmAnswers, CONTENT_VERBS, debriefContent, FactorIds, IncidentKind, INCIDENT_KINDS } from './debrief-content.ts';
import { TogetherView } from './debrief-joining.ts';
import { AttachmentView, ReadingView } from './keeping.ts';
import { DutySummary } from './duty.ts';

/** Why a debrief went to its owner. */
export const OWNER_REASONS = [
  'manager',
  'responsible',
  'delegate',
  'leave',
  'unavailable',
  'involved',
  'no-answer',
  'by-hand',
  'fallback',
  'administrator',
  'conflict',
  'overdue',
] as const;
export const OwnerReason = Type.Enum([...OWNER_REASONS]);
export type OwnerReason = (typeof OWNER_REASONS)[number];

export const DEBRIEF_STATES = ['waiting', 'accepted', 'following', 'completed'] as const;
export const DebriefState = Type.Enum([...DEBRIEF_STATES]);
export type DebriefState = (typeof DEBRIEF_STATES)[number];

/** What a debrief asks of somebody by a time of its own. */
export const DEBRIEF_ITEMS = [
  'welfare',
  'debrief',
  'week',
  'month',
  'action',
  'check',
  'support',
  'looked-in',
  'service',
  'dispute',
  'agreement',
  'duty',
] as const;
export const DebriefItemKind = Type.Enum([...DEBRIEF_ITEMS]);
export type DebriefItemKind = (typeof DEBRIEF_ITEMS)[number];

/** One of them that is still open. */
export const DueItem = Type.Object({
  kind: DebriefItemKind,
  due: Type.Number(),
  late: Type.Boolean(),
  /** Whose it is to do. */
  who: NamedPerson,
  /** Of a change that is planned: which. */
  action: Type.Optional(Type.String()),
});
export type DueItem = Static<typeof DueItem>;

/** One hand-over: visible to all who may read the debrief. */
export const OwnerStep = Type.Object({
  to: NamedPerson,
  from: Type.Optional(NamedPerson),
  at: Type.Number(),
  reason: OwnerReason,
  /** Whoever was passed over on the way, and why. */
  passed: Type.Array(Type.Object({ person: Type.String(), name: Type.String(), why: OwnerReason })),
});
export type OwnerStep = Static<typeof OwnerStep>;

/** A debrief in a list of tasks: no word of what happened. */
export const TaskView = Type.Object({
  debrief: Type.String(),
  state: DebriefState,
  short: Type.Boolean(),
  drill: Type.Boolean(),
  worker: Type.Optional(NamedPerson),
  owner: NamedPerson,
  /** The last hand-over: *why me*. */
  why: OwnerStep,
  openedAt: Type.Number(),
  /** For its owner: it is held within that one, as one incident with it. */
  into: Type.Optional(Type.String()),
  /** The alarm has ended; until then there is nothing to accept in a hurry. */
  alarmEnded: Type.Boolean(),
  /** When it goes on to somebody else if nobody accepts. */
  acceptBy: Type.Optional(Type.Number()),
  welfareDue: Type.Number(),
  welfareDone: Type.Boolean(),
  debriefDue: Type.Number(),
  overdue: Type.Boolean(),
  /** What is still to be done, the next first. */
  items: Type.Array(DueItem),
  /** It goes on by itself at that time, and as things stand to that person. */
  goesOn: Type.Optional(Type.Object({ at: Type.Number(), to: Type.Optional(NamedPerson), reason: OwnerReason })),
  /** The reader is its worker, its owner, or above in the line and was given it; or was asked for one part alone. */
  relation: Type.Enum(['owner', 'worker', 'former-owner', 'second', 'supporter', 'action-owner']),
  /** Telling a regulator; absent: nothing to say of it. */
  duty: Type.Optional(DutySummary),
});
export type TaskView = Static<typeof TaskView>;

const Scale = Type.Enum(['none', 'some', 'serious', 'prefer-not-to-say']);
const Harm = Type.Object(
  { physical: Type.Optional(Scale), emotional: Type.Optional(Scale), social: Type.Optional(Scale) },
  { additionalProperties: false },
);

const Text = Type.String({ maxLength: 20_000 });

/** Part 1, same shift: are they OK? At most five fields; declined, and why, is a valid answer. */
export const WelfareBody = Type.Object(
  {
    hurt: Type.Optional(Type.Enum(['no', 'minor', 'needs-care', 'prefer-not-to-say'])),
    safe: Type.Optional(Type.Boolean()),
    wayHome: Type.Optional(Text),
    support: Type.Optional(Text),
    talk: Type.Optional(Type.Enum(['now', 'later', 'no'])),
    declined: Type.Optional(Text),
  },
  { additionalProperties: false },
);
export type WelfareBody = Static<typeof WelfareBody>;

/** Part 2, the worker's own account. Nobody else can edit it. */
export const AccountBody = Type.Object(
  { account: Text, before: Type.Optional(Text), notNow: Type.Optional(Type.Boolean()), alarm: Type.Optional(AlarmAnswers) },
  { additionalProperties: false },
);
export type AccountBody = Static<typeof AccountBody>;

export const LOWLINE = ['listen', 'offer', 'wait', 'look', 'incline', 'nod', 'express'] as const;

/** Part 2, the manager's view, apart from the worker's account. */
export const ReviewBody = Type.Object(
  {
    before: Type.Optional(Text),
    possible: Type.Optional(Type.Array(Type.Enum([...LOWLINE]), { maxItems: 7 })),
    helped: Type.Optional(Type.Array(Type.Enum([...LOWLINE]), { maxItems: 7 })),
    worker: Type.Optional(Harm),
    bystanders: Type.Optional(Harm),
    client: Type.Optional(Harm),
    alarmWorked: Type.Optional(Text),
    service: Type.Optional(Text),
    kinds: Type.Optional(Type.Array(IncidentKind, { maxItems: INCIDENT_KINDS.length, uniqueItems: true })),
    factors: Type.Optional(FactorIds),
  },
  { additionalProperties: false },
);
export type ReviewBody = Static<typeof ReviewBody>;

/** Part 3, prevent. */
export const ACTION_KINDS = ['policy', 'procedure', 'practice', 'place', 'staffing', 'equipment'] as const;
export const PreventActionBody = Type.Object(
  {
    kind: Type.Enum([...ACTION_KINDS]),
    what: Type.String({ minLength: 1, maxLength: 4_000 }),
    owner: Type.String({ maxLength: 64 }),
    /** Epoch ms. */
    due: Type.Integer(),
    check: Type.Optional(Text),
    factors: Type.Optional(FactorIds),
  },
  { additionalProperties: false },
);
export type PreventActionBody = Static<typeof PreventActionBody>;

export const HandOverBody = Type.Object(
  { to: Type.String({ maxLength: 64 }), reason: Type.String({ minLength: 1, maxLength: 1_000 }) },
  { additionalProperties: false },
);
export type HandOverBody = Static<typeof HandOverBody>;

/** What completes a debrief: the answer to the worker. Free text, and it may be short. */
export const CompleteBody = Type.Object({ answer: Text }, { additionalProperties: false });
export type CompleteBody = Static<typeof CompleteBody>;

/** A week and four weeks after the alarm: how are they now? Declined, and why, is a valid answer. */
export const FOLLOW_UPS = ['week', 'month'] as const;
export type FollowUp = (typeof FOLLOW_UPS)[number];
export const FollowUpBody = Type.Object(
  {
    which: Type.Enum([...FOLLOW_UPS]),
    how: Type.Optional(Text),
    /** Support that is still wanted. */
    support: Type.Optional(Text),
    declined: Type.Optional(Text),
  },
  { additionalProperties: false },
);
export type FollowUpBody = Static<typeof FollowUpBody>;

/** Somebody took part in what happened, and so is not asked to look after it. */
export const NameInvolvedBody = Type.Object({ person: Type.String({ minLength: 1, maxLength: 64 }) }, { additionalProperties: false });
export type NameInvolvedBody = Static<typeof NameInvolvedBody>;
/** Named by hand in one debrief. */
export const NAMED_MAX = 32;

/** `GET /api/v1/overdue`: numbers alone. Nothing of what happened, and no worker's name. */
const OverdueCount = Type.Object({
  kind: DebriefItemKind,
  count: Type.Integer(),
  /** Epoch ms since which the oldest is due. */ since: Type.Number(),
});
export const OverdueView = Type.Object({
  total: Type.Integer(),
  kinds: Type.Array(OverdueCount),
  /** Whoever stands below the reader in the line and has some: whom to talk to. */
  owners: Type.Array(Type.Object({ person: NamedPerson, count: Type.Integer(), since: Type.Number() })),
  /** Places that the reader administers, each with what is below it. */
  places: Type.Array(Type.Object({ place: Type.String(), name: Type.String(), count: Type.Integer() })),
});
export type OverdueView = Static<typeof OverdueView>;

export const DRAFT_PARTS = [
  'welfare',
  'account',
  'review',
  'action',
  'complete',
  'follow-up',
  'dispute',
  'support',
  'decide-service',
  'duty',
] as const;
export const DraftPart = Type.Enum([...DRAFT_PARTS]);
export type DraftPart = (typeof DRAFT_PARTS)[number];

/** What can be done to a debrief. Who may, and in which state, is one table (docs/debrief-rights.md). */
export const DEBRIEF_VERBS = [
  'accept',
  'hand-over',
  'welfare',
  'account',
  'review',
  'action',
  'complete',
  'ask-other',
  'follow-up',
  'name-involved',
  ...CONTENT_VERBS,
  'attach',
  'detach',
  'duty',
  'join',
  'separate',
] as const;

/** One debrief for a person who may read it. `account` alone belongs to the worker. */
export const DebriefDetail = Type.Object({
  task: TaskView,
  alarms: Type.Array(
    Type.Object({
      alarm: Type.String(),
      /** Of another worker in the same incident. */
      worker: Type.Optional(NamedPerson),
      level: Type.String(),
      pressedAt: Type.Number(),
      path: Type.Array(Type.String()),
      takenAfterMs: Type.Optional(Type.Number()),
      hereAfterMs: Type.Optional(Type.Number()),
      found: AlarmView.properties.found,
      outcome: Type.Optional(Type.String()),
      /** What the device has proven to show last; absent: it has confirmed nothing. */
      hand: AlarmView.properties.hand,
      /** How sure the place was. */
      confidence: Type.Optional(AlarmView.properties.where.properties.confidence),
    }),
  ),
  line: Type.Array(OwnerStep),
  welfare: Type.Optional(Type.Object({ ...WelfareBody.properties, by: NamedPerson, at: Type.Number() })),
  account: Type.Optional(Type.Object({ ...AccountBody.properties, at: Type.Number(), version: Type.Integer() })),
  review: Type.Optional(Type.Object({ ...ReviewBody.properties, by: NamedPerson, at: Type.Number() })),
  actions: Type.Array(
    Type.Object({ ...PreventActionBody.properties, action: Type.String(), ownerName: Type.String(), at: Type.Number(), ...actionLife }),
  ),
  answer: Type.Optional(Type.Object({ answer: Type.String(), by: NamedPerson, at: Type.Number() })),
  drafts: Type.Partial(
    Type.Object({
      welfare: Type.Unknown(),
      account: Type.Unknown(),
      review: Type.Unknown(),
      action: Type.Unknown(),
      complete: Type.Unknown(),
      'follow-up': Type.Unknown(),
      dispute: Type.Unknown(),
      support: Type.Unknown(),
      'decide-service': Type.Unknown(),
      duty: Type.Unknown(),
    }),
  ),
  /** What was heard a week and four weeks after. */
  followUps: Type.Array(Type.Object({ ...FollowUpBody.properties, by: NamedPerson, at: Type.Number() })),
  /** Who took part, for those who may say so. */
  involved: Type.Array(NamedPerson),
  /** What the reader may do: parts to write, `accept`, `hand-over`, `complete`. */
  may: Type.Array(Type.Enum([...DEBRIEF_VERBS])),
  ...debriefContent,
  /** Photos that are there. */
  attachments: Type.Optional(Type.Array(AttachmentView)),
  /** Who else has read it, newest first; for its worker and its owner. */
  readings: Type.Optional(Type.Array(ReadingView)),
  /** A legal hold keeps it beyond its time, since then. */
  hold: Type.Optional(Type.Object({ since: Type.Number() })),
  /** Other debriefs of the same incident, and those that may be. */
  together: Type.Optional(TogetherView),
});
export type DebriefDetail = Static<typeof DebriefDetail>;
