import { describe, expect, it, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../base/durations.ts';
import type { DutyNotifiedBody } from '../../contract/duty.ts';
import type { Place } from '../places.ts';
import type { DutySaid } from '../duty/said.ts';
import { dutyItems, isDutyOpen, keepYearsOf } from '../duty/standing.ts';
import { dutyDueAt, dutyRemindAt } from '../testing/due-times.ts';
import { dutySummary } from '../views/duty-summary.ts';
import { smallHouse, type Outcome, type Stage } from '../testing/stage.ts';

/** 09:00 on a Monday in Sydney. */
function opened(site: Partial<Place> = { jurisdiction: 'AU-NSW' }): Stage {
  const stage = smallHouse();
  for (const place of stage.state.places.values()) if (place.kind === 'site') stage.put({ ...place, zone: 'Australia/Sydney', ...site });
  stage.press('b-ana', [1, 1]);
  return stage;
}

const say = (stage: Stage, said: DutySaid, actor = 'ruth'): Outcome => stage.do(actor, { do: 'duty', said });
const decide = (stage: Stage, decision: 'yes' | 'no' | 'unsure', rules: string[] = []): Outcome =>
  say(stage, { say: 'decision', body: { decision, rules, why: 'she went to hospital' } });
const tell = (stage: Stage, more: Partial<DutyNotifiedBody> = {}): Outcome =>
  say(stage, {
    say: 'notified',
    body: { rule: 'au-nsw-whs', limit: 'first', at: stage.at, how: 'phone', to: 'SafeWork', reference: 'R-17', ...more },
  });
const open = (stage: Stage): (string | undefined)[] =>
  dutyItems(stage.known, stage.debrief).map(({ rule, limit }) => (rule === undefined ? 'decide' : `${rule}/${String(limit)}`));
const summary = (stage: Stage) => dutySummary(stage.state.committed, stage.debrief, stage.reader('ruth'));

describe('what is open', () => {
  test('undecided: to decide, at once; *no* ends it, and *not sure* does not', () => {
    const stage = opened();
    const start = stage.at;
    expect(open(stage)).toEqual(['decide']);
    expect(dutyDueAt(stage.known, stage.debrief)).toBe(start);
    expect(summary(stage)).toEqual({ open: 1, due: start, overdue: false });
    decide(stage, 'unsure');
    expect(open(stage)).toEqual(['decide']);
    decide(stage, 'no');
    expect(open(stage)).toEqual([]);
    expect(isDutyOpen(stage.debrief)).toBe(false);
    expect(summary(stage)).toMatchObject({ decision: 'no', by: { person: 'ruth' }, open: 0 });
    // Changed again: a version more, and open again.
    decide(stage, 'yes', ['au-nsw-whs']);
    expect(stage.debrief.duty?.decision).toMatchObject({ version: 3, decision: 'yes' });
    expect(open(stage)).toEqual(['au-nsw-whs/first']);
  });

  test('*yes* until each limit of each rule is met; in writing only once the regulator asks, and from then', () => {
    const stage = opened({ jurisdiction: 'AU-NSW', regimes: ['whs', 'ndis'] });
    decide(stage, 'yes', ['au-nsw-whs', 'au-ndis-24-hours']);
    expect(open(stage)).toEqual(['au-nsw-whs/first', 'au-ndis-24-hours/first', 'au-ndis-24-hours/detail']);
    stage.pass(HOUR_MS);
    tell(stage, { askedAt: stage.at });
    expect(open(stage)).toEqual(['au-nsw-whs/written', 'au-ndis-24-hours/first', 'au-ndis-24-hours/detail']);
    expect(dutyItems(stage.known, stage.debrief)[0]?.due).toBe(stage.at + 48 * HOUR_MS);
    tell(stage, { limit: 'written' });
    tell(stage, { rule: 'au-ndis-24-hours' });
    tell(stage, { rule: 'au-ndis-24-hours', limit: 'detail' });
    expect(open(stage)).toEqual([]);
    expect(isDutyOpen(stage.debrief)).toBe(false);
    expect(keepYearsOf(stage.debrief)).toBe(7);
  });

  test('a place of which nobody has said where it lies has no times, and still a question', () => {
    const stage = opened({ jurisdiction: undefined });
    expect(open(stage)).toEqual([]);
    expect(dutyRemindAt(stage.known, stage.debrief)).toBeUndefined();
    expect(summary(stage)).toEqual({ open: 1, overdue: false });
    decide(stage, 'yes', ['other']);
    expect(open(stage)).toEqual(['other/first']);
  });

  test('the short form is only offered it', () => {
    const stage = opened();
    stage.act('maria', 'take');
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'accidental' });
    expect(stage.debrief.short).toBe(true);
    expect(isDutyOpen(stage.debrief)).toBe(false);
    expect(summary(stage)).toBeUndefined();
    expect(dutyRemindAt(stage.known, stage.debrief)).toBeUndefined();
    decide(stage, 'unsure');
    expect(isDutyOpen(stage.debrief)).toBe(true);
    expect(open(stage)).toEqual(['decide']);
  });

  test('a rule that a later build does not know any more is left out, and nothing breaks', () => {
    const stage = opened();
    decide(stage, 'yes', ['au-nsw-whs']);
    const { duty } = stage.debrief;
    if (duty?.decision === undefined) throw new RangeError('it was decided');
    expect(dutyItems(stage.known, { ...stage.debrief, duty: { ...duty, decision: { ...duty.decision, rules: ['gone'] } } })).toEqual([]);
  });
});

