import { Type, type Static } from 'typebox';
import { NamedPerson } from './alarm.ts';

/**
 * What is said in a debrief and what comes of it: the worker's answers about the alarm, disputes, support, the client's service, and
 * what becomes of planned changes. Bounds: a text of some pages, lists that a person can read; more is refused with its name.
 */
const Words = Type.String({ minLength: 1, maxLength: 4_000 });
const OptWords = Type.Optional(Type.String({ maxLength: 4_000 }));
const IdText = Type.String({ minLength: 1, maxLength: 64 });
/** Epoch ms. */
const Due = Type.Integer();
const closed = { additionalProperties: false } as const;

/** How the alarm worked, as the worker lived it. Every answer may be left out. */
export const ALARM_QUESTIONS = ['reachable', 'felt', 'rightRoom', 'helpInTime'] as const;
const Lived = Type.Optional(Type.Enum(['yes', 'no', 'dont-know']));
export const AlarmAnswers = Type.Object({ reachable: Lived, felt: Lived, rightRoom: Lived, helpInTime: Lived }, closed);
export type AlarmAnswers = Static<typeof AlarmAnswers>;

export const INCIDENT_KINDS = ['verbal', 'threat', 'physical', 'sexual', 'property', 'medical', 'other'] as const;
export const IncidentKind = Type.Enum([...INCIDENT_KINDS]);
export type IncidentKind = (typeof INCIDENT_KINDS)[number];

/** What may have added to it, in words that blame nobody. Sites add their own; one that was ever written never goes away. */
export const FACTORS = [
  'trigger',
  'waiting',
  'staffing',
  'handover',
  'known-risk',
  'layout',
  'no-exit',
  'lighting',
  'noise',
  'crowding',
  'lone-work',
  'health',
  'medication',
  'change',
  'equipment',
  'other',
] as const;
export type Factor = (typeof FACTORS)[number];
/** Of one view or one action. More than these say nothing any more. */
export const FACTORS_MAX = 20;
export const FactorIds = Type.Array(IdText, { maxItems: FACTORS_MAX, uniqueItems: true });

export const SUPPORT_KINDS = ['eap', 'gp', 'peer', 'union', 'chaplain', 'break', 'relief', 'way-home', 'police-report', 'other'] as const;
export const SupportKind = Type.Enum([...SUPPORT_KINDS]);
export type SupportKind = (typeof SUPPORT_KINDS)[number];

/** Entries of each of a place's own lists, retired ones among them: beyond it nobody would read them on a phone. */
export const LIST_ITEMS_MAX = 60;
const Name = Type.String({ minLength: 1, maxLength: 120 });
const OptName = Type.Optional(Type.String({ maxLength: 120 }));
const Retired = Type.Optional(Type.Boolean());

/** A support that the place offers. Without a name it is called by its kind. `when`: at which hours it can be reached. */
const supportFields = { kind: SupportKind, name: OptName, phone: OptName, when: OptName, retired: Retired };
export const ListedSupport = Type.Object({ id: IdText, ...supportFields });
export type ListedSupport = Static<typeof ListedSupport>;
export const ListedFactor = Type.Object({ id: IdText, name: Name, retired: Retired });
export type ListedFactor = Static<typeof ListedFactor>;

/** Both lists of a place as they shall be. What is new has no id; what has one must still be there, and is retired, never left out. */
export const DebriefListsBody = Type.Object(
  {
    supports: Type.Array(Type.Object({ id: Type.Optional(IdText), ...supportFields }, closed), { maxItems: LIST_ITEMS_MAX }),
    factors: Type.Array(Type.Object({ id: Type.Optional(IdText), name: Name, retired: Retired }, closed), { maxItems: LIST_ITEMS_MAX }),
  },
  closed,
);
export type DebriefListsBody = Static<typeof DebriefListsBody>;

const Lists = { supports: Type.Array(ListedSupport), factors: Type.Array(ListedFactor) };
/** A place's own lists, and what it has from the places above it. */
export const DebriefListsView = Type.Object({ place: Type.String(), ...Lists, inherited: Type.Object(Lists) });
export type DebriefListsView = Static<typeof DebriefListsView>;

export const DISPUTED_PARTS = ['welfare', 'review', 'action', 'answer'] as const;
export const DisputedPart = Type.Enum([...DISPUTED_PARTS]);
export type DisputedPart = (typeof DISPUTED_PARTS)[number];

/** The worker says that a part is not right. `action` with the part `action`: which one. */
export const DisputeBody = Type.Object({ part: DisputedPart, action: Type.Optional(IdText), text: Words }, closed);
export type DisputeBody = Static<typeof DisputeBody>;
export const AnswerDisputeBody = Type.Object({ dispute: IdText, text: Words }, closed);
export type AnswerDisputeBody = Static<typeof AnswerDisputeBody>;

