import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../base/durations.ts';
import type { PreventActionBody } from '../../contract/debrief.ts';
import type { Debrief } from '../debrief.ts';
import { accepted, answer, dueAt, following, heard, next, pressedAt, there, wall, welfare } from '../testing/debrief-stage.ts';
import { person, place, smallHouse, somebody, somewhere, type Stage } from '../testing/stage.ts';
import { openItems } from './debrief-items.ts';

/** What comes by itself, in short words, until `count` things have. */
function story(stage: Stage, count: number): string[] {
  return Array.from({ length: count }, () => {
    const { facts, messages, at } = next(stage);
    const [fact] = facts;
    const words = facts.map(({ kind, data }) =>
      kind === 'DebriefReminded'
        ? `${data.step} ${data.item}`
        : kind === 'DebriefReassigned'
          ? `${data.from}→${data.to} ${data.reason}`
          : kind,
    );
    const sent = messages.map((message) => `${message.to.slice('person:'.length)} ${wall(message.dueAt)}`);
    return `${at} ${words.join(', ')} | ${sent.join(', ')}${fact === undefined ? ' nothing' : ''}`;
  });
}

describe('each item of a debrief has its own time', () => {
  it.each<[string, (stage: Stage) => unknown, string[]]>([
    [
      'at first',
      () => undefined,
      ['welfare 2026-03-02T17:00', 'debrief 2026-03-05T09:00', 'week 2026-03-09T09:00', 'month 2026-03-30T09:00'],
    ],
    [
      'after the welfare check',
      (stage) => stage.do('ruth', welfare),
      ['debrief 2026-03-05T09:00', 'week 2026-03-09T09:00', 'month 2026-03-30T09:00'],
    ],
    [
      'after the answer',
      (stage) => [stage.do('ruth', welfare), stage.do('ruth', answer)],
      ['week 2026-03-09T09:00', 'month 2026-03-30T09:00'],
    ],
    [
      'after the week',
      (stage) => [stage.do('ruth', welfare), stage.do('ruth', answer), stage.do('ruth', heard('week'))],
      ['month 2026-03-30T09:00'],
    ],
    [
      'after four weeks without the one before',
      (stage) => [stage.do('ruth', welfare), stage.do('ruth', heard('month'))],
      ['debrief 2026-03-05T09:00'],
    ],
  ])('%s', (_, then, items) => {
    const stage = accepted();
    then(stage);
    expect(openItems(stage.debrief).map(({ item, due }) => `${item} ${wall(due)}`)).toEqual(items);
  });

  it('seventy-two hours, a week and four weeks are plain time; a clock that is set in between moves them not at all', () => {
    // 2026-04-05 03:00 → 02:00.
    const items = openItems(accepted('2026-04-03T23:59').debrief);
    expect(items.map(({ item, due }) => `${item} ${wall(due)}`)).toEqual([
      'welfare 2026-04-04T07:59',
      'debrief 2026-04-06T22:59',
      'week 2026-04-10T22:59',
      'month 2026-05-01T22:59',
    ]);
  });

  it('a change has its day, and the look whether it worked another; the short form asks for nothing else but the answer', () => {
    const stage = accepted();
    const due = stage.at + 3 * DAY_MS;
    stage.do('ruth', { do: 'action', body: { what: 'a door', kind: 'place', owner: 'tom', due } satisfies PreventActionBody });
    const [action] = stage.debrief.actions;
    const done: Debrief = { ...stage.debrief, actions: [{ ...(action ?? fail()), state: 'done', checkDue: due + DAY_MS }] };
    const items = (debrief: Debrief): string[] => openItems(debrief).map(({ kind, who, due: at }) => `${kind} ${who} ${wall(at)}`);
    expect(items({ ...stage.debrief, short: true })).toEqual(['debrief ruth 2026-03-05T09:00', 'action tom 2026-03-05T09:00']);
    expect(items({ ...done, short: true })).toEqual(['debrief ruth 2026-03-05T09:00', 'check ruth 2026-03-06T09:00']);
    for (const state of ['checked', 'dropped'] as const)
      expect(items({ ...done, short: true, actions: [{ ...(action ?? fail()), state }] })).toEqual(['debrief ruth 2026-03-05T09:00']);
  });
});

