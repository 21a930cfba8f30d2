import { Type, type Static } from 'typebox';
import { DEVICE_ID_PATTERN } from '../base/ids.ts';

/** Counters of the device protocol are 32 bits wide and wrap to 0. */
export const Uint32 = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });

export const SIGNAL_KINDS = [
  'duress',
  'assist',
  'man-down',
  'cancel',
  'test',
  'tamper',
  'check-in-start',
  'check-in',
  'check-in-end',
] as const;
export const SignalKind = Type.Enum([...SIGNAL_KINDS]);
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** Where a device believes that it is: a beacon it hears, or a satellite fix. */
export const DevicePlace = Type.Object({
  beacon: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  lon: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
  /** Radius in metres within which the device is with 68 % certainty. */
  accuracy: Type.Optional(Type.Number({ minimum: 0, maximum: 100_000 })),
});
export type DevicePlace = Static<typeof DevicePlace>;

/**
 * One signal as a device of this gateway's own protocol sends it (docs/device-protocol.md, version 1).
 * Fields that are not named here are allowed and kept. `boot` and `seq` name the press for ever.
 */
export const SignalBody = Type.Object({
  v: Type.Literal(1),
  boot: Uint32,
  seq: Uint32,
  kind: SignalKind,
  /** Milliseconds between the press and this sending of it. */
  age: Type.Integer({ minimum: 0, maximum: 0xffff_ffff }),
  /** Epoch milliseconds of the press by the device's own clock; absent when it has none. */
  at: Type.Optional(Type.Integer({ minimum: 0 })),
  battery: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
  place: Type.Optional(DevicePlace),
  /** With `cancel` alone. The gateway knows which PIN is the duress PIN; the device never does. */
  pin: Type.Optional(Type.String({ pattern: '^[0-9]{4,8}$' })),
});
export type SignalBody = Static<typeof SignalBody>;

/** How a signal came in. `receiver` and `rssi` are there when a radio receiver heard it. */
export const SignalPath = Type.Object({
  by: Type.Enum(['mqtt', 'serial', 'tcp', 'http', 'phone']),
  receiver: Type.Optional(Type.String({ maxLength: 64 })),
  /** Signal strength in dBm. */
  rssi: Type.Optional(Type.Integer({ minimum: -200, maximum: 100 })),
});
export type SignalPath = Static<typeof SignalPath>;

/** `POST /api/v1/signals`: a signal brought by an integration that speaks for a device. */
export const HttpSignalBody = Type.Object({
  device: Type.String({ pattern: DEVICE_ID_PATTERN }),
  kind: SignalKind,
  age: Type.Optional(Type.Integer({ minimum: 0, maximum: 0xffff_ffff })),
  place: Type.Optional(DevicePlace),
  battery: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
});
export type HttpSignalBody = Static<typeof HttpSignalBody>;
