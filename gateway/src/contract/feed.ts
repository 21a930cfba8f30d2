import { Type, type Static } from 'typebox';
import { AlarmLevel, AlarmView, NamedPerson, PlaceView } from './alarm.ts';
import { CanaryView } from './canary.ts';
import { FeedbackBody } from './hand.ts';
import { FaultAction } from './supervision.ts';
import { TaskView } from './debrief.ts';

/**
 * The live feed over one WebSocket at `/api/v1/feed` (docs/live-feed.md). JSON text frames, one message each.
 * The browser is authenticated by its cookie at the upgrade, a wall screen by its token in the subprotocol.
 */
export {
  BEAT_EVERY_MS,
  CONSOLE_LOST_AFTER_MS,
  DELAYED_AFTER_MS,
  FEED_PATH,
  FEED_PROTOCOL,
  LOST_AFTER_MS,
  PULSE_EVERY_MS,
} from './limits.ts';

/** What can be listened to. A topic of a place takes in all places below it. */
export const TOPICS = ['alarms', 'faults', 'tasks', 'hand', 'watch'] as const;
export const Topic = Type.Enum([...TOPICS]);
export type Topic = (typeof TOPICS)[number];

/** A position in the log that outlives a connection: `epoch` changes with a restore. */
export const Cursor = Type.Object({ epoch: Type.Integer(), seq: Type.Integer() });
export type Cursor = Static<typeof Cursor>;

/** A technical matter. Never crowds out an alarm. */
export const FaultView = Type.Object({
  fault: Type.String(),
  code: Type.String(),
  /** What it is about: a device, a receiver, a place, or the gateway. */
  subject: Type.String(),
  label: Type.String(),
  place: Type.Optional(Type.String()),
  since: Type.Number(),
  detail: Type.Optional(Type.String()),
  /** Well again by its own word since then (epoch ms), which proves nothing yet. */
  easedAt: Type.Optional(Type.Number()),
  acknowledged: Type.Optional(Type.Object({ ...NamedPerson.properties, at: Type.Number() })),
  /** Who looks after it. */
  owner: Type.Optional(NamedPerson),
  /** Put aside until then (epoch ms); it comes back by itself. */
  shelved: Type.Optional(Type.Object({ ...NamedPerson.properties, until: Type.Number() })),
  /** How long it may be put aside at most, in ms. */
  shelfMs: Type.Number(),
  /** What this reader may do about it now. */
  actions: Type.Array(FaultAction),
});
export type FaultView = Static<typeof FaultView>;

/** Many technical matters of one code at one site, told as one. Which they are, `GET /api/v1/faults?code=…&place=…` says page by page. */
export const FaultGroup = Type.Object({
  group: Type.String(),
  code: Type.String(),
  /** The site; absent, and its name empty: what lies at no known place. */
  place: Type.Optional(Type.String()),
  label: Type.String(),
  standing: Type.Integer(),
  /** How many more are put aside. */
  shelved: Type.Integer(),
  /** When the newest of them began (epoch ms). */
  since: Type.Number(),
});
export type FaultGroup = Static<typeof FaultGroup>;

/**
 * What a console says of itself; only one that is armed and attended counts as watching. Whether its page is in front does not
 * matter: in a hidden tab too it is heard, and *shown* says of each alarm whether it was seen or heard.
 */
export const WatchState = Type.Object({
  armed: Type.Boolean(),
  /** Why it is not armed, in a stable word: `no-gesture`, `suspended`, `interrupted`, `silent`, `clock-stopped`, `not-heard`. */
  why: Type.Optional(Type.String({ maxLength: 64 })),
  /** How long ago somebody there pressed a key, moved the pointer or answered a question. */
  inputAgoMs: Type.Integer({ minimum: 0 }),
  /** What the browser told of itself since the last report: `frozen`, `discarded`, `autoplay-blocked`. */
  notes: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 8 })),
  /** It answers probes with what it has drawn; absent: it can't, and is not asked. */
  probes: Type.Optional(Type.Boolean()),
});
export type WatchState = Static<typeof WatchState>;

export const ConsoleView = Type.Object({
  console: Type.String(),
  name: Type.String(),
  place: Type.String(),
  watching: Type.Boolean(),
  /** Why it does not count as watching. */
  why: Type.Optional(Type.String()),
  /** Epoch ms: connected since. */
  since: Type.Number(),
  person: Type.Optional(Type.String()),
  /** Epoch ms since when it counts, or does not for this reason. */
  changedAt: Type.Optional(Type.Number()),
});
export type ConsoleView = Static<typeof ConsoleView>;

