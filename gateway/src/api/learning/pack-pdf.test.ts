import { expect, test } from 'vitest';
import {
  LEARNING_ACTIONS,
  LEARNING_FACTORS,
  LEARNING_HARMED,
  LEARNING_HARMS,
  LEARNING_KINDS,
  LEARNING_QUESTIONS,
  LEARNING_STEPS,
  TREND_MONTHS,
  TREND_NEEDS,
  type LearningPage,
} from '../../contract/learning.ts';
import { LANGUAGES, type LanguageName } from '../../contract/languages.ts';
import * as german from '../../contract/learning-words.de.ts';
import * as english from '../../contract/learning-words.en.ts';
import { LOWLINE } from '../../contract/debrief.ts';
import { bandOf } from './bands.ts';
import { trendOf } from './control-chart.ts';
import { packPdf } from './pack-pdf.ts';
import { SLOTS } from './periods.ts';
import { suggestionsFor } from './suggestions.ts';

const LONG = 'W'.repeat(200);

/** Everything happened, everywhere, and every name is as long as a name may be. */
function fullest(): LearningPage {
  const count = bandOf(1_234);
  const month = (i: number): string => Temporal.PlainYearMonth.from('2024-05').add({ months: i }).toString();
  const page = {
    at: Date.UTC(2026, 4, 1),
    place: 'p',
    path: Array<string>(16).fill(LONG),
    period: '2026-04',
    zone: 'UTC',
    choices: { units: [], periods: [] },
    alarms: count,
    apart: { accidental: count, technical: count, drills: count },
    where: Array.from({ length: 200 }, (_, i) => ({ place: String(i), name: LONG, count })),
    when: SLOTS.map((slot) => ({ ...slot, count })),
    speed: LEARNING_STEPS.map((step) => ({ step, count, spans: { p50: 3_599_000, p90: 7_199_000 } })),
    takenInTime: count,
    debriefs: { opened: count, reviewed: count, welfareLate: count, debriefLate: count, followUps: count, notKept: count },
    kinds: LEARNING_KINDS.map((of) => ({ of, count })),
    factors: [...LEARNING_FACTORS.map((of) => ({ of, count })), { of: 'f'.repeat(64), name: LONG, count }],
    lowline: LOWLINE.map((of) => ({ of, possible: count, helped: count })),
    harm: LEARNING_HARMED.flatMap((who) => LEARNING_HARMS.map((kind) => ({ who, kind, some: count, serious: count }))),
    answers: LEARNING_QUESTIONS.map((of) => ({ of, no: count })),
    actions: LEARNING_ACTIONS.map((of) => ({ of, count })),
    repeated: Array.from({ length: 20 }, () => ({ factor: 'f'.repeat(64), name: LONG, path: Array<string>(16).fill(LONG), count })),
    // Months in and out by turns: as many signals as there can be.
    trend: trendOf(Array.from({ length: TREND_MONTHS }, (_, i) => ({ month: month(i), count: bandOf(i % 2 === 0 ? 5 : 500) }))),
    cut: false,
  };
  return { ...page, suggestions: suggestionsFor(page) };
}

// as: its own keys.
test.each(Object.keys(LANGUAGES) as LanguageName[])('in %s the fullest month there can be stays on four pages', async (language) => {
  const file = (await packPdf({ ...fullest(), language })).toString('latin1');
  const pages = file.match(/\/Type \/Page\b/g) ?? [];
  expect(pages.length).toBeGreaterThan(1);
  expect(pages.length).toBeLessThanOrEqual(4);
  expect(file).toContain(`/Lang (${language})`);
});

test('words and rules name the same numbers', () => {
  expect(english.trendText(trendOf([]))).toContain(`Limits need ${String(TREND_NEEDS)}`);
  expect(german.trendText(trendOf([]))).toContain(`Für Grenzen sind ${String(TREND_NEEDS)} nötig`);
  expect([0, 4, 5].map((count) => english.bandText(bandOf(count)))).toEqual(['fewer than 5', 'fewer than 5', '5 to 9']);
  expect([0, 4, 5].map((count) => german.bandText(bandOf(count)))).toEqual(['weniger als 5', 'weniger als 5', '5 bis 9']);
  expect(english.bandText({ from: 0, to: 12 })).toBe('fewer than 13');
});

test('periods are said in each language', () => {
  expect(['2026', '2026-03', '2026-Q1'].map(english.periodText)).toEqual(['2026', 'March 2026', 'January to March 2026']);
  expect(['2026', '2026-03', '2026-Q1'].map(german.periodText)).toEqual(['2026', 'März 2026', 'Januar bis März 2026']);
});
