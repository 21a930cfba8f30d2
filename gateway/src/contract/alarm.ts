import { Type, type Static } from 'typebox';
import { FeedbackState } from './hand.ts';

export const ALARM_LEVELS = ['assist', 'duress'] as const;
export const AlarmLevel = Type.Enum([...ALARM_LEVELS]);
export type AlarmLevel = (typeof ALARM_LEVELS)[number];

export const ALARM_STATES = ['open', 'taken', 'coming', 'here', 'cleared', 'closed'] as const;
export const AlarmStateName = Type.Enum([...ALARM_STATES]);
export type AlarmStateName = (typeof ALARM_STATES)[number];

export const OUTCOMES = ['genuine', 'precaution', 'accidental', 'technical', 'drill'] as const;
export const Outcome = Type.Enum([...OUTCOMES]);
export type Outcome = (typeof OUTCOMES)[number];

/** Everything a person can do to an alarm. The feed says for each alarm which of them this user may do now. */
export const ALARM_ACTIONS = [
  'take',
  'take-over',
  'release',
  'coming',
  'here',
  'all-clear',
  'not-all-clear',
  'close',
  'progress',
  'found',
  'confirm-drill',
  'make-real',
] as const;
export const AlarmAction = Type.Enum([...ALARM_ACTIONS]);
export type AlarmAction = (typeof ALARM_ACTIONS)[number];

/** Where help found the worker: where the alarm said, or somewhere else. Nobody has to say it. */
export const FOUND_WHERE = ['as-said', 'elsewhere'] as const;
export const FoundWhere = Type.Enum([...FOUND_WHERE]);
export type FoundWhere = (typeof FOUND_WHERE)[number];

/** Body of `POST /api/v1/alarms/:alarm/:action`. `outcome` with `close`; `reason` where one person closes alone. */
export const AlarmActionBody = Type.Object(
  {
    responder: Type.Optional(Type.String({ maxLength: 64 })),
    outcome: Type.Optional(Outcome),
    note: Type.Optional(Type.String({ maxLength: 4_000 })),
    reason: Type.Optional(Type.String({ maxLength: 1_000 })),
    /** With `take-over`: only as long as this person has it. */
    from: Type.Optional(Type.String({ maxLength: 64 })),
    /** With `found`; absent: where the alarm said. */
    where: Type.Optional(FoundWhere),
    /** With `found` and `elsewhere`: a place of the alarm's own site. */
    place: Type.Optional(Type.String({ maxLength: 64 })),
  },
  { additionalProperties: false },
);
export type AlarmActionBody = Static<typeof AlarmActionBody>;

/** How sure the place is: the device said so itself, a receiver or beacon heard it, or it is where the device belongs. */
export const PlaceConfidence = Type.Enum(['reported', 'heard', 'assigned', 'unknown']);
export type PlaceConfidence = Static<typeof PlaceConfidence>;

export const PlaceView = Type.Object({
  place: Type.Optional(Type.String()),
  /** Names from the site down to the room; the last is what to read first. */
  path: Type.Array(Type.String()),
  confidence: PlaceConfidence,
  /** Epoch ms at which this was true. */
  at: Type.Number(),
  position: Type.Optional(
    Type.Object({ lat: Type.Number(), lon: Type.Number(), accuracy: Type.Optional(Type.Number()), at: Type.Number() }),
  ),
});
export type PlaceView = Static<typeof PlaceView>;

export const NamedPerson = Type.Object({ person: Type.String(), name: Type.String() });
export type NamedPerson = Static<typeof NamedPerson>;
const Deed = Type.Object({ person: Type.String(), name: Type.String(), at: Type.Number() });

