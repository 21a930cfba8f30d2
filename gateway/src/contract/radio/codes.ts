import type { FeedbackState } from '../hand.ts';
import type { SignalKind } from '../signal.ts';

/** First byte of every frame of this protocol. */
export const RADIO_VERSION = 1;

/** Second byte of a frame. A code is never given a second meaning. Below 0x10 from a button, from 0x80 on towards one. */
export const FRAME_TYPES = {
  signal: 0x01,
  status: 0x02,
  position: 0x03,
  shown: 0x04,
  hello: 0x10,
  heartbeat: 0x11,
  held: 0x81,
  feedback: 0x82,
  config: 0x83,
} as const;
export type ButtonType = 'signal' | 'status' | 'position' | 'shown';
export type GatewayType = 'held' | 'feedback' | 'config';

export const KIND_CODES = {
  duress: 1,
  assist: 2,
  'man-down': 3,
  cancel: 4,
  test: 5,
  tamper: 6,
  'check-in-start': 7,
  'check-in': 8,
  'check-in-end': 9,
} as const satisfies Record<SignalKind, number>;

/** 0 on the wire means that there is nothing to show. */
export const STATE_CODES = {
  held: 1,
  unseen: 2,
  shown: 3,
  taken: 4,
  coming: 5,
  here: 6,
  'cancel-asked': 7,
  closed: 8,
  tested: 9,
} as const satisfies Record<FeedbackState, number>;

/** The nonce's ninth byte: a frame played back the other way never opens. */
export const DIRECTIONS = { up: 0, down: 1 } as const;
export type Direction = keyof typeof DIRECTIONS;

/** Bytes of a device's or receiver's id on the wire: ASCII, padded with 0. A radio button's id is at most this long. */
export const RADIO_ID_BYTES = 8;
/** Bytes of a beacon's name in a signal or position. */
export const BEACON_BYTES = 16;
/** Bytes of a firmware's name. */
export const FIRMWARE_BYTES = 24;
/** Characters of the alarm's id that a button is told: the random end of it, 40 bits. */
export const ALARM_SHORT_BYTES = 8;
/** Digits of a PIN, padded with 0 so that every PIN makes a frame of the same length. */
export const PIN_BYTES = 8;
/** version, type, device id, frame counter: what is readable on the air, and authenticated. */
export const HEADER_BYTES = 14;
/** Tag of AES-128-CCM. */
export const TAG_BYTES = 8;
/** What the receiver adds behind the seal: its id and the signal strength. */
export const RECEIVER_BYTES = 9;
export const CRC_BYTES = 2;
/**
 * Longest frame between two SLIP ends, with its CRC, in bytes. The longest of version 1 has 107; the rest is room for
 * longer sealed parts of later firmware. A longer one is given up at once and counted: no peer can make us hold more.
 */
export const FRAME_BYTES_MAX = 256;

/** Receivers say hello when they start and then give a heartbeat this often. */
export const RECEIVER_HEARTBEAT_MS = 5_000;
/** A receiver that said nothing for three heartbeats is lost. */
export const RECEIVER_LOST_MS = 15_000;
/** Frame counters are put aside in flash (button) or in the log (gateway) this many at once, before the first is used. */
export const COUNTERS_RESERVED = 1_024;
/** The last frame counter. Behind it the key is used up: a counter that wrapped would repeat a nonce. */
export const COUNTER_MAX = 0xffff_ffff;

/** Why bytes from outside were not taken. Stable names: counters and documents carry them. */
export const DAMAGE_CAUSES = [
  /** A SLIP escape that does not exist, or one that the frame's end cut off. */
  'noise',
  /** More bytes without an end than any frame may have. */
  'too-long',
  /** Fewer bytes than this kind of frame has. */
  'too-short',
  'bad-crc',
  'unknown-version',
  'unknown-type',
  /** No such device, a revoked one, one without a radio key, or an id that can't be one. */
  'unknown-device',
  /** The seal does not open: wrong key, forged, or changed. */
  'bad-tag',
  /** An old frame counter. */
  'replayed',
  /** Whole and genuine, but with a value that this version does not know. */
  'bad-content',
] as const;
export type DamageCause = (typeof DAMAGE_CAUSES)[number];

export interface Damaged {
  readonly result: 'damaged';
  readonly cause: DamageCause;
}

export function damaged(cause: DamageCause): Damaged {
  return { result: 'damaged', cause };
}
