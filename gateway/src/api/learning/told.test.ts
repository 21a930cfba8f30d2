import { describe, expect, test } from 'vitest';
import type { Json } from '../../base/canonical.ts';
import { finishedPeriods, monthsOf, slotAt, SLOTS, spanOf } from './periods.ts';
import { toldIn, type ToldFact } from './told.ts';

const fact = (kind: string, value: Json | undefined, data: Json = {}): ToldFact => ({ kind, at: 7, data, secret: { value } });

describe('what a debrief says', () => {
  test('is read where it is there, and nothing else is', () => {
    const told = toldIn([
      fact('DebriefReviewed', { kinds: ['verbal'], factors: ['noise'] }),
      fact('DebriefReviewed', {
        before: 'Bob shouted',
        kinds: ['physical', 'dancing'],
        factors: ['noise', 'noise', 'Bob is mad', 'f'.repeat(65), 7],
        possible: ['listen', 'run'],
        helped: 'listen',
        worker: { physical: 'some', emotional: 'serious', social: 'none' },
        client: 'hurt',
      }),
      fact('AccountGiven', { account: 'I was afraid', alarm: { felt: 'no', reachable: 'yes', rightRoom: 'dont-know' } }),
      fact('PreventionPlanned', { what: 'A light' }),
      fact('PreventionChecked', { worked: 'partly' }),
      fact('PreventionChecked', {}, { worked: 'yes' }),
      fact('PreventionChecked', { worked: 'perhaps' }),
    ]);
    expect(told.said).toEqual([
      'factor:noise',
      'kind:physical',
      'possible:listen',
      'harm:worker:physical:some',
      'harm:worker:emotional:some',
      'harm:worker:emotional:serious',
      'no:felt',
    ]);
    expect(told).toMatchObject({ factors: ['noise'], worked: ['partly', 'yes'], plannedAt: [7], doneAt: [], notKept: 0 });
  });

  test('of an older form is not said; of a destroyed key is not kept', () => {
    expect(toldIn([fact('DebriefReviewed', { before: 'x' })])).toMatchObject({ said: [], notKept: 0 });
    expect(toldIn([fact('DebriefReviewed', undefined), fact('AccountGiven', undefined)])).toMatchObject({ said: [], notKept: 2 });
    expect(toldIn([])).toMatchObject({ said: [], notKept: 0 });
  });
});

describe('periods', () => {
  const ZONE = 'Australia/Sydney';

  test('are months on the site’s clock, also when it is put back', () => {
    expect(monthsOf('2026-Q2')).toMatchObject({ months: 3 });
    expect(spanOf('2026-04', ZONE)).toEqual({ from: Date.UTC(2026, 2, 31, 13), to: Date.UTC(2026, 3, 30, 14) });
    expect(spanOf('2026', 'UTC')).toEqual({ from: Date.UTC(2026, 0), to: Date.UTC(2027, 0) });
  });

  test('are offered when they are over', () => {
    const at = (iso: string): string[] => finishedPeriods(Temporal.Instant.from(iso).epochMilliseconds, ZONE);
    expect(at('2026-03-31T12:59:59Z').slice(0, 4)).toEqual(['2026-02', '2026-01', '2025-12', '2025-Q4']);
    expect(at('2026-03-31T13:00:00Z').slice(0, 3)).toEqual(['2026-03', '2026-Q1', '2026-02']);
    expect(at('2026-03-31T13:00:00Z')).toHaveLength(24 + 8 + 2);
  });

  test('have 28 parts of the week', () => {
    expect(SLOTS).toHaveLength(28);
    // Monday, 05:59 and 06:00 in Sydney.
    expect(slotAt(Date.UTC(2026, 2, 1, 18, 59, 59), ZONE)).toEqual({ day: 1, part: 'night' });
    expect(slotAt(Date.UTC(2026, 2, 1, 19), ZONE)).toEqual({ day: 1, part: 'morning' });
  });
});