/** A place that must be watched, or the house where none is set up for it. */
export const PostView = Type.Object({
  /** `place:<id>` or `gateway`. */
  post: Type.String(),
  /** Names from the site down; empty for the house. */
  place: Type.String(),
  /** Which of the consoles in this message watch it. */
  consoles: Type.Array(Type.String()),
  /** Epoch ms since when none does, whoever may see it or not; absent while one does. */
  darkSince: Type.Optional(Type.Number()),
  /** Epoch ms at which somebody last heard the test tones of a console that covers it. */
  heardAt: Type.Optional(Type.Number()),
});
export type PostView = Static<typeof PostView>;

/** The watch on its way from one person to the next. Until it is accepted the one who leaves has it. */
export const HandOverView = Type.Object({
  state: Type.Enum(['offered', 'accepted']),
  from: NamedPerson,
  /** Absent: whoever comes to `console` next. */
  to: Type.Optional(NamedPerson),
  console: Type.String(),
  at: Type.Number(),
  by: Type.Optional(NamedPerson),
  acceptedAt: Type.Optional(Type.Number()),
  /** What the one who left had taken when it was accepted: theirs until the next one takes each over. */
  alarms: Type.Optional(Type.Array(Type.String())),
});
export type HandOverView = Static<typeof HandOverView>;

/** A press that people must see now although the log has not taken it yet. Absolute, unnumbered. */
export const PendingPress = Type.Object({
  press: Type.String(),
  level: AlarmLevel,
  kind: Type.String(),
  who: Type.Optional(NamedPerson),
  device: Type.Object({ device: Type.String(), label: Type.String() }),
  where: PlaceView,
  pressedAt: Type.Number(),
  presses: Type.Integer(),
  /** The duress PIN was given. Never told to the worker, nor to a screen that the public can read. */
  coerced: Type.Optional(Type.Boolean()),
  /** Who said *I have it*; in memory only, entered into the log when it is back. */
  taken: Type.Optional(Type.Object({ person: Type.String(), name: Type.String(), at: Type.Number() })),
});
export type PendingPress = Static<typeof PendingPress>;

/* ── from the gateway ── */

export const Hello = Type.Object({
  type: Type.Literal('hello'),
  /** A console of another build reloads when it is calm. */
  build: Type.String(),
  epoch: Type.Integer(),
  console: Type.String(),
  who: Type.Optional(NamedPerson),
  /** Epoch ms of the gateway, so that ages are right on a console with a wrong clock. */
  at: Type.Number(),
  demo: Type.Boolean(),
});

/** All that is open in a topic, at `seq`. Replaces whatever the console has of it. */
export const Snapshot = Type.Object({
  type: Type.Literal('snapshot'),
  topic: Topic,
  epoch: Type.Integer(),
  seq: Type.Integer(),
  alarms: Type.Optional(Type.Array(AlarmView)),
  faults: Type.Optional(Type.Array(FaultView)),
  /** What stands in one of these does not stand in `faults`. */
  faultGroups: Type.Optional(Type.Array(FaultGroup)),
  tasks: Type.Optional(Type.Array(TaskView)),
  consoles: Type.Optional(Type.Array(ConsoleView)),
  posts: Type.Optional(Type.Array(PostView)),
  handOvers: Type.Optional(Type.Array(HandOverView)),
  hand: Type.Optional(FeedbackBody),
});

/**
 * What one commit changed in a topic. `prev` is the `seq` of the message before it in this subscription (the snapshot
 * first); another value means that something was missed: subscribe anew. Items are absolute; `gone` left the topic.
 */
export const Update = Type.Object({
  type: Type.Literal('update'),
  topic: Topic,
  prev: Type.Integer(),
  seq: Type.Integer(),
  alarms: Type.Optional(Type.Array(AlarmView)),
  faults: Type.Optional(Type.Array(FaultView)),
  /** What stands in one of these does not stand in `faults`. */
  faultGroups: Type.Optional(Type.Array(FaultGroup)),
  tasks: Type.Optional(Type.Array(TaskView)),
  consoles: Type.Optional(Type.Array(ConsoleView)),
  posts: Type.Optional(Type.Array(PostView)),
  handOvers: Type.Optional(Type.Array(HandOverView)),
  hand: Type.Optional(FeedbackBody),
  gone: Type.Optional(Type.Array(Type.String())),
});

