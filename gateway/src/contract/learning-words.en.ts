import { factorWords } from './debrief-words.en.ts';
import { wordFor } from './word-for.ts';
import type { LEARNING_ACTIONS, LEARNING_QUESTIONS, Band, DayPart, LearningStep, Suggestion, Trend } from './learning.ts';

/** The words of the learning page and of its monthly pack on paper: the same on both, plain, and of nobody. What stands by its id is in `debrief-words`. */
export const questionWords = {
  reachable: 'The button was not in reach',
  felt: 'They did not feel that it worked',
  rightRoom: 'It said the wrong room',
  helpInTime: 'Help did not come in time',
} as const satisfies Record<(typeof LEARNING_QUESTIONS)[number], string>;
export const speedWords = {
  pressToShown: 'Press to shown',
  shownToTaken: 'Shown to taken',
  takenToHere: 'Taken to somebody there',
  pressToHere: 'Press to somebody there',
} as const satisfies Record<LearningStep, string>;
export const actionWords = {
  planned: 'Planned',
  open: 'Still to do',
  done: 'Done',
  checked: 'Looked at again',
  dropped: 'Dropped',
  worked: 'It worked',
  partly: 'It worked in part',
  notWorked: 'It did not work',
} as const satisfies Record<(typeof LEARNING_ACTIONS)[number], string>;
export const debriefWords = {
  opened: 'Debriefs',
  reviewed: 'With the manager’s view',
  welfareLate: '“Are they OK?” came late',
  debriefLate: 'The debrief came late',
  followUps: 'Follow-ups done',
  notKept: 'Texts not kept any more',
} as const;
export const partWords = { night: '00–06', morning: '06–12', afternoon: '12–18', evening: '18–24' } as const satisfies Record<
  DayPart,
  string
>;
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** Monday is 1. */
export function dayWord(day: number): string {
  return DAYS[day - 1] ?? '';
}

export function bandText({ from, to }: Band): string {
  return from === 0 ? `fewer than ${String(to + 1)}` : `${String(from)} to ${String(to)}`;
}

/** `March 2026`, `January to March 2026`, `2026`. */
export function periodText(period: string): string {
  const [year = '', part] = period.split('-');
  if (part === undefined) return year;
  if (!part.startsWith('Q')) return `${MONTHS[Number(part) - 1] ?? part} ${year}`;
  const first = (Number(part.slice(1)) - 1) * 3;
  return `${MONTHS[first] ?? ''} to ${MONTHS[first + 2] ?? ''} ${year}`;
}

const SIGNAL_WORDS = {
  above: (when: string) => `${when} lies above what usually comes and goes. Something was different.`,
  below: (when: string) => `${when} lies below what usually comes and goes. Something was different.`,
  'run-above': (when: string) => `${when} all lie above the middle. The usual number may have risen.`,
  'run-below': (when: string) => `${when} all lie below the middle. The usual number may have fallen.`,
} as const;

/** What there is to see in the trend, a sentence a line. */
export function trendText({ limits, signals }: Trend): string {
  if ('missing' in limits) {
    return limits.missing === 'months'
      ? `${limits.known === 1 ? 'There is 1 month' : `There are ${String(limits.known)} months`} so far. Limits need 12: until then, ups and downs say nothing.`
      : 'Most months have fewer than 5. That is too few to tell a change from chance.';
  }
  if (signals.length === 0) return 'All months lie within what usually comes and goes. No month stands out.';
  return signals
    .map(({ rule, from, to }) => SIGNAL_WORDS[rule](from === to ? periodText(from) : `${periodText(from)} to ${periodText(to)}`))
    .join('\n');
}

/** Neutral: what to look at together, never who. */
export function suggestionText(suggestion: Suggestion): string {
  switch (suggestion.about) {
    case 'factor':
      return suggestion.factor === undefined
        ? 'No factor was named five times. What do you see that adds to it?'
        : `“${wordFor(factorWords, suggestion.factor, suggestion.name)}” was named most often. What would change it here?`;
    case 'actions':
      return suggestion.count.from === 0
        ? 'Fewer than 5 planned changes are still to do. What helps to get them done?'
        : `${bandText(suggestion.count)} planned changes are still to do. Which one helps most, and what holds it up?`;
    case 'slowest':
      return suggestion.step === undefined
        ? 'There were too few alarms to say which part took longest. How was it for you?'
        : `The longest part was “${speedWords[suggestion.step]}”. What would make it shorter?`;
  }
}

/** What stands on the paper alone. */
export interface PackWords {
  readonly title: (path: string, period: string) => string;
  readonly lead: string;
  readonly talk: string;
  /** Above the room to write by hand. */
  readonly notes: string;
  readonly happened: string;
  readonly real: string;
  readonly accidental: string;
  readonly technical: string;
  readonly drills: string;
  readonly trend: string;
  readonly months: (from: string, to: string) => string;
  readonly where: string;
  readonly when: string;
  readonly kinds: string;
  readonly factors: string;
  readonly speed: string;
  readonly inTime: string;
  readonly answers: string;
  readonly lowline: string;
  readonly harm: string;
  readonly debriefs: string;
  readonly actions: string;
  readonly repeated: string;
  /** In place of a table without rows. */
  readonly none: string;
  /** Rows that have no room on the paper. */
  readonly more: (count: number) => string;
}

export const packWords: PackWords = {
  title: (path, period) => `What we can learn: ${path}, ${period}`,
  lead: 'Counts, never people. Each number is given as the five in which it lies; “fewer than 5” may be none.',
  talk: 'To talk about in the team',
  notes: 'What did we change? What will we try?',
  happened: 'What happened',
  real: 'Real alarms',
  accidental: 'By accident',
  technical: 'Technical',
  drills: 'Drills',
  trend: 'Month by month',
  months: (from, to) => `${from} to ${to}`,
  where: 'Where',
  when: 'When, where it was five or more',
  kinds: 'Kinds of incident',
  factors: 'What may have added to it',
  speed: 'How fast help came: half within, and 90 of 100 within',
  inTime: 'Taken within 60 s',
  answers: 'How the alarm worked, as workers said',
  lowline: 'Steps of LOWLINE: possible, helped',
  harm: 'Harm: some or serious, and serious',
  debriefs: 'Debriefs',
  actions: 'Planned changes',
  repeated: 'The same at the same place',
  none: 'Nothing that happened five times.',
  more: (count) => `${String(count)} more stand on the page.`,
};
