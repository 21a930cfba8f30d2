/** Waits between two tries to reconnect. The last one repeats for ever: a console never gives up. */
export const RECONNECT_WAITS_MS = [1_000, 2_000, 4_000, 5_000] as const;

/** Each wait is shortened by up to this share, so that a hundred consoles don't come back in the same instant. */
const JITTER = 0.5;

/** How long to wait before try number `tries` (0 is the first after a cut); `random` in [0, 1). */
export function reconnectWaitMs(tries: number, random: number): number {
  const last = RECONNECT_WAITS_MS.length - 1;
  const wait = RECONNECT_WAITS_MS[Math.min(Math.max(0, tries), last)] ?? RECONNECT_WAITS_MS[3];
  return wait * (1 - JITTER * random);
}
