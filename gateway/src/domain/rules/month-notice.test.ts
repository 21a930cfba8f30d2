import { describe, expect, it, test } from 'vitest';
import { DAY_MS } from '../../base/durations.ts';
import { nextDue } from '../decide.ts';
import type { Place } from '../places.ts';
import { person, place, smallHouse, type Outcome, type Stage } from '../testing/stage.ts';

const ZONE = 'Australia/Sydney';
const epoch = (wall: string): number => Temporal.PlainDateTime.from(wall).toZonedDateTime(ZONE).epochMilliseconds;
const SITE = 'site';

/** 2026-03-10 09:00 in Sydney. */
function house(site: Partial<Place> = {}): Stage {
  const stage = smallHouse();
  stage.at = epoch('2026-03-10T09:00');
  const row = stage.state.places.get(place(SITE));
  if (row !== undefined) stage.put({ ...row, zone: ZONE, ...site });
  return stage;
}

const want = (stage: Stage, actor: string, { wanted = true, site = SITE } = {}): Outcome =>
  stage.give({ type: 'month-notice', actor: person(actor), site: place(site), wanted });
const due = (stage: Stage): string | undefined => {
  const value = nextDue(stage.state, { table: 'monthNotices', key: SITE }, stage.policy)?.value;
  return value === undefined
    ? undefined
    : Temporal.Instant.fromEpochMilliseconds(value).toZonedDateTimeISO(ZONE).toPlainDateTime().toString();
};
const look = (stage: Stage, wall: string): Outcome => {
  stage.at = epoch(wall);
  return stage.due('monthNotices', SITE);
};

describe('when a month is told of', () => {
  it('is in the first moment of work after it, on the site’s clock, once', () => {
    const stage = house();
    expect(due(stage)).toBeUndefined();
    want(stage, 'ruth');
    expect(due(stage)).toBe('2026-04-01T08:00:00');
    expect(look(stage, '2026-04-01T07:59:59').kinds).toEqual([]);
    const { facts, messages } = look(stage, '2026-04-01T08:00');
    expect(facts).toMatchObject([{ kind: 'MonthNoticeSent', data: { site: SITE, month: '2026-03', to: ['ruth'] } }]);
    expect(messages).toEqual([
      {
        id: expect.any(String) as string,
        channel: 'contact',
        to: 'person:ruth',
        body: { template: 'month-ready', place: SITE, month: '2026-03' },
        dueAt: stage.at,
      },
    ]);
    expect(look(stage, '2026-04-01T08:00').kinds).toEqual([]);
    // The first of May is a Friday.
    expect(due(stage)).toBe('2026-05-01T08:00:00');
  });

  it('waits for a weekend, and for a day off of the site', () => {
    const stage = house({ daysOff: ['2026-08-03'] });
    stage.at = epoch('2026-07-15T09:00');
    want(stage, 'ruth');
    expect(due(stage)).toBe('2026-08-04T08:00:00');
    stage.give({
      type: 'save',
      actor: 'person:sam',
      changes: [{ put: 'place', value: { ...(stage.state.places.get(place(SITE)) ?? fail()), daysOff: [] } }],
    });
    expect(due(stage)).toBe('2026-08-03T08:00:00');
  });

  it('is when the gateway is back; of months that it slept through the newest alone', () => {
    const stage = house();
    want(stage, 'ruth');
    expect(look(stage, '2026-07-14T03:00').facts).toMatchObject([{ data: { month: '2026-06' } }]);
    expect(due(stage)).toBe('2026-08-03T08:00:00');
  });

  it('back on a weekend that begins a month, tells of the month before and then of this one', () => {
    const stage = house();
    want(stage, 'ruth');
    expect(look(stage, '2026-08-01T12:00').facts).toMatchObject([{ data: { month: '2026-06' } }]);
    expect(look(stage, '2026-08-03T08:00').facts).toMatchObject([{ data: { month: '2026-07' } }]);
  });
});

describe('who is told', () => {
  it('is everybody who wants it, and nobody who left', () => {
    const stage = house();
    want(stage, 'ruth');
    want(stage, 'sam');
    want(stage, 'lee');
    want(stage, 'lee', { wanted: false });
    const sam = stage.state.people.get(person('sam'));
    if (sam !== undefined) stage.put({ ...sam, active: false });
    const { facts, messages } = look(stage, '2026-04-01T08:00');
    expect(facts).toMatchObject([{ data: { to: ['ruth'] } }]);
    expect(messages).toHaveLength(1);
  });

  it('is somebody who asks before the work of a month begins, without taking it from who asked before', () => {
    const stage = house();
    want(stage, 'ruth');
    stage.at = epoch('2026-04-01T05:00');
    want(stage, 'sam');
    expect(look(stage, '2026-04-01T08:00').facts).toMatchObject([{ data: { month: '2026-03', to: ['ruth', 'sam'] } }]);
  });

  it('hears of nothing that went by while nobody wanted it', () => {
    const stage = house();
    want(stage, 'ruth');
    want(stage, 'ruth', { wanted: false });
    expect(due(stage)).toBeUndefined();
    stage.at += 90 * DAY_MS;
    want(stage, 'ruth');
    expect(due(stage)).toBe('2026-07-01T08:00:00');
    expect(look(stage, '2026-06-08T12:00').kinds).toEqual([]);
  });

  test('said twice is said once; a room is no site', () => {
    const stage = house();
    expect(want(stage, 'ruth').kinds).toEqual(['MonthNoticeSaid']);
    expect(want(stage, 'ruth').kinds).toEqual([]);
    expect(want(stage, 'sam', { wanted: false }).kinds).toEqual([]);
    expect(want(stage, 'ruth', { site: 'room1' }).reply).toMatchObject({ outcome: 'refused', code: 'unknown-place' });
    expect(want(stage, 'ruth', { site: 'nowhere' }).reply).toMatchObject({ outcome: 'refused', code: 'unknown-place' });
  });

  test('a site that is taken away takes it along', () => {
    const stage = house();
    want(stage, 'ruth');
    stage.give({
      type: 'save',
      actor: 'person:sam',
      changes: [{ put: 'place', value: { ...(stage.state.places.get(place(SITE)) ?? fail()), place: place('s2') } }],
    });
    want(stage, 'ruth', { site: 's2' });
    stage.give({ type: 'save', actor: 'person:sam', changes: [{ remove: 'place', key: place('s2') }] });
    expect([...stage.state.monthNotices.values()].map(({ site }) => site)).toEqual([SITE]);
  });
});

function fail(): never {
  throw new RangeError('no site');
}