/** One alarm as a console shows it. Absolute: a newer view replaces an older one. All times are epoch milliseconds. */
export const AlarmView = Type.Object({
  alarm: Type.String(),
  level: AlarmLevel,
  state: AlarmStateName,
  /** What the worker's device sent that opened it. */
  cause: Type.String(),
  drill: Type.Boolean(),
  /** There while it is a drill: nobody has confirmed it by `confirmBy`, then it becomes real by itself. */
  exercise: Type.Optional(Type.Object({ confirmBy: Type.Number(), confirmed: Type.Optional(Deed) })),
  /** False in the lifeboat alone: the press is on screens, not on disk. */
  recorded: Type.Boolean(),
  who: Type.Optional(NamedPerson),
  /** The worker's number, to call before somebody goes in. */
  phone: Type.Optional(Type.String()),
  device: Type.Object({ device: Type.String(), label: Type.String() }),
  where: PlaceView,
  pressedAt: Type.Number(),
  raisedAt: Type.Number(),
  lastPressAt: Type.Number(),
  presses: Type.Integer(),
  /** The device was out of reach: the press is older than when it came in. */
  late: Type.Boolean(),
  /** Must sound now. */
  loud: Type.Boolean(),
  /** When it gets loud again without progress. */
  loudAt: Type.Optional(Type.Number()),
  taken: Type.Optional(Deed),
  responder: Type.Optional(Deed),
  here: Type.Optional(Deed),
  /** Where the worker was found, as somebody said it; `path` where it was somewhere else, and they said where. */
  found: Type.Optional(Type.Object({ where: FoundWhere, path: Type.Optional(Type.Array(Type.String())), ...Deed.properties })),
  /** With the worker for long, and not a word since: when the consoles last asked, and how often. Shown, never sounded. */
  reminded: Type.Optional(Type.Object({ at: Type.Number(), times: Type.Integer() })),
  cleared: Type.Optional(
    Type.Object({
      person: Type.String(),
      name: Type.String(),
      at: Type.Number(),
      /** From then on the same person may close alone, with a reason. */
      aloneFrom: Type.Number(),
      /** The worker confirmed it on the device. */
      confirmed: Type.Boolean(),
    }),
  ),
  closed: Type.Optional(
    Type.Object({ person: Type.String(), name: Type.String(), at: Type.Number(), outcome: Outcome, singleHanded: Type.Boolean() }),
  ),
  /** The worker asked to cancel: when, and with a right PIN or not. A duress PIN shows as `coerced`. */
  cancelAsked: Type.Optional(Type.Object({ at: Type.Number(), pin: Type.Enum(['right', 'wrong', 'none']) })),
  coerced: Type.Boolean(),
  unseen: Type.Boolean(),
  /** The first console that showed it since it was opened, or opened again; absent: none has. The timeline names all. */
  shown: Type.Optional(Type.Object({ console: Type.String(), person: Type.Optional(Type.String()), at: Type.Number() })),
  /** How often it was opened again after an all clear; absent: never. What was shown before counts no more. */
  reopened: Type.Optional(Type.Integer({ minimum: 1 })),
  /** What the worker's device has proven to show. */
  hand: Type.Optional(Type.Object({ state: FeedbackState, at: Type.Number() })),
  /** Whom the last step of the escalation told beyond the screens, and how many of them a message has reached; absent: none went out. */
  reach: Type.Optional(Type.Object({ told: Type.Integer(), reached: Type.Integer() })),
  heard: Type.Array(Type.Object({ receiver: Type.String(), rssi: Type.Optional(Type.Number()) })),
  /** The site's own protocol text, if it has one. */
  protocol: Type.Optional(Type.String()),
  /** What the reader may do now, made from the one transition table. */
  actions: Type.Array(AlarmAction),
});
export type AlarmView = Static<typeof AlarmView>;

/** One line of an alarm's story, from the log. */
export const TimelineEntry = Type.Object({
  seq: Type.Integer(),
  /** When it was recorded. */
  at: Type.Number(),
  /** When it came in or was said, where that is earlier: the log was away. */
  happened: Type.Optional(Type.Number()),
  kind: Type.String(),
  /** Person, device or `gateway`. */
  actor: Type.String(),
  name: Type.Optional(Type.String()),
  detail: Type.Record(Type.String(), Type.Unknown()),
});
export type TimelineEntry = Static<typeof TimelineEntry>;

export const AlarmDetail = Type.Object({ alarm: AlarmView, timeline: Type.Array(TimelineEntry) });
export type AlarmDetail = Static<typeof AlarmDetail>;

/** A row of the history. */
export const AlarmRow = Type.Object({
  alarm: Type.String(),
  level: AlarmLevel,
  state: AlarmStateName,
  drill: Type.Boolean(),
  who: Type.Optional(NamedPerson),
  device: Type.String(),
  path: Type.Array(Type.String()),
  raisedAt: Type.Number(),
  closedAt: Type.Optional(Type.Number()),
  outcome: Type.Optional(Outcome),
  presses: Type.Integer(),
});
export type AlarmRow = Static<typeof AlarmRow>;

export const HISTORY_PAGE_ROWS = 200;
const Millis = Type.String({ pattern: '^[0-9]{1,15}$' });
/** What the history is asked for, as it stands in an address: all text. Times in epoch ms, `from` inclusive, `to` exclusive. */
export const HistoryQuery = Type.Object(
  {
    person: Type.Optional(Type.String({ maxLength: 64 })),
    place: Type.Optional(Type.String({ maxLength: 64 })),
    outcome: Type.Optional(Outcome),
    from: Type.Optional(Millis),
    to: Type.Optional(Millis),
    /** As a former page gave it. */
    cursor: Type.Optional(Type.String({ maxLength: 200, pattern: '^[A-Za-z0-9_-]+$' })),
  },
  { additionalProperties: false },
);
export type HistoryQuery = Static<typeof HistoryQuery>;
export const HistoryPage = Type.Object({ rows: Type.Array(AlarmRow), cursor: Type.Optional(Type.String()) });
export type HistoryPage = Static<typeof HistoryPage>;
