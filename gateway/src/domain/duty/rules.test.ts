import { Compile } from 'typebox/compile';
import { describe, expect, it, test } from 'vitest';
import { DUTY_RULES_MAX, DutyRule } from '../../contract/duty.ts';
import { JURISDICTIONS, REGIMES } from '../../contract/jurisdictions.ts';
import { DUTY_RULES, dutyRule, holdsOn, isStale, OTHER_RULE, rulesOf } from './rules.ts';

const fits = Compile(DutyRule);
const names = (jurisdiction: string | undefined, day: string, regimes?: readonly string[]) =>
  rulesOf({ jurisdiction, regimes, day }).map(({ rule }) => rule);

describe('each rule about telling a regulator', () => {
  it.each([...DUTY_RULES, OTHER_RULE].map((rule) => [rule.rule, rule] as const))(
    '%s fits, has its source, and a first limit that runs by itself',
    (_, rule) => {
      expect(fits.Errors(rule)).toEqual([]);
      for (const day of [rule.checked, rule.from, rule.until]) {
        // A day that no calendar has would never come.
        if (day !== undefined && day !== 'unknown') expect(Temporal.PlainDate.from(day).toString()).toBe(day);
      }
      if (rule.until !== undefined) expect(rule.from < rule.until).toBe(true);
      expect(rule.limits[0]?.from).toBe('aware');
      for (const { unit, count } of rule.limits) expect(count === 0).toBe(unit === 'at-once');
      for (const list of [rule.limits, rule.questions]) expect(new Set(list.map(({ key }) => key)).size).toBe(list.length);
      for (const { web } of [rule.source, rule.regulator]) expect(new URL(web).protocol).toMatch(/^https?:$/);
      // Whatever was not read in its source says so.
      if (rule.sure === 'from-memory' && rule !== OTHER_RULE) expect(rule.note).toBeDefined();
    },
  );

  test('has a name of its own, and a place that can be set up', () => {
    expect(new Set(DUTY_RULES.map(({ rule }) => rule)).size).toBe(DUTY_RULES.length);
    const known = [...Object.keys(JURISDICTIONS), ...Object.keys(JURISDICTIONS).map((one) => one.slice(0, 2))];
    expect(DUTY_RULES.filter(({ jurisdiction }) => !known.includes(jurisdiction))).toEqual([]);
    for (const jurisdiction of Object.keys(JURISDICTIONS)) expect(names(jurisdiction, '2026-06-01').length).toBeGreaterThan(0);
    expect(dutyRule('au-nsw-whs')?.regulator.name).toBe('SafeWork NSW');
    expect(dutyRule('moon')).toBeUndefined();
  });

  test('never holds on a day on which another of its topic does', () => {
    for (const one of DUTY_RULES) {
      const others = DUTY_RULES.filter((other) => other !== one && other.topic === one.topic && other.jurisdiction === one.jurisdiction);
      for (const other of others) {
        expect(
          one.from === 'unknown' || other.from === 'unknown' || one.until === other.from || other.until === one.from,
          `${one.rule} ${other.rule}`,
        ).toBe(true);
      }
    }
  });

  test('of one place are never more than a decision can name', () => {
    for (const jurisdiction of Object.keys(JURISDICTIONS))
      expect(names(jurisdiction, '2026-06-01', REGIMES).length).toBeLessThan(DUTY_RULES_MAX);
  });
});

describe('which rules a place has', () => {
  it.each([
    ['nothing set', undefined, '2026-06-01', undefined, []],
    ['a state that is not known here', 'DE-BE', '2026-06-01', REGIMES, []],
    ['safety at work alone, where no regime is set', 'AU-NSW', '2026-06-01', undefined, ['au-nsw-whs', 'au-nsw-whs-violent']],
    ['no regime at all', 'AU-NSW', '2026-06-01', [], []],
    ['the country’s rules in a state', 'AU-VIC', '2026-06-01', ['whs', 'ndis'], ['au-vic-ohs', 'au-ndis-24-hours', 'au-ndis-restraint']],
    ['the last day of the old Act', 'AU-SA', '2025-10-31', ['sirs'], ['au-sirs-one-2021', 'au-sirs-two-2021']],
    ['the first day of the new one', 'AU-SA', '2025-11-01', ['sirs'], ['au-sirs-one-2025', 'au-sirs-two-2025']],
    ['the day before Western Australia’s Act', 'AU-WA', '2022-03-30', undefined, ['au-wa-whs-violent']],
    ['its first day', 'AU-WA', '2022-03-31', undefined, ['au-wa-whs', 'au-wa-whs-violent']],
    ['another country', 'NZ', '2026-06-01', REGIMES, ['nz-hswa']],
  ])('%s', (_, jurisdiction, day, regimes, expected) => {
    expect(names(jurisdiction, day, regimes)).toEqual(expected);
  });

  test('what is not known to be law is shown and never holds', () => {
    const violent = dutyRule('au-nsw-whs-violent');
    expect(violent).toMatchObject({ from: 'unknown', sure: 'checked' });
    expect(violent === undefined || holdsOn(violent, '2030-01-01')).toBe(false);
  });
});

test('a source that nobody has looked at for a year is said to be old, from that day on', () => {
  const checked = '2026-11-29';
  expect(isStale({ checked }, Date.UTC(2027, 10, 28, 23, 59))).toBe(false);
  expect(isStale({ checked }, Date.UTC(2027, 10, 29))).toBe(true);
});
