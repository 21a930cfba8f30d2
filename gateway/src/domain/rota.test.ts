import { describe, expect, it } from 'vitest';
import type { RotaId } from '../base/ids.ts';
import type { InMonth, RotaOverride, Shift } from '../contract/escalation.ts';
import { dayNumberOf, momentOf } from './local-time.ts';
import { dutiesIn, onDuty, type Rota } from './rota.ts';

const SYDNEY = 'Australia/Sydney';
const at = (date: string, time: string): number => momentOf(dayNumberOf(date), time, SYDNEY);

function rota(shifts: readonly Shift[], overrides: readonly RotaOverride[] = []): Rota {
  return { rota: 'r' as RotaId, name: 'Nights', zone: SYDNEY, shifts, overrides }; // as: an id by hand.
}

/** 2026-03-02 is a Monday. */
const DAYS: Shift = { people: ['ana'], days: [1, 2, 3, 4, 5], from: '08:00', to: '16:00', since: '2026-03-02' };
const NIGHTS: Shift = { people: ['tom'], days: [1], from: '22:00', to: '06:00', since: '2026-03-02' };
const WEEKS: Shift = { people: ['lee'], days: [1], from: '09:00', to: '09:00', endsAfterDays: 7, everyWeeks: 2, since: '2026-03-04' };

/** 2026-03-02 is also the first Monday of its month; 2026-03-30 is the fifth and last one. */
const MONTHLY = (inMonth: InMonth, more: Partial<Shift> = {}): Shift => ({ ...DAYS, days: [1], inMonth, ...more });