export const Pulse = Type.Object({
  type: Type.Literal('pulse'),
  at: Type.Number(),
  seq: Type.Integer(),
  /** Is the log taking presses now? */
  log: Type.Enum(['ok', 'lifeboat']),
  /** How many consoles count as watching the places this console asked for. */
  watching: Type.Integer(),
  /** How many buttons of those places no test press has proven since something on their way changed. Absent: none. */
  unproven: Type.Optional(Type.Integer()),
  /** Short hash of the newest signed head, for the footer. */
  head: Type.Optional(Type.String()),
  /** What this console is held to by the places that it watches; absent for a screen that nobody sits at. */
  heldTo: Type.Optional(Type.Object({ attendedWithinMs: Type.Integer(), soundTestWithinMs: Type.Integer() })),
  /** How the gateway's own test presses go; absent before the first, or where they are switched off. */
  canary: Type.Optional(CanaryView),
});

/** The gateway's own test press has come this far. Unnumbered. A page draws it, unseen, and says so; it stands for nothing. */
export const Probe = Type.Object({ type: Type.Literal('probe'), probe: Type.String({ maxLength: 64 }) });

/** Everything that people must see although the log has not taken it yet. */
export const Pending = Type.Object({
  type: Type.Literal('pending'),
  presses: Type.Array(PendingPress),
  /**
   * Recorded alarms to which somebody has done something that is not recorded yet, as they will be then; `recorded` is false. They stand
   * over those of the topic `alarms` until the next `pending`. Absent: none.
   */
  alarms: Type.Optional(Type.Array(AlarmView)),
});

/** The feed can't do what a message asked. `about`: which message, where that does not go without saying. */
export const Refused = Type.Object({
  type: Type.Literal('refused'),
  code: Type.String(),
  topic: Type.Optional(Topic),
  about: Type.Optional(Type.String()),
});

export const FeedMessage = Type.Union([Hello, Snapshot, Update, Pulse, Pending, Probe, Refused]);
export type FeedMessage = Static<typeof FeedMessage>;
export type Hello = Static<typeof Hello>;
export type Snapshot = Static<typeof Snapshot>;
export type Update = Static<typeof Update>;
export type Pulse = Static<typeof Pulse>;
export type Pending = Static<typeof Pending>;
export type Probe = Static<typeof Probe>;

/* ── from a console ── */

export const Subscribe = Type.Object({
  type: Type.Literal('subscribe'),
  topic: Topic,
  /** A place with all below it; absent: every place that the reader may see. */
  place: Type.Optional(Type.String({ maxLength: 64 })),
  /** Where this console got to before its connection was cut. */
  after: Type.Optional(Cursor),
});
export const Shown = Type.Object({
  type: Type.Literal('shown'),
  alarms: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 256 }),
  /** Of those among them whose view says `reopened`: that number as it was shown. */
  reopened: Type.Optional(Type.Record(Type.String({ maxLength: 64 }), Type.Integer({ minimum: 0 }), { maxProperties: 256 })),
});
export const Watch = Type.Object({ type: Type.Literal('watch'), state: WatchState });
/** Somebody has answered whether they heard the console's test tones: the one part of its sound that no page can measure. */
export const SoundTest = Type.Object({ type: Type.Literal('sound-test'), heard: Type.Boolean() });
/** *I have it* on a press that is not recorded yet. */
export const Have = Type.Object({ type: Type.Literal('have'), press: Type.String({ maxLength: 64 }) });
/** The watch goes to somebody else: offered to one person, or to whoever comes to this console; accepted with one click. */
export const HandOverMessage = Type.Union([
  Type.Object({ type: Type.Literal('hand-over'), do: Type.Literal('offer'), to: Type.Optional(Type.String({ maxLength: 64 })) }),
  Type.Object({ type: Type.Literal('hand-over'), do: Type.Literal('withdraw') }),
  Type.Object({ type: Type.Literal('hand-over'), do: Type.Literal('accept'), from: Type.String({ maxLength: 64 }) }),
]);
export type HandOverMessage = Static<typeof HandOverMessage>;
/** The console's own half of the two-way heartbeat, every 5 s. */
export const Beat = Type.Object({ type: Type.Literal('beat') });
/** A probe stands in the document, and where the page is in front it has been painted. */
export const ProbeDrawn = Type.Object({ type: Type.Literal('probe-drawn'), probe: Type.String({ maxLength: 64 }) });
export const HandAck = Type.Object({ type: Type.Literal('hand-ack'), rev: Type.Integer({ minimum: 0 }) });

export const ConsoleMessage = Type.Union([Subscribe, Shown, Watch, SoundTest, Have, HandOverMessage, Beat, HandAck, ProbeDrawn]);
export type ConsoleMessage = Static<typeof ConsoleMessage>;