/** Who looks in again, and when. */
const NextCheck = Type.Object({ person: IdText, due: Due }, closed);
export const SUPPORT_RESULTS = ['accepted', 'later', 'declined'] as const;
export const SupportBody = Type.Object(
  { item: IdText, result: Type.Enum([...SUPPORT_RESULTS]), why: OptWords, check: Type.Optional(NextCheck) },
  closed,
);
export type SupportBody = Static<typeof SupportBody>;
/** `read`: what whoever looked in has said was read; `note` is what comes of it. */
export const SupportCheckedBody = Type.Object(
  { support: IdText, note: OptWords, check: Type.Optional(NextCheck), read: Type.Optional(Type.Literal(true)) },
  closed,
);
export type SupportCheckedBody = Static<typeof SupportCheckedBody>;

/** What may become of the client's service. Anything but the first is looked at again on a day; the last two need a second person. */
export const SERVICE_OPTIONS = ['no-change', 'conditions', 'two-workers', 'other-setting', 'other-worker', 'paused', 'excluded'] as const;
export const ServiceOption = Type.Enum([...SERVICE_OPTIONS]);
export type ServiceOption = (typeof SERVICE_OPTIONS)[number];
export const NEEDS_SECOND: readonly ServiceOption[] = ['paused', 'excluded'];

export const DecideServiceBody = Type.Object(
  {
    option: ServiceOption,
    reasons: Words,
    /** What else was thought of, and what spoke for or against it. */
    considered: Type.Optional(Type.Array(Type.Object({ option: ServiceOption, reason: Words }, closed), { maxItems: 7 })),
    second: Type.Optional(IdText),
    reviewDue: Type.Optional(Due),
  },
  closed,
);
export type DecideServiceBody = Static<typeof DecideServiceBody>;
export const AgreeBody = Type.Object({ decision: IdText, reason: OptWords }, closed);
export type AgreeBody = Static<typeof AgreeBody>;
export const DisagreeBody = Type.Object({ decision: IdText, reason: Words }, closed);
export type DisagreeBody = Static<typeof DisagreeBody>;
export const SERVICE_REVIEWS = ['keep', 'change', 'end'] as const;
export const ReviewServiceBody = Type.Object(
  { decision: IdText, result: Type.Enum([...SERVICE_REVIEWS]), reasons: Words, reviewDue: Type.Optional(Due) },
  closed,
);
export type ReviewServiceBody = Static<typeof ReviewServiceBody>;

export const ACTION_STATES = ['planned', 'done', 'checked', 'dropped'] as const;
export const ActionState = Type.Enum([...ACTION_STATES]);
export type ActionState = (typeof ACTION_STATES)[number];
export const WORKED = ['yes', 'partly', 'no'] as const;
export const Worked = Type.Enum([...WORKED]);
export type Worked = (typeof WORKED)[number];

export const ActionDoneBody = Type.Object({ action: IdText, what: Words }, closed);
export type ActionDoneBody = Static<typeof ActionDoneBody>;
/** Did it work, and how does one know? */
export const ActionCheckBody = Type.Object({ action: IdText, worked: Worked, how: Words }, closed);
export type ActionCheckBody = Static<typeof ActionCheckBody>;
export const ActionDropBody = Type.Object({ action: IdText, reason: Words }, closed);
export type ActionDropBody = Static<typeof ActionDropBody>;
export const ActionMoveBody = Type.Object({ action: IdText, owner: IdText, due: Due, reason: Words }, closed);
export type ActionMoveBody = Static<typeof ActionMoveBody>;
export const ActionReplyBody = Type.Object({ action: IdText, reply: Words }, closed);
export type ActionReplyBody = Static<typeof ActionReplyBody>;

/** Somebody's words, with who and when. */
const Said = Type.Object({ text: Type.String(), by: NamedPerson, at: Type.Number() });
const OptSaid = Type.Optional(Said);

export const DisputeView = Type.Object({
  dispute: Type.String(),
  part: DisputedPart,
  action: Type.Optional(Type.String()),
  text: Type.String(),
  at: Type.Number(),
  answer: OptSaid,
});
export type DisputeView = Static<typeof DisputeView>;

export const SupportView = Type.Object({
  support: Type.String(),
  item: Type.String(),
  result: Type.Enum([...SUPPORT_RESULTS]),
  why: OptWords,
  by: NamedPerson,
  at: Type.Number(),
});
export type SupportView = Static<typeof SupportView>;

