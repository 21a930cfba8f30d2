import { Type, type Static } from 'typebox';
import { AlarmLevel } from './alarm.ts';

/** What is switched when an alarm opens, and what lamps and other systems read of it by MQTT (docs/mqtt-out.md). */
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Ref = Type.String({ minLength: 1, maxLength: 64 });

/** Who may hear or see it: `anyone`, so whoever stands beside the worker too, or staff alone. */
export const AUDIENCES = ['anyone', 'staff'] as const;
export const Audience = Type.Enum([...AUDIENCES]);
export type Audience = (typeof AUDIENCES)[number];

/** On while an alarm is loud, as a siren is, or until it is closed, as a lamp over a door. */
export const ON_WHILE = ['loud', 'open'] as const;
export type OnWhile = (typeof ON_WHILE)[number];

/**
 * A siren goes off after so long, whatever becomes of the alarm, and begins anew with the next press. Five minutes: what New South Wales
 * allows an alarm of a building that neighbours hear (Protection of the Environment Operations (Noise Control) Regulation 2017).
 */
export const SIREN_MAX_SECONDS = 300;
const ON_SECONDS_LEAST = 5;
const ON_SECONDS_MOST = 86_400;

/** Bytes as a relay board's manual prints them: `A0 01 01 A2`. */
const Bytes = Type.String({ pattern: '^[0-9A-Fa-f]{2}(?: ?[0-9A-Fa-f]{2}){0,31}$' });
/** No wildcard, and nothing of the gateway's own: `duress/…`, `duress-state/…`. */
const CommandTopic = Type.String({ pattern: '^(?!\\$|duress(?:-state)?/)[^#+\\u0000-\\u001f]+$', maxLength: 200 });
const Payload = Type.String({ minLength: 1, maxLength: 200 });
const only = { additionalProperties: false };

export const MqttSwitch = Type.Object({ by: Type.Literal('mqtt'), topic: CommandTopic, on: Payload, off: Payload }, only);
export const SerialSwitch = Type.Object(
  {
    by: Type.Literal('serial'),
    /** One of those that the configuration names for it. */
    port: Type.String({ minLength: 1, maxLength: 300 }),
    baudRate: Type.Optional(Type.Integer({ minimum: 1_200, maximum: 4_000_000 })),
    on: Bytes,
    off: Bytes,
  },
  only,
);
export const OutputSwitch = Type.Union([MqttSwitch, SerialSwitch]);
export type OutputSwitch = Static<typeof OutputSwitch>;
/** What common relay boards with a serial port speak. */
export const RELAY_BAUD_RATE = 9_600;

export const OutputBody = Type.Object(
  {
    name: Name,
    /** Alarms of this place with all below it; absent: the whole house. */
    place: Type.Optional(Ref),
    audience: Audience,
    levels: Type.Array(AlarmLevel, { minItems: 1, maxItems: 2 }),
    onWhile: Type.Enum([...ON_WHILE]),
    /** Absent: SIREN_MAX_SECONDS while loud, no end while open. */
    maxOnSeconds: Type.Optional(Type.Integer({ minimum: ON_SECONDS_LEAST, maximum: ON_SECONDS_MOST })),
    /** Drills switch it too. */
    drills: Type.Optional(Type.Boolean()),
    switch: OutputSwitch,
  },
  only,
);
export type OutputBody = Static<typeof OutputBody>;

/** `lost`: it can't be switched now, and a fault says so. `unknown`: nothing has been tried yet. */
export const OUTPUT_STANDINGS = ['ok', 'lost', 'unknown'] as const;
export const OutputView = Type.Object({
  output: Type.String(),
  ...OutputBody.properties,
  /** It is meant to be on now. */
  isOn: Type.Boolean(),
  standing: Type.Enum([...OUTPUT_STANDINGS]),
  /** Why it is lost. */
  why: Type.Optional(Type.String()),
});
export type OutputView = Static<typeof OutputView>;

export const OutputsPage = Type.Object({
  rows: Type.Array(OutputView),
  /** Serial ports that an output may use. */
  ports: Type.Array(Type.String()),
  /** The outside broker that gets what is published, `host:port`; absent: none does. */
  broker: Type.Optional(Type.String()),
});
export type OutputsPage = Static<typeof OutputsPage>;
/** Outputs of a house; each has a lane of its own. */
export const OUTPUTS_MAX = 64;

/** How long a test switches an output. */
export const OUTPUT_TEST_MS = 2_000;
export const OUTPUT_TESTS = ['switched', 'failed', 'on-for-an-alarm'] as const;
export const OutputTestAnswer = Type.Object({ result: Type.Enum([...OUTPUT_TESTS]) });
export type OutputTestAnswer = Static<typeof OutputTestAnswer>;
export type OutputTestResult = (typeof OUTPUT_TESTS)[number];

export const OUTWARD_STATES = ['quiet', 'loud', 'taken', 'drill'] as const;
/** How a place stands, as lamps and sirens read it: retained, and absolute. No name, nobody's, and nothing of what has happened. */
export const OutwardState = Type.Object({
  v: Type.Literal(1),
  /** `loud`: an alarm sounds. `taken`: alarms are open, and somebody has each. `drill`: nothing but an exercise. */
  state: Type.Enum([...OUTWARD_STATES]),
  /** The highest of those alarms; absent while quiet. */
  level: Type.Optional(AlarmLevel),
  /** Epoch ms of the oldest of them; absent while quiet. */
  since: Type.Optional(Type.Number()),
});
export type OutwardState = Static<typeof OutwardState>;

/** What stands on the list of faults, counted. */
export const OutwardFaults = Type.Object({
  v: Type.Literal(1),
  faults: Type.Integer(),
  /** Buttons that fell silent, and those with a low or flat battery. */
  silent: Type.Integer(),
  battery: Type.Integer(),
});
export type OutwardFaults = Static<typeof OutwardFaults>;
