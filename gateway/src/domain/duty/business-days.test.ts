import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../base/durations.ts';
import type { Holidays } from '../holidays.ts';
import type { Place } from '../places.ts';
import { smallHouse, type Stage } from '../testing/stage.ts';
import { dutyItems } from './standing.ts';

const ZONE = 'Australia/Sydney';
/** Of the southern autumn and summer, as the region's own government publishes them. */
const DAYS: Readonly<Record<string, readonly string[]>> = {
  'AU-NSW': ['2026-04-03', '2026-04-06', '2026-12-25', '2026-12-28', '2027-01-01'],
  'AU-VIC': ['2026-11-03'],
};
const holidays: Holidays = {
  knows: (region) => region in DAYS,
  regions: () => [],
  isHoliday: (region, date) => DAYS[region]?.includes(date) === true,
};
const epoch = (wall: string): number => Temporal.PlainDateTime.from(wall).toZonedDateTime(ZONE).epochMilliseconds;
const wall = (moment: number): string =>
  Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(ZONE).toPlainDateTime().toString({ smallestUnit: 'minute' });

/** A press at `from`, and somebody decided at once that it falls under `rule`. */
function decided(from: string, site: Partial<Place>, rule = 'au-ndis-restraint'): Stage {
  const stage = smallHouse();
  stage.at = epoch(from);
  stage.policy = { ...stage.policy, holidays };
  for (const place of stage.state.places.values())
    if (place.kind === 'site') stage.put({ ...place, zone: ZONE, jurisdiction: 'AU-NSW', regimes: ['ndis'], ...site });
  stage.press('b-ana', [1, 1]);
  stage.do('ruth', { do: 'duty', said: { say: 'decision', body: { decision: 'yes', rules: [rule], why: 'he was held' } } });
  return stage;
}

const dues = (stage: Stage): string[] => dutyItems(stage.known, stage.debrief).map(({ due }) => wall(due));

describe('the fifth business day', () => {
  it.each([
    // From Thursday to the Thursday before Good Friday: no holiday lies in it.
    ['2026-03-26T09:00', '2026-04-03T00:00', '2026-04-03T00:00'],
    // A day more, and it would fall on Good Friday: over Easter to the Tuesday.
    ['2026-03-27T09:00', '2026-04-08T00:00', '2026-04-04T00:00'],
    ['2026-03-30T09:00', '2026-04-09T00:00', '2026-04-07T00:00'],
    // A holiday itself: its first business day is the Tuesday after it.
    ['2026-04-03T09:00', '2026-04-14T00:00', '2026-04-11T00:00'],
    // Christmas on a Friday, and Boxing Day that is kept on the Monday.
    ['2026-12-17T09:00', '2026-12-25T00:00', '2026-12-25T00:00'],
    ['2026-12-18T09:00', '2026-12-30T00:00', '2026-12-26T00:00'],
    // Into the next year.
    ['2026-12-23T09:00', '2027-01-05T00:00', '2026-12-31T00:00'],
  ])('from %s: %s with the holidays of the region, else %s', (from, with_, without) => {
    expect(dues(decided(from, { holidays: 'AU-NSW' }))).toEqual([with_]);
    expect(dues(decided(from, {}))).toEqual([without]);
  });

  it('does not mind a day off of the house, nor another region’s holiday', () => {
    expect(dues(decided('2026-11-02T09:00', { holidays: 'AU-NSW', daysOff: ['2026-11-04'] }))).toEqual(['2026-11-10T00:00']);
    expect(dues(decided('2026-11-02T09:00', { holidays: 'AU-VIC' }))).toEqual(['2026-11-11T00:00']);
  });

  it('counts Monday to Friday in a region that nobody knows', () => {
    expect(dues(decided('2026-03-27T09:00', { holidays: 'AU-XX' }))).toEqual(['2026-04-04T00:00']);
  });

  it('leaves hours as they are, over Easter too', () => {
    expect(dues(decided('2026-04-02T22:10', { holidays: 'AU-NSW' }, 'au-ndis-24-hours'))).toEqual(['2026-04-03T22:10', '2026-04-14T00:00']);
  });
});

it('asks no calendar of what is not decided yet, where a limit of hours comes first', () => {
  const stage = smallHouse();
  const asked: string[] = [];
  stage.policy = { ...stage.policy, holidays: { ...holidays, isHoliday: (_, date) => asked.push(date) > 0 } };
  const site = [...stage.state.places.values()].find(({ kind }) => kind === 'site');
  if (site !== undefined) stage.put({ ...site, zone: ZONE, jurisdiction: 'AU-NSW', regimes: ['ndis'], holidays: 'AU-NSW' });
  stage.press('b-ana', [1, 1]);
  expect(dutyItems(stage.known, stage.debrief)).toMatchObject([{ unit: 'hours', from: stage.at, due: stage.at + DAY_MS }]);
  expect(asked).toEqual([]);
});

it('is planned anew once the region is changed, and not where something else of the place is', () => {
  const stage = decided('2026-03-27T09:00', {});
  const save = (more: Partial<Place>): void => {
    const site = [...stage.state.places.values()].find(({ kind }) => kind === 'site');
    if (site !== undefined) stage.give({ type: 'save', actor: 'person:sam', changes: [{ put: 'place', value: { ...site, ...more } }] });
  };
  const before = stage.debrief;
  save({ daysOff: ['2026-04-02'] });
  expect(stage.debrief).toBe(before);
  save({ holidays: 'AU-NSW' });
  // A row that was not set again has its old deadline.
  expect(stage.debrief).not.toBe(before);
  expect(dues(stage)).toEqual(['2026-04-08T00:00']);
});
