import { Type, type Static } from 'typebox';

/**
 * The stretches of the way that the gateway's own test press goes, in their order: let in as a device, heard by the way in, taken by
 * the log, acknowledged to the device, drawn by every console that watches.
 */
export const CANARY_PARTS = ['connect', 'ingest', 'log', 'ack', 'console'] as const;
export const CanaryPart = Type.Enum([...CANARY_PARTS]);
export type CanaryPart = (typeof CANARY_PARTS)[number];

/** How the last test press went, and those of the last hour. All durations in ms. */
export const CanaryView = Type.Object({
  /** Of the last one: all the way in time, all the way and too slow, or not all the way. */
  state: Type.Enum(['well', 'late', 'failed']),
  /** Where it failed, or what took longest. */
  part: Type.Optional(CanaryPart),
  /** Epoch ms of the last one that went all the way; absent: none has since the start. */
  wellAt: Type.Optional(Type.Number()),
  /** From the press to the last watching console, or to the disk where nobody watches; of that one. */
  ms: Type.Optional(Type.Number()),
  p50: Type.Optional(Type.Number()),
  p99: Type.Optional(Type.Number()),
});
export type CanaryView = Static<typeof CanaryView>;