describe('from when the time runs', () => {
  it.each([
    ['a year before', -366 * DAY_MS, 'accepted'],
    ['longer ago', -366 * DAY_MS - 1, 'refused'],
    ['now', 0, 'accepted'],
    ['not yet', 1, 'refused'],
  ])('%s', (_, offset, outcome) => {
    const stage = opened();
    expect(say(stage, { say: 'aware', body: { at: stage.at + offset, who: 'The night lead', why: 'she rang' } }).reply.outcome).toBe(
      outcome,
    );
  });

  test('said earlier the limits move with it', () => {
    const stage = opened({ jurisdiction: 'AU-NSW', regimes: ['sirs'] });
    const { facts } = say(stage, { say: 'aware', body: { at: stage.at - HOUR_MS, who: 'The night lead', why: 'she rang' } });
    expect(facts[0]).toMatchObject({ data: { aware: stage.at - HOUR_MS }, secret: { value: { who: 'The night lead', why: 'she rang' } } });
    expect(dutyDueAt(stage.known, stage.debrief)).toBe(stage.at + 23 * HOUR_MS);
  });
});

describe('reminders', () => {
  test('at once: an hour after, to the owner, and then once a day; a time that did not come yet is not told', () => {
    const stage = opened();
    const due = dutyRemindAt(stage.known, stage.debrief) ?? 0;
    expect(due).toBe(stage.at + HOUR_MS);
    stage.pass(HOUR_MS - 1);
    expect(stage.due('debriefs', stage.debrief.debrief).kinds).toEqual([]);
    expect(summary(stage)?.overdue).toBe(false);
    stage.pass(2);
    expect(summary(stage)?.overdue).toBe(true);
    const { kinds, messages } = stage.due('debriefs', stage.debrief.debrief);
    expect(kinds).toEqual(['DutyReminded']);
    expect(messages).toMatchObject([{ to: 'person:ruth', body: { template: 'duty-due' } }]);
    expect(dutyRemindAt(stage.known, stage.debrief)).toBe(stage.at + DAY_MS);
    expect(stage.debrief.state).toBe('waiting');
  });

  test('of 24 hours: 6 before and at the time; decided and told, none', () => {
    const stage = opened({ jurisdiction: 'AU-NSW', regimes: ['sirs'] });
    const start = stage.at;
    decide(stage, 'yes', ['au-sirs-one-2025']);
    expect(dutyRemindAt(stage.known, stage.debrief)).toBe(start + 18 * HOUR_MS);
    stage.pass(18 * HOUR_MS);
    stage.due('debriefs', stage.debrief.debrief);
    expect(dutyRemindAt(stage.known, stage.debrief)).toBe(start + 24 * HOUR_MS);
    tell(stage, { rule: 'au-sirs-one-2025' });
    expect(dutyRemindAt(stage.known, stage.debrief)).toBeUndefined();
  });

  test('of 30 days: a day before', () => {
    const stage = opened({ jurisdiction: 'AU-NSW', regimes: ['sirs'] });
    decide(stage, 'yes', ['au-sirs-two-2025']);
    expect(dutyRemindAt(stage.known, stage.debrief)).toBe((dutyDueAt(stage.known, stage.debrief) ?? 0) - DAY_MS);
  });
});

