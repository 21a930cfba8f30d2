import { Type, type Static } from 'typebox';
import { DEVICE_ID_PATTERN } from '../base/ids.ts';
import { Hours } from './hours.ts';
import { DEVICE_SHOWS, DeviceState, Unproven } from './supervision.ts';
import { DAYS_OFF_MAX, HOLIDAYS_REGION_PATTERN, SOUND_TEST_HOURS, STILL_THERE_MINUTES, WORK_HOURS_MAX } from './limits.ts';
import { REGIMES } from './jurisdictions.ts';

/** People, places, devices and who may do what. Bodies of the REST resources; ids are the gateway's unless said. */
const Name = Type.String({ minLength: 1, maxLength: 200 });
const Ref = Type.String({ minLength: 1, maxLength: 64 });

export const ROLES = ['worker', 'responder', 'reception', 'manager', 'administrator'] as const;
export const Role = Type.Enum([...ROLES]);
export type Role = (typeof ROLES)[number];

export const LeaveBody = Type.Object({ from: Type.Integer(), to: Type.Integer() }, { additionalProperties: false });
/** `calendar`: it came in with that calendar's file; absent: by hand. */
export const Leave = Type.Object(
  { ...LeaveBody.properties, calendar: Type.Optional(Type.String({ maxLength: 64 })) },
  { additionalProperties: false },
);
export type Leave = Static<typeof Leave>;

export const PersonBody = Type.Object(
  {
    name: Name,
    /** For sign-in; unique. */
    login: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9_.@+-]{1,100}$' })),
    email: Type.Optional(Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$', maxLength: 200 })),
    phone: Type.Optional(Type.String({ pattern: '^\\+?[0-9 ()-]{3,30}$' })),
    /** Where the person belongs. */
    place: Type.Optional(Ref),
    manager: Type.Optional(Ref),
    delegate: Type.Optional(Ref),
    /** Periods [from, to) in epoch ms. */
    leave: Type.Optional(Type.Array(Leave, { maxItems: 100 })),
    unavailable: Type.Optional(Type.Boolean()),
    active: Type.Optional(Type.Boolean()),
    /** Digits; cancelling with the duress PIN looks the same and raises the alarm. */
    pin: Type.Optional(Type.String({ pattern: '^[0-9]{4,8}$' })),
    duressPin: Type.Optional(Type.String({ pattern: '^[0-9]{4,8}$' })),
  },
  { additionalProperties: false },
);
export type PersonBody = Static<typeof PersonBody>;

export const PersonView = Type.Object({
  person: Type.String(),
  ...Type.Omit(PersonBody, ['pin', 'duressPin']).properties,
  hasPassword: Type.Boolean(),
  hasPin: Type.Boolean(),
  roles: Type.Array(Type.Object({ grant: Type.String(), role: Role, place: Type.Optional(Type.String()) })),
});
export type PersonView = Static<typeof PersonView>;

export const PLACE_KINDS = ['site', 'building', 'floor', 'room'] as const;
export const PlaceBody = Type.Object(
  {
    name: Name,
    kind: Type.Enum([...PLACE_KINDS]),
    /** Absent for a site alone. */
    parent: Type.Optional(Ref),
    /** Who gets the debrief of an alarm without a worker. */
    responsible: Type.Optional(Ref),
    /** Shown beside an alarm from here or below. */
    protocol: Type.Optional(Type.String({ maxLength: 8_000 })),
    /** Beacons and receivers that stand here. */
    beacons: Type.Optional(Type.Array(Type.String({ maxLength: 64 }), { maxItems: 64 })),
    /** A site's own. */
    zone: Type.Optional(Type.String({ maxLength: 64 })),
    jurisdiction: Type.Optional(Type.String({ maxLength: 16 })),
    language: Type.Optional(Type.String({ maxLength: 16 })),
    /** Rules about telling a regulator; absent: as above it, or those of safety at work alone. */
    regimes: Type.Optional(Type.Array(Type.Enum([...REGIMES]), { maxItems: REGIMES.length, uniqueItems: true })),
    /** After so long without a key or a pointer a console asks whether somebody is there. */
    stillThereMinutes: Type.Optional(Type.Integer({ minimum: STILL_THERE_MINUTES.least, maximum: STILL_THERE_MINUTES.most })),
    /** So often somebody says that they hear the console. */
    soundTestHours: Type.Optional(Type.Integer({ minimum: SOUND_TEST_HOURS.least, maximum: SOUND_TEST_HOURS.most })),
    /** When people work here; absent: as above it, or Monday to Friday, 08:00 to 18:00. */
    workHours: Type.Optional(Type.Array(Hours, { minItems: 1, maxItems: WORK_HOURS_MAX })),
    /** Whose public holidays count: ISO 3166, `AU-NSW` or `NZ`. */
    holidays: Type.Optional(Type.String({ pattern: HOLIDAYS_REGION_PATTERN })),
    /** Days off of the house's own. */
    daysOff: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }), { maxItems: DAYS_OFF_MAX })),
    /** Who owns a debrief when nobody in the line can; set-up asks for two. */
    fallback: Type.Optional(Type.Array(Ref, { maxItems: 8 })),
    /** Who is told, in this order of channels, when nobody at the consoles answers or the log is stuck. */
    emergency: Type.Optional(Type.Array(Ref, { maxItems: 8 })),
  },
  { additionalProperties: false },
);
export type PlaceBody = Static<typeof PlaceBody>;
export const PlaceNode = Type.Object({ place: Type.String(), ...PlaceBody.properties });
export type PlaceNode = Static<typeof PlaceNode>;

