import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../base/durations.ts';
import type { Holidays } from './holidays.ts';

/** The numbers that the rules go by. A site's configuration may set them; the defaults carry their reasons. */
export interface Policy {
  /** No watching console has shown the alarm by then: the hand says `unseen` (device protocol). */
  readonly unseenAfterMs: number;
  /** A press that arrives this much later than it was made is marked late: the device was out of reach. */
  readonly lateAfterMs: number;
  /** Taken, and no word of progress by then: sounds again and climbs. */
  readonly takenQuietMs: number;
  /** A responder is on the way that long before it sounds again. */
  readonly comingQuietMs: number;
  /**
   * A responder is with the worker and nobody has said anything for that long: the consoles ask, without a sound, each time again.
   * Two people may talk for an hour; a responder who was overpowered says nothing either.
   */
  readonly hereQuietMs: number;
  /** *All clear* was said and nobody confirmed or closed: it sounds again, so that neither alarm nor debrief is forgotten. */
  readonly clearedQuietMs: number;
  /** Untaken that long: the emergency contacts of the place are told. Seconds, not minutes. */
  readonly firstStepAfterMs: number;
  /** The last step of the escalation repeats at this interval, for ever. */
  readonly stepEveryMs: number;
  /** The same person may close alone this long after their own all clear, with a reason (language.md). */
  readonly aloneAfterMs: number;
  /** Test mode of a device lasts at most this long and takes one press (language.md). */
  readonly testModeMs: number;
  /** A drill's window ends by itself after this long (language.md): a drill that somebody forgot must not make light of a press. */
  readonly drillMs: number;
  /** A drill press that nobody has confirmed by then becomes real (language.md). */
  readonly drillConfirmMs: number;
  /** Two copies of one identity whose press times differ by more are two presses (design.md). */
  readonly sameSignalWithinMs: number;
  /** *Are they OK?* belongs into the same shift. */
  readonly welfareWithinMs: number;
  /** The debrief itself (language.md). */
  readonly debriefWithinMs: number;
  /** Working time within which an owner accepts, after the alarm has ended. */
  readonly acceptWithinMs: number;
  /** An offer of the watch that nobody has accepted lapses; whoever made it goes on having the watch. */
  readonly watchOfferMs: number;
  /** The public holidays of regions; without them each weekday counts. No number, but known from outside as they are. */
  readonly holidays?: Holidays | undefined;
}

export const DEFAULT_POLICY: Policy = {
  unseenAfterMs: 15 * SECOND_MS,
  lateAfterMs: 30 * SECOND_MS,
  takenQuietMs: 5 * MINUTE_MS,
  comingQuietMs: 10 * MINUTE_MS,
  hereQuietMs: 30 * MINUTE_MS,
  clearedQuietMs: 10 * MINUTE_MS,
  firstStepAfterMs: 30 * SECOND_MS,
  stepEveryMs: MINUTE_MS,
  aloneAfterMs: 2 * MINUTE_MS,
  testModeMs: 2 * MINUTE_MS,
  drillMs: HOUR_MS,
  drillConfirmMs: 30 * SECOND_MS,
  sameSignalWithinMs: MINUTE_MS,
  welfareWithinMs: 8 * HOUR_MS,
  debriefWithinMs: 3 * DAY_MS,
  acceptWithinMs: 30 * MINUTE_MS,
  watchOfferMs: 15 * MINUTE_MS,
};
