import type { DeskTexts } from '../texts/en.ts';

const HOUR_MS = 3_600_000;

export interface DueWords {
  readonly texts: DeskTexts['tasks']['due'];
  readonly span: (ms: number) => string;
  readonly time: (at: number) => string;
  readonly day: (at: number) => string;
  /** Names a calendar day, equal for two times of one day where the reader is. */
  readonly dayKey: (at: number) => string;
}

/** A due time as a person would say it. Within the hour it counts down; what is past is said plainly and without reproach. */
export function dueWords(due: number, now: number, words: DueWords): string {
  const { texts } = words;
  if (due < now) return texts.was(`${words.day(due)}, ${words.time(due)}`);
  if (due - now < HOUR_MS) return texts.in(words.span(due - now));
  if (words.dayKey(due) === words.dayKey(now)) return texts.today(words.time(due));
  if (words.dayKey(due) === words.dayKey(now + 24 * HOUR_MS)) return texts.tomorrow(words.time(due));
  return texts.on(`${words.day(due)}, ${words.time(due)}`);
}