/** `GET /api/v1/holiday-regions`: whose public holidays the gateway knows. */
export const HolidayRegion = Type.Object({ region: Type.String(), name: Type.String() });
export type HolidayRegion = Static<typeof HolidayRegion>;

export const DEVICE_FAMILIES = ['duress', 'radio', 'phone', 'http'] as const;
export const DeviceBody = Type.Object(
  {
    /** `duress` over MQTT, `radio` over a serial receiver, `phone` a worker's page, `http` an integration. */
    family: Type.Enum([...DEVICE_FAMILIES]),
    label: Name,
    worker: Type.Optional(Ref),
    place: Type.Optional(Ref),
    silent: Type.Optional(Type.Boolean()),
    heartbeatSeconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400 })),
    holdMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 5_000 })),
  },
  { additionalProperties: false },
);
export type DeviceBody = Static<typeof DeviceBody>;
/** Adding one: its id and, shown once, its secret. `radio` ids have at most 8 characters. */
export const NewDeviceBody = Type.Object(
  { device: Type.String({ pattern: DEVICE_ID_PATTERN }), ...DeviceBody.properties },
  { additionalProperties: false },
);
export type NewDeviceBody = Static<typeof NewDeviceBody>;
export const DeviceView = Type.Object({
  device: Type.String(),
  ...DeviceBody.properties,
  revoked: Type.Boolean(),
  workerName: Type.Optional(Type.String()),
  connected: Type.Boolean(),
  lastHeard: Type.Optional(Type.Number()),
  battery: Type.Optional(Type.Number()),
  firmware: Type.Optional(Type.String()),
  lastTest: Type.Optional(Type.Number()),
  /** How it stands by its signs of life. */
  state: DeviceState,
  /** Its silence stands as a fault although it is heard again: a test press proves it. */
  heardAgain: Type.Boolean(),
  /** Whole days until its battery may fail; absent: not known yet. */
  batteryDays: Type.Optional(Type.Integer()),
  /** Why nobody knows that its press would come through; empty: a test press has proven it. */
  unproven: Type.Array(Unproven),
});
export type DeviceView = Static<typeof DeviceView>;

/**
 * `GET /api/v1/people` and `GET /api/v1/devices` take `?find=` (words in an id, label, name or login; no case) and give
 * the first LIST_ROWS_MAX rows by name with the count of all that match: a site may have 19,000 buttons.
 */
export const LIST_ROWS_MAX = 200;
export const ListQuery = Type.Object({ find: Type.Optional(Type.String({ maxLength: 100 })) }, { additionalProperties: false });
export type ListQuery = Static<typeof ListQuery>;
/** Of devices those alone that are `silent`, `unproven`, or have a `battery` that is low. */
export const DeviceQuery = Type.Object(
  { ...ListQuery.properties, show: Type.Optional(Type.Enum([...DEVICE_SHOWS])) },
  { additionalProperties: false },
);
export type DeviceQuery = Static<typeof DeviceQuery>;
export const PeoplePage = Type.Object({ rows: Type.Array(PersonView, { maxItems: LIST_ROWS_MAX }), total: Type.Integer() });
export type PeoplePage = Static<typeof PeoplePage>;
export const DevicePage = Type.Object({ rows: Type.Array(DeviceView, { maxItems: LIST_ROWS_MAX }), total: Type.Integer() });
export type DevicePage = Static<typeof DevicePage>;

