import { Type, type Static } from 'typebox';
import { DAY_MS, MINUTE_MS } from '../base/durations.ts';
import type { ConsoleFaultCode } from './faults.ts';

/** What supervision says of devices and of technical matters, and what people do about them. */

/**
 * `unknown`: what it is heard through is down, so that its silence says nothing. `not-expected`: a phone page or an integration, which
 * nobody expects to be heard while it has nothing to say.
 */
export const DEVICE_STATES = ['ok', 'silent', 'unknown', 'never-heard', 'not-expected'] as const;
export const DeviceState = Type.Enum([...DEVICE_STATES]);
export type DeviceState = (typeof DEVICE_STATES)[number];

/**
 * Why nobody knows that a press of this device would come through: it was never tested, or this has changed since its last test press.
 * `release`: the gateway's own program; `policy`: its configured times.
 */
export const UNPROVEN = ['new', 'key', 'moved', 'firmware', 'place', 'receiver', 'release', 'policy'] as const;
export const Unproven = Type.Enum([...UNPROVEN]);
export type Unproven = (typeof UNPROVEN)[number];

/** What of a list of devices is shown. */
export const DEVICE_SHOWS = ['silent', 'unproven', 'battery'] as const;
export type DeviceShow = (typeof DEVICE_SHOWS)[number];

/** Everything that a person can do about a technical matter. The feed says of each which of them this reader may do now. */
export const FAULT_ACTIONS = ['acknowledge', 'look-after', 'hand-back', 'shelve', 'unshelve'] as const;
export const FaultAction = Type.Enum([...FAULT_ACTIONS]);
export type FaultAction = (typeof FAULT_ACTIONS)[number];

/** Body of `POST /api/v1/faults/:fault/:action`. `forMs` with `shelve` alone. */
export const FaultActionBody = Type.Object({ forMs: Type.Optional(Type.Integer({ minimum: 1 })) }, { additionalProperties: false });
export type FaultActionBody = Static<typeof FaultActionBody>;

/** While one of these stands an alarm may be heard by nobody: it is put aside for a moment at most. */
const GRAVE: ReadonlySet<ConsoleFaultCode> = new Set<ConsoleFaultCode>([
  'no-watching-console',
  'nobody-at-this-step',
  'no-channel',
  'channel-failed',
  'port-lost',
  'receiver-lost',
  'receiver-deaf',
  'broker-lost',
  'broker-refused',
  'deadline-failed',
  'auditor-silent',
  'canary-late',
  'output-lost',
  'state-not-out',
  'console-hangs',
  'disk-low',
  'outbox-stuck',
]);

export const SHELVE_AT_LEAST_MS = MINUTE_MS;
/** A quarter of an hour to put right what silences the house; a week for a spare part. Then it is back by itself. */
const GRAVE_SHELF_MS = 15 * MINUTE_MS;
const SHELF_MS = 7 * DAY_MS;

/** How long a fault of this code may be put aside at most. */
export function shelfOf(code: ConsoleFaultCode): number {
  return GRAVE.has(code) ? GRAVE_SHELF_MS : SHELF_MS;
}

/** Which technical matters are listed: newest first, those of one code, at a place with all below it, and on from the so many-th. */
export const FaultQuery = Type.Object(
  {
    code: Type.Optional(Type.String({ maxLength: 64 })),
    place: Type.Optional(Type.String({ maxLength: 64 })),
    /** By its digits, as an address has it. */
    skip: Type.Optional(Type.String({ pattern: '^[0-9]{1,6}$' })),
  },
  { additionalProperties: false },
);
export type FaultQuery = Static<typeof FaultQuery>;

/** One worker's own devices, as their own pages say it. */
export const OwnDeviceView = Type.Object({
  device: Type.String(),
  label: Type.String(),
  state: DeviceState,
  /** Epoch ms of its last sign of life; there while it is silent. */
  silentSince: Type.Optional(Type.Number()),
  /** Heard again after a silence; a test press proves it. */
  heardAgain: Type.Boolean(),
  battery: Type.Optional(Type.Number()),
});
export type OwnDeviceView = Static<typeof OwnDeviceView>;

const Load = Type.Object({
  alarms: Type.Integer(),
  faults: Type.Integer(),
  /** Both by the number of people who watched; absent: nobody did. */
  perOperator: Type.Optional(Type.Number()),
});

/** How much reception is asked to look at (ISA-18.2): more than ten in ten minutes for one operator is a flood. */
export const LoadFigures = Type.Object({
  /** Epoch ms from which on it was counted: the start of the gateway, or a day ago. */
  since: Type.Number(),
  operators: Type.Integer(),
  tenMinutes: Load,
  hour: Load,
  /** The fullest ten minutes of the last day. */
  fullest: Load,
  flood: Type.Boolean(),
});
export type LoadFigures = Static<typeof LoadFigures>;
export const FLOOD_PER_TEN_MINUTES = 10;
