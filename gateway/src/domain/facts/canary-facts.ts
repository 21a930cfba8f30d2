import { Type } from 'typebox';
import { CanaryPart } from '../../contract/canary.ts';
import { Count, Ms } from './shapes.ts';

/** Durations in ms: half of them, 99 of 100, and all were at most so long. */
const Spread = Type.Object({ p50: Ms, p99: Ms, most: Ms });

/** Version 1 of what the log keeps of the gateway's own test presses. One that fails is a fault besides, from its first minute on. */
export const CANARY_FACTS = {
  CanaryCounted: Type.Object({
    from: Ms,
    to: Ms,
    runs: Count,
    /** All the way, and too slow. */
    late: Count,
    /** Not all the way, by where it ended. */
    failed: Type.Array(Type.Object({ part: CanaryPart, times: Count })),
    /** From the press to the disk, and to the last watching console; absent: none got that far, or nobody watched. */
    committed: Type.Optional(Spread),
    shown: Type.Optional(Spread),
  }),
} as const;