export const GrantBody = Type.Object(
  { person: Ref, role: Role, /** With all below it; absent: everywhere. */ place: Type.Optional(Ref) },
  { additionalProperties: false },
);
export type GrantBody = Static<typeof GrantBody>;

export const TOKEN_SCOPES = ['wall', 'public-wall', 'signals', 'calendar', 'metrics', 'outputs'] as const;
export const TokenBody = Type.Object(
  { name: Name, scope: Type.Enum([...TOKEN_SCOPES]), place: Type.Optional(Ref) },
  { additionalProperties: false },
);
export type TokenBody = Static<typeof TokenBody>;
export const TokenView = Type.Object({ token: Type.String(), ...TokenBody.properties, createdAt: Type.Number(), revoked: Type.Boolean() });
export type TokenView = Static<typeof TokenView>;
/** The secret is in this answer and nowhere else, ever. */
export const Issued = Type.Object({ id: Type.String(), secret: Type.String() });
export type Issued = Static<typeof Issued>;

export const SignInBody = Type.Object(
  { login: Type.String({ maxLength: 100 }), password: Type.String({ maxLength: 256 }) },
  { additionalProperties: false },
);
export const FirstAdministratorBody = Type.Object(
  {
    key: Type.String({ maxLength: 128 }),
    name: Name,
    login: Type.String({ pattern: '^[A-Za-z0-9_.@+-]{1,100}$' }),
    password: Type.String({ minLength: 12, maxLength: 256 }),
  },
  { additionalProperties: false },
);
export const PasswordBody = Type.Object({ password: Type.String({ minLength: 12, maxLength: 256 }) }, { additionalProperties: false });
export const DEMO_USERS = ['worker', 'reception', 'manager'] as const;
export const DemoSignInBody = Type.Object({ as: Type.Enum([...DEMO_USERS]) }, { additionalProperties: false });

/** Who am I, and what may this page offer me. */
export const Me = Type.Object({
  person: Type.String(),
  name: Type.String(),
  roles: Type.Array(Type.Object({ role: Role, place: Type.Optional(Type.String()) })),
  tasks: Type.Integer(),
  demo: Type.Boolean(),
  phoneDevice: Type.Optional(Type.String()),
  /** Phone number of the first emergency contact of the phone device's place: what the phone page offers to call when it can't reach the gateway. */
  call: Type.Optional(Type.String()),
  /** This house can tell people on their devices. */
  push: Type.Optional(Type.Boolean()),
  /** What is overdue below the reader; absent: nobody and no place is. */
  overdue: Type.Optional(Type.Integer()),
});
export type Me = Static<typeof Me>;

/** `GET /api/v1/session` for someone who is not signed in (401 body). */
export const SignedOut = Type.Object({
  code: Type.Literal('signed-out'),
  demo: Type.Boolean(),
  /** An administrator exists. False: the one-time link of the first start makes one. */
  setUp: Type.Boolean(),
});
export type SignedOut = Static<typeof SignedOut>;

/** Result of an import, dry or real. Nothing is changed unless every line is good; a real one is recorded in slices of 100. */
export const ImportReport = Type.Object({
  dryRun: Type.Boolean(),
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  problems: Type.Array(Type.Object({ line: Type.Integer(), column: Type.Optional(Type.String()), problem: Type.String() })),
  /** Secrets of added devices, once. */
  secrets: Type.Array(Type.Object({ device: Type.String(), secret: Type.String() })),
  /**
   * A slice did not go through (the log went away, somebody changed what it rests on): the numbers above are what is recorded and stays,
   * the rest is not. The same file again goes on from there. With the code `not-recorded-yet` the next slice may still be recorded.
   */
  cut: Type.Optional(
    Type.Object({
      code: Type.String(),
      detail: Type.Optional(Type.String()),
      /** How many lines are not recorded, and the first 1,000 of them. */
      left: Type.Integer(),
      lines: Type.Array(Type.Integer()),
    }),
  ),
});
export type ImportReport = Static<typeof ImportReport>;

/** Every refused request has this shape; `code` is stable. */
export const Problem = Type.Object({ code: Type.String(), detail: Type.Optional(Type.String()) });
export type Problem = Static<typeof Problem>;
