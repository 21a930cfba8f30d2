/** What the test that plays by itself hangs on, as it is now. */
export interface AskMoment {
  /** Nobody has said for longer than is allowed that they hear this console. */
  readonly overdue: boolean;
  /** Nothing is open: no alarm, no press that is not recorded yet. */
  readonly calm: boolean;
  readonly armed: boolean;
  readonly inputAgoMs: number;
  /** A dialog is open: somebody is busy with something else, or with this very question. */
  readonly covered: boolean;
}

/** Whoever has touched this console within so long is near enough to hear it. */
export const NEAR_WITHIN_MS = 60_000;

/**
 * Plays the test tones by itself when they are due and somebody is there, once, and then asks whether they were heard. Into an empty room they
 * would prove nothing, and over an alarm they would be one sound too many: an alarm takes the question away, and it comes again afterwards.
 */
export class SoundAsk {
  #asked = false;
  readonly #play: () => void;

  constructor(play: () => void) {
    this.#play = play;
  }

  /** To be called each second, and whenever something changes. True: the tones have played, and nobody has answered yet. */
  look({ overdue, calm, armed, inputAgoMs, covered }: AskMoment): boolean {
    const isDue = overdue && calm;
    if (isDue && !this.#asked && (!armed || covered || inputAgoMs > NEAR_WITHIN_MS)) return false;
    if (isDue && !this.#asked) this.#play();
    this.#asked = isDue;
    return isDue;
  }
}
