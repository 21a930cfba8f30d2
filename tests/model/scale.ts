import { MONDAY_NINE } from '../../gateway/src/domain/testing/stage.ts';
import { DEFAULT_POLICY, type Policy } from '../../gateway/src/domain/policy.ts';

/** Every step is taken at this engine time; what passes is taken off the alarm's own times instead. */
export const T = 1_000;
/** … and at this wall time: no rule of an alarm compares wall times. */
export const AT = MONDAY_NINE;

/**
 * The real waiting times in one or two steps, so that all of time can be walked through: what runs out first of two that begin
 * together still does. A deadline may be looked at late by any time, so every other order is walked through as well.
 */
export const SHORT: Policy = {
  ...DEFAULT_POLICY,
  unseenAfterMs: 1,
  aloneAfterMs: 1,
  firstStepAfterMs: 2,
  stepEveryMs: 1,
  takenQuietMs: 1,
  comingQuietMs: 1,
  clearedQuietMs: 2,
  hereQuietMs: 1,
  drillConfirmMs: 2,
};
