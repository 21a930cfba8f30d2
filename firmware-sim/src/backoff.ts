/** Between two sendings of one press: 1, 2, 4, 8 s, then every 15 s, until the gateway says that it is held. */
const STEPS_MS = [1_000, 2_000, 4_000, 8_000] as const;
export const LONGEST_RETRY_MS = 15_000;
/** So much earlier at most, so that many buttons behind one lost receiver don't all speak in the same moment. */
const EARLIER_BY = 0.2;

/** Milliseconds from the sending number `sendings` (1 is the first one) to the next. `random` is from 0 to 1. */
export function retryAfter(sendings: number, random: number): number {
  const step = STEPS_MS[sendings - 1] ?? LONGEST_RETRY_MS;
  return step * (1 - EARLIER_BY * random);
}
