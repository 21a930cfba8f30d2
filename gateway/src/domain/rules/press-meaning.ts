/** All that decides what a press means, once it is known to be neither a copy nor a test. */
export interface PressSeen {
  /** What is open for this worker, or for this device. What the duress PIN alone has raised stands apart (ADR 0014). */
  readonly open: 'nothing' | 'real' | 'drill';
  /** Nobody rehearses by falling. */
  readonly by: 'press' | 'man-down';
  /** Of a running drill: listed, and neither pressed nor gave the duress PIN since it began; listed, and did; listed, and away; `other` is everybody else. */
  readonly who: 'first-press' | 'pressed-before' | 'away' | 'other';
  /** Made before the drill began, and out of reach until now; or come while the log was away, and shown to people as real. */
  readonly when: 'in-the-drill' | 'before-it' | 'while-the-log-was-away';
  /** The duress PIN was given, and what it raised is still open. */
  readonly forced: boolean;
}

/** `joins-as-real`: what was a drill becomes real by it. */
export type PressMeaning = 'real' | 'joins' | 'drill' | 'joins-as-real';

type Row = Partial<PressSeen> & { readonly means: PressMeaning; readonly why: string };

/** The one table of what a press means. The first row that fits holds; a member that a row leaves out may be anything. */
export const PRESS_MEANINGS: readonly Row[] = [
  { open: 'real', means: 'joins', why: 'what is real takes every press in, in a drill too' },
  {
    open: 'drill',
    means: 'joins-as-real',
    why: 'a second press, a fall or another button of the same worker: nobody is rehearsing any more',
  },
  { by: 'man-down', means: 'real', why: 'nobody rehearses by falling' },
  { forced: true, means: 'real', why: 'whoever gave the duress PIN is not rehearsing' },
  { when: 'before-it', means: 'real', why: 'it was made before there was a drill' },
  { when: 'while-the-log-was-away', means: 'real', why: 'people were shown it as real, and nobody could confirm it' },
  { who: 'first-press', means: 'drill', why: 'the one press that a drill is about' },
  { means: 'real', why: 'everything else' },
];

export function pressMeaning(seen: PressSeen): PressMeaning {
  const row = PRESS_MEANINGS.find(
    ({ open, by, who, when, forced }) =>
      (open === undefined || open === seen.open) &&
      (by === undefined || by === seen.by) &&
      (who === undefined || who === seen.who) &&
      (when === undefined || when === seen.when) &&
      (forced === undefined || forced === seen.forced),
  );
  return row?.means ?? 'real';
}
