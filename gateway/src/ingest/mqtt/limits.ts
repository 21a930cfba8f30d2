/** Whole packets, fixed header included. Larger: the connection is closed before the rest is read. */
export const CONNECT_BYTES_MAX = 1_024;
export const PACKET_BYTES_MAX = 8_192;
/** Topics and filters. The protocol's longest is 90 bytes on 5 levels. Beyond: closed. */
export const TOPIC_BYTES_MAX = 256;
export const TOPIC_LEVELS_MAX = 16;
/** Filters in one SUBSCRIBE; a device needs two. Beyond: closed. */
export const FILTERS_MAX = 8;
/** From the accepted connection to the last byte of CONNECT; it may come byte by byte within. Later: closed. */
export const FIRST_PACKET_MS = 10_000;
/** The same while many connections wait, for one that has sent nothing: a flood of idle connections gives its places back sooner. */
export const FIRST_BYTE_UNDER_LOAD_MS = 3_000;
/** Seconds; 0 would never notice a dead device. Outside 1…64: CONNACK 5. */
export const KEEP_ALIVE_MAX_S = 64;
/** Presses of one connection whose commit is awaited. When full its socket is not read until one is committed. */
export const PRESSES_WAITING_MAX = 64;
/** A body that the device has not confirmed for this long is followed by the newest one anyway. */
export const DOWNLINK_PATIENCE_MS = 5_000;
/** A device that takes no bytes at all for this long while something waits for it is disconnected; it comes back to the newest state. */
export const FROZEN_MS = 20_000;
/** Bytes that the kernel has not taken over yet for one device; with more, a body waits for the device, and a newer one replaces it. */
export const DOWNLINK_BACKLOG_BYTES = 4_096;
/** Bytes that one socket buffers in either direction before it stops reading or counts as full: one largest packet, twice. */
export const SOCKET_BUFFER_BYTES = 16_384;
/** Accepted by the kernel and not yet by us; below the burst that one address may open, so that a returning site is never taken for a flood. */
export const BACKLOG = 1_024;
/** Descriptors that stay free for the log, consoles, files and outgoing channels. */
export const DESCRIPTORS_RESERVED = 400;
/** Different addresses (IPv6: /64 networks) remembered at once. When full, newcomers from further ones are refused. */
export const ADDRESSES_MAX = 65_536;
/** Pairs of address and device id whose failed secrets are remembered; the oldest is forgotten. */
export const GUESSERS_MAX = 4_096;
/** Pairs of address and code that were logged within the last minute; beyond, refusals are counted and not logged. */
export const LOGGED_MAX = 4_096;

/** What an operator may set. */
export interface MqttLimits {
  /** Connections in all. Lowered at start to what the process's open files allow. Beyond: closed at once. */
  readonly connectionsMax: number;
  /** Connections from one address. A whole site behind one router is one address. Beyond: closed at once. */
  readonly connectionsPerAddressMax: number;
  /** Connections that have not proven to be a device yet, from all addresses. Beyond: closed at once. */
  readonly unprovenMax: number;
  /**
   * New connections from one address that do not prove to be a device: so many at once, then so many a second.
   * A connection that proves itself gives its place back, so any number of known devices may return together after a
   * power cut, as long as no more than the burst are between *accepted* and *proven* at one moment. A flood without
   * secrets spends the burst and is then refused down to the rate.
   */
  readonly unprovenBurstPerAddress: number;
  readonly unprovenPerSecondPerAddress: number;
  /** Packets of one connection: so many at once, then so many a second. Beyond: its socket is read later; nothing is lost. */
  readonly packetsBurst: number;
  readonly packetsPerSecond: number;
}

export const DEFAULT_LIMITS: MqttLimits = {
  connectionsMax: 50_000,
  connectionsPerAddressMax: 50_000,
  unprovenMax: 6_000,
  unprovenBurstPerAddress: 4_000,
  unprovenPerSecondPerAddress: 100,
  packetsBurst: 200,
  packetsPerSecond: 20,
};
