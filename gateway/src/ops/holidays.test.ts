import { describe, expect, it } from 'vitest';
import { HOLIDAYS_REGION_PATTERN } from '../contract/limits.ts';
import { PublicHolidays } from './holidays.ts';

const holidays = new PublicHolidays();

describe('public holidays', () => {
  it.each([
    // Each as the region's own government publishes it.
    ['AU-NSW', '2026-01-26', true],
    ['AU-NSW', '2026-04-03', true],
    ['AU-NSW', '2026-04-06', true],
    ['AU-NSW', '2026-06-08', true],
    ['AU-NSW', '2026-12-28', true],
    ['AU-NSW', '2026-11-03', false],
    ['AU-NSW', '2026-03-03', false],
    ['AU-VIC', '2026-11-03', true],
    ['NZ', '2026-02-06', true],
    ['NZ', '2026-01-02', true],
    ['NZ', '2026-01-26', false],
    ['AT', '2026-10-26', true],
    // Half a day off leaves a morning to work in.
    ['AU-QLD', '2026-12-24', false],
    // For those who keep it: no day off for everybody.
    ['AT', '2026-12-24', false],
  ])('%s %s: %s', (region, date, expected) => {
    expect(holidays.isHoliday(region, date)).toBe(expected);
  });

  it.each([
    ['AU', true],
    ['AU-NSW', true],
    ['NZ', true],
    ['US-LA-NO', true],
    ['XX', false],
    ['AU-XX', false],
    ['US-LA-XX', false],
    ['US-LA-NO-X', false],
    ['', false],
    ['au-nsw', false],
    ['constructor', false],
    ['AU-constructor', false],
  ])('is the region %j known: %s', (region, known) => {
    expect(holidays.knows(region)).toBe(known);
    if (!known) expect(holidays.isHoliday(region, '2026-01-01')).toBe(false);
  });

  it('names each region that can be chosen, and knows it', () => {
    const all = holidays.regions();
    expect(all.find(({ region }) => region === 'AU-NSW')).toEqual({ region: 'AU-NSW', name: 'Australia, New South Wales' });
    const pattern = new RegExp(HOLIDAYS_REGION_PATTERN);
    expect(all.filter(({ region }) => !holidays.knows(region) || !pattern.test(region))).toEqual([]);
  });

  it('keeps a few regions at a time and is right about all of them', () => {
    const many = new PublicHolidays();
    for (let year = 2000; year < 2140; year += 1) expect(many.isHoliday('NZ', `${String(year)}-01-01`)).toBe(true);
    expect(many.isHoliday('NZ', '2000-01-01')).toBe(true);
  });
});