describe('what is taken', () => {
  it.each([
    ['yes without a rule', 'yes', [], 'why', 'refused'],
    ['yes by a rule that nobody knows', 'yes', ['moon'], 'why', 'refused'],
    ['no by a rule', 'no', ['au-nsw-whs'], 'why', 'refused'],
    ['a reason of blanks', 'no', [], '  ', 'refused'],
    ['another law', 'yes', ['other'], 'why', 'accepted'],
  ] as const)('a decision: %s', (_, decision, rules, why, outcome) => {
    expect(say(opened(), { say: 'decision', body: { decision, rules: [...rules], why } }).reply.outcome).toBe(outcome);
  });

  it.each([
    ['told a minute ago', { at: -MINUTE_MS }, 'accepted'],
    ['told tomorrow', { at: DAY_MS }, 'refused'],
    ['told a day before it happened', { at: -DAY_MS }, 'accepted'],
    ['told long before', { at: -DAY_MS - 1 }, 'refused'],
    ['asked tomorrow', { at: 0, askedAt: DAY_MS }, 'refused'],
  ])('%s', (_, times: { at: number; askedAt?: number }, outcome) => {
    const stage = opened();
    const more = times.askedAt === undefined ? {} : { askedAt: stage.at + times.askedAt };
    expect(tell(stage, { at: stage.at + times.at, ...more }).reply.outcome).toBe(outcome);
  });

  test('a limit that the rule does not have', () => {
    expect(tell(opened(), { limit: 'detail' }).reply).toMatchObject({ outcome: 'refused', code: 'invalid' });
  });

  test('the words are sealed under the debrief; rules and times stand open', () => {
    const stage = opened();
    const facts = [...decide(stage, 'yes', ['au-nsw-whs']).facts, ...tell(stage).facts];
    for (const fact of facts) {
      expect(fact.secret?.subject).toBe(`debrief:${stage.debrief.debrief}`);
      expect(JSON.stringify(fact.data)).not.toMatch(/hospital|phone|SafeWork|R-17/);
    }
    expect(stage.debrief.duty?.told).toEqual([{ rule: 'au-nsw-whs', limit: 'first', at: stage.at }]);
  });
});

it('its times follow the place also where the debrief itself is the same row as before', () => {
  const stage = opened();
  const put = (more: object): void => {
    for (const site of stage.state.places.values()) if (site.kind === 'site') stage.put({ ...site, ...more });
  };
  const time = (): number | undefined => dutyRemindAt({ state: stage.state, holidays: undefined }, stage.debrief);
  put({ jurisdiction: undefined });
  expect(time()).toBeUndefined();
  put({ jurisdiction: 'AU-NSW' });
  const first = time();
  expect(first).toBeGreaterThan(stage.debrief.openedAt);
  put({ regimes: ['sirs'] });
  const other = time();
  expect(other).not.toBe(first);
  put({ regimes: undefined });
  expect([time(), time()]).toEqual([first, first]);
  put({ jurisdiction: undefined });
  expect(time()).toBeUndefined();
});