/** The next look at how somebody is. `id` names the support, or the look before, that it came from. */
export const SupportCheckView = Type.Object({
  id: Type.String(),
  person: NamedPerson,
  due: Type.Number(),
  done: Type.Boolean(),
  /** How it went, by whoever looked in or by the owner for them; to whoever looks in, their own words alone. */
  checked: OptSaid,
  /** What the owner said on reading that. Absent while it waits to be read. */
  read: OptSaid,
});
export type SupportCheckView = Static<typeof SupportCheckView>;

export const SERVICE_STATES = ['asked', 'in-force', 'not-agreed', 'replaced', 'ended'] as const;
export type ServiceState = (typeof SERVICE_STATES)[number];
export const ServiceView = Type.Object({
  decision: Type.String(),
  state: Type.Enum([...SERVICE_STATES]),
  option: ServiceOption,
  reasons: Type.String(),
  considered: Type.Optional(DecideServiceBody.properties.considered),
  by: NamedPerson,
  at: Type.Number(),
  second: Type.Optional(NamedPerson),
  /** What the second person said. */
  agreement: Type.Optional(Type.Object({ agreed: Type.Boolean(), ...Said.properties })),
  reviewDue: Type.Optional(Type.Number()),
  reviews: Type.Array(Type.Object({ result: Type.Enum([...SERVICE_REVIEWS]), ...Said.properties })),
});
export type ServiceView = Static<typeof ServiceView>;

export const CONTENT_VERBS = [
  'dispute',
  'answer-dispute',
  'support',
  'support-checked',
  'decide-service',
  'agree',
  'disagree',
  'review-service',
  'action-done',
  'action-check',
  'action-drop',
  'action-move',
  'action-reply',
] as const;
export type ContentVerb = (typeof CONTENT_VERBS)[number];

/** What became of a planned change, and what the reader may do to it now. */
export const actionLife = {
  state: Type.Optional(ActionState),
  checkDue: Type.Optional(Type.Number()),
  done: OptSaid,
  checked: Type.Optional(Type.Object({ worked: Worked, ...Said.properties })),
  dropped: OptSaid,
  moved: Type.Optional(Type.Array(Said)),
  reply: OptSaid,
  may: Type.Optional(Type.Array(Type.Enum([...CONTENT_VERBS]))),
} as const;

/** The same cause at the same place within a year: this is the `times`th. Counts alone, of whatever debriefs there are. */
export const RepeatView = Type.Object({ factor: Type.String(), place: Type.String(), times: Type.Integer({ minimum: 2 }) });
export type RepeatView = Static<typeof RepeatView>;

/** What a verb takes; the path ends in the verb's own name. */
export const CONTENT_BODIES = {
  dispute: DisputeBody,
  'answer-dispute': AnswerDisputeBody,
  support: SupportBody,
  'support-checked': SupportCheckedBody,
  'decide-service': DecideServiceBody,
  agree: AgreeBody,
  disagree: DisagreeBody,
  'review-service': ReviewServiceBody,
  'action-done': ActionDoneBody,
  'action-check': ActionCheckBody,
  'action-drop': ActionDropBody,
  'action-move': ActionMoveBody,
  'action-reply': ActionReplyBody,
} as const satisfies Record<ContentVerb, unknown>;
export type ContentBodies = { readonly [V in ContentVerb]: Static<(typeof CONTENT_BODIES)[V]> };

/** Members of a debrief's detail. What the reader may not read is absent. */
export const debriefContent = {
  /** Earlier versions of the worker's account, oldest first. */
  accountVersions: Type.Optional(
    Type.Array(
      Type.Object({
        account: Type.String(),
        before: Type.Optional(Type.String()),
        notNow: Type.Optional(Type.Boolean()),
        alarm: Type.Optional(AlarmAnswers),
        at: Type.Number(),
        version: Type.Integer(),
      }),
    ),
  ),
  disputes: Type.Optional(Type.Array(DisputeView)),
  supports: Type.Optional(Type.Array(SupportView)),
  supportChecks: Type.Optional(Type.Array(SupportCheckView)),
  service: Type.Optional(Type.Array(ServiceView)),
  repeats: Type.Optional(Type.Array(RepeatView)),
  /** The lists of the place, retired entries among them: names for the ids in this debrief. */
  lists: Type.Optional(Type.Object(Lists)),
} as const;

export const ACTION_SHOWS = ['open', 'done', 'all'] as const;
export const ACTION_WHOSE = ['mine', 'all'] as const;
/** Of the register: planned or not yet checked, checked or dropped, or both; those that the reader does, or all that they may read. */
export const ActionsQuery = Type.Object(
  { show: Type.Optional(Type.Enum([...ACTION_SHOWS])), whose: Type.Optional(Type.Enum([...ACTION_WHOSE])) },
  closed,
);
export type ActionsQuery = Static<typeof ActionsQuery>;
