import { factorWords } from './debrief-words.de.ts';
import { wordFor } from './word-for.ts';
import type { LEARNING_ACTIONS, LEARNING_QUESTIONS, Band, DayPart, LearningStep, Suggestion, Trend } from './learning.ts';
import type * as english from './learning-words.en.ts';

/** As in English: plain, and of nobody. */
export const questionWords: Readonly<Record<(typeof LEARNING_QUESTIONS)[number], string>> = {
  reachable: 'Der Knopf war nicht in Reichweite',
  felt: 'Es war nicht zu spüren, dass er funktioniert hat',
  rightRoom: 'Der Alarm nannte den falschen Raum',
  helpInTime: 'Hilfe kam nicht rechtzeitig',
};
export const speedWords: Readonly<Record<LearningStep, string>> = {
  pressToShown: 'Druck bis angezeigt',
  shownToTaken: 'Angezeigt bis übernommen',
  takenToHere: 'Übernommen bis jemand dort',
  pressToHere: 'Druck bis jemand dort',
};
export const actionWords: Readonly<Record<(typeof LEARNING_ACTIONS)[number], string>> = {
  planned: 'Geplant',
  open: 'Noch zu tun',
  done: 'Erledigt',
  checked: 'Noch einmal angesehen',
  dropped: 'Nicht weiter verfolgt',
  worked: 'Es hat gewirkt',
  partly: 'Es hat zum Teil gewirkt',
  notWorked: 'Es hat nicht gewirkt',
};
export const debriefWords: Readonly<Record<keyof typeof english.debriefWords, string>> = {
  opened: 'Nachbesprechungen',
  reviewed: 'Mit der Sicht der Führungskraft',
  welfareLate: '„Geht es der Person gut?“ kam spät',
  debriefLate: 'Die Nachbesprechung kam spät',
  followUps: 'Spätere Gespräche geführt',
  notKept: 'Texte nicht mehr aufbewahrt',
};
export const partWords: Readonly<Record<DayPart, string>> = { night: '00–06', morning: '06–12', afternoon: '12–18', evening: '18–24' };
const DAYS = ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'] as const;
const MONTHS = [
  'Januar',
  'Februar',
  'März',
  'April',
  'Mai',
  'Juni',
  'Juli',
  'August',
  'September',
  'Oktober',
  'November',
  'Dezember',
] as const;

/** Monday is 1. */
export function dayWord(day: number): string {
  return DAYS[day - 1] ?? '';
}

export function bandText({ from, to }: Band): string {
  return from === 0 ? `weniger als ${String(to + 1)}` : `${String(from)} bis ${String(to)}`;
}

/** `März 2026`, `Januar bis März 2026`, `2026`. */
export function periodText(period: string): string {
  const [year = '', part] = period.split('-');
  if (part === undefined) return year;
  if (!part.startsWith('Q')) return `${MONTHS[Number(part) - 1] ?? part} ${year}`;
  const first = (Number(part.slice(1)) - 1) * 3;
  return `${MONTHS[first] ?? ''} bis ${MONTHS[first + 2] ?? ''} ${year}`;
}

const SIGNAL_WORDS = {
  above: (when: string) => `${when} liegt über dem üblichen Auf und Ab. Etwas war anders.`,
  below: (when: string) => `${when} liegt unter dem üblichen Auf und Ab. Etwas war anders.`,
  'run-above': (when: string) => `${when}: Alle Monate liegen über der Mitte. Die übliche Zahl ist vielleicht gestiegen.`,
  'run-below': (when: string) => `${when}: Alle Monate liegen unter der Mitte. Die übliche Zahl ist vielleicht gesunken.`,
} as const;

/** What there is to see in the trend, a sentence a line. */
export function trendText({ limits, signals }: Trend): string {
  if ('missing' in limits) {
    return limits.missing === 'months'
      ? `Bisher gibt es ${limits.known === 1 ? '1 Monat' : `${String(limits.known)} Monate`}. Für Grenzen sind 12 nötig: Bis dahin sagt das Auf und Ab nichts aus.`
      : 'In den meisten Monaten waren es weniger als 5. Das ist zu wenig, um eine Änderung vom Zufall zu unterscheiden.';
  }
  if (signals.length === 0) return 'Alle Monate liegen im üblichen Auf und Ab. Kein Monat fällt auf.';
  return signals
    .map(({ rule, from, to }) => SIGNAL_WORDS[rule](from === to ? periodText(from) : `${periodText(from)} bis ${periodText(to)}`))
    .join('\n');
}

/** Neutral: what to look at together, never who. */
export function suggestionText(suggestion: Suggestion): string {
  switch (suggestion.about) {
    case 'factor':
      return suggestion.factor === undefined
        ? 'Nichts wurde fünfmal genannt. Was trägt aus Ihrer Sicht dazu bei?'
        : `„${wordFor(factorWords, suggestion.factor, suggestion.name)}“ wurde am häufigsten genannt. Was würde hier daran etwas ändern?`;
    case 'actions':
      return suggestion.count.from === 0
        ? 'Weniger als 5 geplante Änderungen sind noch zu tun. Was hilft, damit sie fertig werden?'
        : `${bandText(suggestion.count)} geplante Änderungen sind noch zu tun. Welche hilft am meisten, und was hält sie auf?`;
    case 'slowest':
      return suggestion.step === undefined
        ? 'Es gab zu wenige Alarme, um zu sagen, welcher Teil am längsten gedauert hat. Wie war es für Sie?'
        : `Am längsten hat gedauert: „${speedWords[suggestion.step]}“. Was würde das kürzer machen?`;
  }
}

export const packWords: english.PackWords = {
  title: (path, period) => `Was wir lernen können: ${path}, ${period}`,
  lead: 'Gezählt werden Ereignisse, nie Personen. Die Zahlen stehen in Fünferschritten; „weniger als 5“ kann auch null sein.',
  talk: 'Worüber das Team sprechen kann',
  notes: 'Was haben wir geändert? Was probieren wir aus?',
  happened: 'Was geschehen ist',
  real: 'Echte Alarme',
  accidental: 'Aus Versehen',
  technical: 'Technisch',
  drills: 'Übungen',
  trend: 'Monat für Monat',
  months: (from, to) => `${from} bis ${to}`,
  where: 'Wo',
  when: 'Wann es fünf oder mehr waren',
  kinds: 'Arten von Vorfällen',
  factors: 'Was dazu beigetragen haben kann',
  speed: 'Wie schnell Hilfe kam: die Hälfte innerhalb, 90 von 100 innerhalb',
  inTime: 'Innerhalb von 60 s übernommen',
  answers: 'Was die Betroffenen über den Alarm sagten',
  lowline: 'Schritte von LOWLINE: war möglich, hat geholfen',
  harm: 'Schaden: etwas oder schwer, und schwer',
  debriefs: 'Nachbesprechungen',
  actions: 'Geplante Änderungen',
  repeated: 'Dasselbe am selben Ort',
  none: 'Nichts, was fünfmal geschehen ist.',
  more: (count) =>
    count === 1 ? 'Eine weitere Zeile steht auf der Seite „Lernen“.' : `${String(count)} weitere Zeilen stehen auf der Seite „Lernen“.`,
};
