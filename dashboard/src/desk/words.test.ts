import { describe, expect, it } from 'vitest';
import { routeOf, to } from './route.ts';
import { dayEnd, dayStart, isoDay } from './set-up/days.ts';
import { namedPlaces, treeOf } from './set-up/place-names.ts';
import { reviewBody, reviewFields } from './debrief/review-parts.ts';
import { dueWords } from './tasks/due.ts';
import { whyMe } from './tasks/why.ts';
import { texts } from './texts/en.ts';

const HOUR_MS = 3_600_000;

describe('due times in words', () => {
  const now = Date.parse('2026-11-23T10:00:00Z');
  const iso = (at: number) => new Date(at).toISOString();
  const words = {
    texts: texts.tasks.due,
    span: (ms: number) => `${ms / 60_000} minutes`,
    time: (at: number) => iso(at).slice(11, 16),
    day: (at: number) => iso(at).slice(0, 10),
    dayKey: (at: number) => iso(at).slice(0, 10),
  };
  it.each([
    [now + HOUR_MS / 2, 'due in 30 minutes'],
    [now + HOUR_MS, 'due today at 11:00'],
    [now + 14 * HOUR_MS, 'due tomorrow at 00:00'],
    [now + 72 * HOUR_MS, 'due 2026-11-26, 10:00'],
    [now - 1, 'was due 2026-11-23, 09:59'],
  ])('%d is “%s”', (due, said) => {
    expect(dueWords(due, now, words)).toBe(said);
  });
});

describe('why me', () => {
  const to = { person: 'ben', name: 'Ben' };
  const dora = { person: 'dora', name: 'Dora' };
  const worker = { person: 'ana', name: 'Ana' };
  it('names the worker, or whoever was passed over, or whoever handed it on', () => {
    expect(whyMe({ worker, why: { to, at: 0, reason: 'manager', passed: [] } }, texts.why)).toBe(
      'You got this because you are Ana’s manager.',
    );
    expect(whyMe({ worker, why: { to, at: 0, reason: 'leave', passed: [{ ...dora, why: 'leave' }] } }, texts.why)).toContain(
      'Dora is on leave',
    );
    expect(whyMe({ worker, why: { to, from: dora, at: 0, reason: 'by-hand', passed: [] } }, texts.why)).toBe('Dora handed this to you.');
    expect(whyMe({ worker, why: { to, from: dora, at: 0, reason: 'no-answer', passed: [] } }, texts.why)).toContain('Dora did not answer');
  });
});

describe('addresses', () => {
  it('lead where they say, also with odd ids', () => {
    expect(routeOf(to.device('a.b_c-1'))).toEqual({ page: 'device', id: 'a.b_c-1' });
    expect(routeOf(to.debrief('d/1', 'welfare'))).toEqual({ page: 'debrief', debrief: 'd/1', part: 'welfare' });
    expect(routeOf(to.newPlace('s1'))).toEqual({ page: 'places', id: 'new', below: 's1' });
    expect(routeOf('')).toEqual({ page: 'tasks' });
    expect(routeOf('#/%')).toEqual({ page: 'unknown' });
  });
});

describe('days', () => {
  it('end where the next one begins, also when a day has 23 or 25 hours', () => {
    for (const day of ['2026-12-31', '2026-03-29', '2026-10-25', '2026-04-05', '2026-10-04']) {
      expect(isoDay(dayEnd(day))).not.toBe(day);
      expect(isoDay(dayEnd(day) - 1)).toBe(day);
      expect(isoDay(dayStart(day))).toBe(day);
    }
  });
});

describe('places', () => {
  const site = { place: 's', name: 'Site', kind: 'site' } as const;
  const room = { place: 'r', name: 'Room 2', kind: 'room', parent: 's' } as const;
  it('are named from the site down and stand in a tree, orphans at its top', () => {
    expect(namedPlaces([room, site]).map(({ name }) => name)).toEqual(['Site', 'Site › Room 2']);
    expect(treeOf([room, site])).toEqual([{ place: site, below: [{ place: room, below: [] }] }]);
    expect(treeOf([room])).toEqual([{ place: room, below: [] }]);
  });
  it('that lie in each other end somewhere', () => {
    const loop = [
      { ...room, place: 'a', parent: 'b' },
      { ...room, place: 'b', parent: 'a' },
    ];
    expect(namedPlaces(loop)).toHaveLength(2);
  });
});

it('sends a review without what was left empty, and no step as helpful that was not possible', () => {
  const fields = reviewFields(undefined, 'Taken after 14 seconds.');
  fields.possible = ['listen'];
  fields.helped = ['listen', 'nod'];
  fields.harm.client.social = 'some';
  expect(reviewBody(fields)).toEqual({
    alarmWorked: 'Taken after 14 seconds.',
    possible: ['listen'],
    helped: ['listen'],
    client: { social: 'some' },
  });
});