describe('reminders, and what comes after them', () => {
  it('the welfare check: an hour before, when it is due, and an hour of work later to the next above; then each day of work', () => {
    expect(story(accepted(), 5)).toEqual([
      '2026-03-02T16:00 before welfare | ruth 2026-03-02T16:00',
      '2026-03-02T17:00 due welfare | ruth 2026-03-02T17:00',
      '2026-03-02T18:00 ruth→sam overdue | sam 2026-03-02T18:00',
      // Nobody has accepted it: that clock runs first.
      '2026-03-03T08:30 sam→ruth no-answer | ruth 2026-03-03T08:30',
      '2026-03-03T09:00 ruth→sam no-answer | sam 2026-03-03T09:00',
    ]);
  });

  it('whoever gets it overdue and accepts has a day of work before it goes on', () => {
    const stage = accepted();
    story(stage, 3);
    stage.do('sam', { do: 'accept' });
    // Sam's day is the 3rd, eight hours of work after 18:00 of the 2nd.
    expect(story(stage, 3)).toEqual([
      '2026-03-03T16:00 sam→ruth overdue | ruth 2026-03-03T16:00',
      '2026-03-03T16:30 ruth→sam no-answer | sam 2026-03-03T16:30',
      '2026-03-03T17:00 sam→ruth no-answer | ruth 2026-03-03T17:00',
    ]);
  });

  it.each([
    ['on a workday', '2026-03-02T09:00', '2026-03-05T17:00'],
    ['due on a Saturday', '2026-03-04T09:00', '2026-03-09T16:00'],
    ['due at midnight', '2026-03-03T00:00', '2026-03-06T16:00'],
    ['due on Good Friday', '2026-03-31T10:00', '2026-04-07T16:00'],
    ['over the night that has one hour more', '2026-04-01T09:00', '2026-04-07T16:00'],
  ])('the debrief, %s: never moved outside of working time', (_, pressed, moves) => {
    const stage = smallHouse();
    stage.put({ ...(stage.state.places.get(place('site')) ?? fail()), daysOff: ['2026-04-03', '2026-04-06'] });
    accepted(pressed, stage);
    stage.do('ruth', welfare);
    const [before, due] = [next(stage), next(stage)];
    let moved = next(stage);
    // The week comes in between where the debrief is that late.
    while (!moved.kinds.includes('DebriefReassigned')) moved = next(stage);
    expect([before.facts[0]?.data, due.facts[0]?.data]).toMatchObject([{ step: 'before' }, { step: 'due' }]);
    expect(stage.debrief.debriefDue).toBe(there(pressed) + 72 * HOUR_MS);
    expect(moved).toMatchObject({ at: moves, facts: [{ data: { from: 'ruth', to: 'sam', reason: 'overdue' } }] });
  });

  it('one millisecond before each time nothing comes of it', () => {
    const stage = accepted();
    for (let i = 0; i < 12; i += 1) {
      const due = dueAt(stage);
      stage.pass(due - stage.at - 1);
      expect(stage.due('debriefs', stage.debrief.debrief).facts).toEqual([]);
      stage.pass(1);
      expect(stage.due('debriefs', stage.debrief.debrief).facts).not.toEqual([]);
    }
  });

  it('a reminder in the night goes out in the morning, but who is asked on a night shift is asked in the night', () => {
    const stage = accepted('2026-03-02T20:00');
    expect(story(stage, 2)).toEqual([
      '2026-03-03T03:00 before welfare | ruth 2026-03-03T03:00',
      '2026-03-03T04:00 due welfare | ruth 2026-03-03T04:00',
    ]);
    stage.do('ruth', welfare);
    expect(story(stage, 1)).toEqual(['2026-03-04T20:00 before debrief | ruth 2026-03-05T08:00']);
  });

  it('a change that is late: its owner, then the debrief’s owner too, each day of work, for ever', () => {
    const stage = following();
    stage.do('ruth', heard('month'));
    expect(stage.state.debriefs.size).toBe(0);
    const other = following();
    other.do('ruth', {
      do: 'action',
      body: { what: 'a door', kind: 'place', owner: 'tom', due: there('2026-03-04T09:00') } satisfies PreventActionBody,
    });
    other.do('ruth', heard('month'));
    const item = openItems(other.debrief)[0]?.item ?? '';
    expect(story(other, 5)).toEqual([
      `2026-03-03T09:00 before ${item} | tom 2026-03-03T09:00`,
      `2026-03-04T09:00 due ${item} | tom 2026-03-04T09:00`,
      `2026-03-04T17:00 late ${item} | tom 2026-03-04T17:00, ruth 2026-03-04T17:00`,
      `2026-03-05T15:00 late ${item} | tom 2026-03-05T15:00, ruth 2026-03-05T15:00`,
      `2026-03-06T13:00 late ${item} | tom 2026-03-06T13:00, ruth 2026-03-06T13:00`,
    ]);
    for (let i = 0; i < 100; i += 1) next(other);
    expect(other.debrief).toMatchObject({ state: 'following', owner: 'ruth' });
  });

  it('whose change it is and is away: the debrief’s owner hears of it', () => {
    const stage = following();
    stage.do('ruth', {
      do: 'action',
      body: { what: 'a door', kind: 'place', owner: 'tom', due: there('2026-03-04T09:00') } satisfies PreventActionBody,
    });
    stage.put(somebody('tom', { manager: person('ruth'), unavailable: true }));
    expect(next(stage).messages.map(({ to }) => to)).toEqual(['person:ruth']);
  });

  it('in a house of one it stays with them and is said again each day of work', () => {
    const stage = smallHouse();
    for (const id of ['sam', 'tom', 'maria', 'lee']) stage.put(somebody(id, { active: false, manager: person('ruth') }));
    stage.press('b-ana', [1, 1]);
    stage.do('ruth', { do: 'accept' });
    expect(story(stage, 5)).toEqual([
      '2026-03-02T16:00 before welfare | ruth 2026-03-02T16:00',
      '2026-03-02T17:00 due welfare | ruth 2026-03-02T17:00',
      '2026-03-02T18:00 late welfare | ruth 2026-03-02T18:00',
      '2026-03-03T16:00 late welfare | ruth 2026-03-03T16:00',
      '2026-03-04T09:00 before debrief | ruth 2026-03-04T09:00',
    ]);
    expect(stage.debrief).toMatchObject({ state: 'accepted', owner: 'ruth' });
  });

  it('one person is told once of whatever falls together', () => {
    const stage = accepted();
    stage.pass(60 * DAY_MS);
    const { kinds, messages } = stage.due('debriefs', stage.debrief.debrief);
    expect(kinds).toEqual(Array(4).fill('DebriefReminded'));
    expect(messages).toMatchObject([
      { to: 'person:ruth', body: { template: 'debrief-reminder', items: ['welfare', 'debrief', 'week', 'month'] } },
    ]);
  });

  it('the hours and days off of the nearest place count, and holidays of its region', () => {
    const stage = smallHouse();
    stage.policy = {
      ...stage.policy,
      holidays: { knows: () => true, regions: () => [], isHoliday: (region, date) => region === 'AU-NSW' && date === '2026-03-03' },
    };
    stage.put({ ...(stage.state.places.get(place('site')) ?? fail()), holidays: 'AU-NSW', daysOff: ['2026-03-02'] });
    stage.put(somewhere('room1', { parent: place('site'), workHours: [{ days: [1, 2, 3, 4, 5], from: '06:00', to: '14:00' }] }));
    pressedAt('2026-03-02T09:00', stage);
    expect(stage.debrief).toMatchObject({ acceptBy: there('2026-03-04T06:30') });
  });
});

function fail(): never {
  throw new RangeError('it is not there');
}