describe('who is on duty', () => {
  it.each<[string, Shift, string, string, string[]]>([
    ['before it begins', DAYS, '2026-03-02', '07:59', []],
    ['as it begins', DAYS, '2026-03-02', '08:00', ['ana']],
    ['to its last minute', DAYS, '2026-03-02', '15:59', ['ana']],
    ['when it has ended', DAYS, '2026-03-02', '16:00', []],
    ['on a day off', DAYS, '2026-03-07', '12:00', []],
    ['before its first day', DAYS, '2026-02-27', '12:00', []],
    ['on its last day', { ...DAYS, until: '2026-03-03' }, '2026-03-03', '12:00', ['ana']],
    ['after its last day', { ...DAYS, until: '2026-03-03' }, '2026-03-04', '12:00', []],
    ['past midnight', NIGHTS, '2026-03-03', '05:59', ['tom']],
    ['past midnight of another day', NIGHTS, '2026-03-04', '05:59', []],
    ['past midnight after the last day on which it begins', { ...NIGHTS, until: '2026-03-02' }, '2026-03-03', '05:00', ['tom']],
    ['in the first week, of which its first day cuts off the Monday', WEEKS, '2026-03-04', '12:00', []],
    ['in the week between', WEEKS, '2026-03-11', '12:00', []],
    ['in every second week', WEEKS, '2026-03-16', '09:00', ['lee']],
    ['to the end of its week', WEEKS, '2026-03-23', '08:59', ['lee']],
    ['and not longer', WEEKS, '2026-03-23', '09:00', []],
    ['on the first Monday', MONTHLY({ weeks: [1] }), '2026-04-06', '12:00', ['ana']],
    ['not on the second', MONTHLY({ weeks: [1] }), '2026-04-13', '12:00', []],
    ['on the last Monday, which is the fifth', MONTHLY({ weeks: [-1] }), '2026-03-30', '12:00', ['ana']],
    ['on the last Monday, which is the fourth', MONTHLY({ weeks: [-1] }), '2026-04-27', '12:00', ['ana']],
    ['not on the last but one', MONTHLY({ weeks: [-1] }), '2026-04-20', '12:00', []],
    ['on the fifth Monday', MONTHLY({ weeks: [5] }), '2026-03-30', '12:00', ['ana']],
    ['in a month without a fifth', MONTHLY({ weeks: [5] }), '2026-04-27', '12:00', []],
    ['on the last day of a month', MONTHLY({ days: [-1] }, { days: [1, 2, 3, 4, 5, 6, 7] }), '2026-04-30', '12:00', ['ana']],
    ['not on the day before', MONTHLY({ days: [-1] }, { days: [1, 2, 3, 4, 5, 6, 7] }), '2026-04-29', '12:00', []],
    ['on the 29th of a February that has one', MONTHLY({ days: [29] }, { days: [1, 2, 3, 4, 5, 6, 7] }), '2028-02-29', '12:00', ['ana']],
    ['on a Friday the 13th', MONTHLY({ days: [13] }, { days: [5] }), '2026-03-13', '12:00', ['ana']],
    ['not on a Monday the 13th', MONTHLY({ days: [13] }, { days: [5] }), '2026-04-13', '12:00', []],
    ['in each second month', MONTHLY({ weeks: [1], everyMonths: 2 }), '2026-05-04', '12:00', ['ana']],
    ['not in the one between', MONTHLY({ weeks: [1], everyMonths: 2 }), '2026-04-06', '12:00', []],
    ['over the turn of the year', MONTHLY({ weeks: [1], everyMonths: 2 }), '2027-01-04', '12:00', ['ana']],
  ])('%s', (_, shift, date, time, people) => {
    expect(onDuty(rota([shift]), at(date, time))).toEqual(people);
  });

  it('has no gap in the night in which an hour is skipped, and none in the one that has an hour twice', () => {
    const half = (from: string, to: string, person: string): Shift => ({ ...NIGHTS, people: [person], days: [6, 7], from, to });
    const split = rota([half('22:00', '02:30', 'tom'), { ...half('02:30', '08:00', 'lee'), days: [7, 1] }]);
    for (const night of ['2026-04-04', '2026-10-03']) {
      for (let ms = at(night, '22:00'); ms < at(night, '22:00') + 9 * 3_600_000; ms += 600_000) {
        expect(onDuty(split, ms).length, new Date(ms).toISOString()).toBe(1);
      }
    }
  });

  it('is whoever stands in: for everybody, for one, or nobody; and the later word counts', () => {
    const noon = at('2026-03-02', '12:00');
    const whole = { from: noon, to: noon + 1_000 };
    const both = { ...DAYS, people: ['ana', 'bea'] };
    expect(onDuty(rota([both], [{ ...whole, people: ['lee'] }]), noon)).toEqual(['lee']);
    expect(onDuty(rota([both], [{ ...whole, people: ['lee'], insteadOf: 'ana' }]), noon)).toEqual(['bea', 'lee']);
    expect(onDuty(rota([DAYS], [{ ...whole, people: ['lee'], insteadOf: 'bea' }]), noon)).toEqual(['ana']);
    expect(onDuty(rota([both], [{ ...whole, people: [] }]), noon)).toEqual([]);
    expect(
      onDuty(
        rota(
          [both],
          [
            { ...whole, people: ['lee'] },
            { ...whole, people: ['tom'] },
          ],
        ),
        noon,
      ),
    ).toEqual(['tom']);
    expect(onDuty(rota([both], [{ ...whole, people: ['lee'] }]), noon - 1)).toEqual(['ana', 'bea']);
    expect(onDuty(rota([both], [{ ...whole, people: ['lee'] }]), noon + 1_000)).toEqual(['ana', 'bea']);
  });

  it('is told for a period, shift by shift, with those that began before it', () => {
    const period = dutiesIn(rota([DAYS, NIGHTS]), at('2026-03-03', '00:00'), at('2026-03-04', '00:00'));
    expect(period).toEqual([
      { from: at('2026-03-02', '22:00'), to: at('2026-03-03', '06:00'), people: ['tom'] },
      { from: at('2026-03-03', '08:00'), to: at('2026-03-03', '16:00'), people: ['ana'] },
    ]);
  });
});
