import { STILL_THERE_ASKED_MS } from '@duress/gateway/contract/limits.ts';

/** Whether somebody is proven to be at this console. */
export type Attention =
  | { readonly state: 'there' }
  /** The question stands; without an answer this console does not count any more after so long. */
  | { readonly state: 'asked'; readonly leftMs: number }
  | { readonly state: 'nobody' }
  /** Somebody has just answered. Shown for a moment, so that nothing moves away under the hand that answers. */
  | { readonly state: 'answered' };

export const THERE: Attention = { state: 'there' };
/** How long an answer is shown. */
export const ANSWERED_SHOWN_MS = 2_000;

/** @param withinMs what the console is held to; the question takes the last part of it, half of a very short one. */
export function attentionOf(inputAgoMs: number, withinMs: number): Attention {
  if (inputAgoMs > withinMs) return { state: 'nobody' };
  const leftMs = withinMs - inputAgoMs;
  return leftMs <= Math.min(STILL_THERE_ASKED_MS, withinMs / 2) ? { state: 'asked', leftMs } : THERE;
}
