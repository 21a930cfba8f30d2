import { describe, expect, it, test } from 'vitest';
import { ManualClock } from '../../../../tests/harness/clock.ts';
import { Pace } from '../../base/pace.ts';
import { LEAVE_AHEAD_DAYS, LEAVE_EVENTS_MAX } from '../../contract/absence.ts';
import { readLeave, type LeaveRead } from './leave-calendar.ts';

const zone = 'Australia/Sydney';
/** 2026-03-02, a Monday, 09:00 in Sydney. */
const at = Date.UTC(2026, 2, 1, 22);
const clock = new ManualClock(at);

const file = (...events: readonly string[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'X-WR-CALNAME:Ruth',
    ...events.map((event) => `BEGIN:VEVENT\n${event}\nEND:VEVENT`),
    'END:VCALENDAR',
  ].join('\n');
const read = (text: string, which: 'leave' | 'all' = 'leave'): Promise<LeaveRead> =>
  readLeave(text, { zone, at, which, pace: new Pace(clock) });
const wall = (moment: number): string =>
  Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
/** As `from – to` on the clock in Sydney. */
const periods = async (...events: readonly string[]): Promise<string[]> =>
  (await read(file(...events))).periods.map(({ from, to }) => `${wall(from)} – ${wall(to)}`);

const LEAVE = 'UID:1\nSUMMARY:Annual leave';
const WEEK = `${LEAVE}\nDTSTART;VALUE=DATE:20260309\nDTEND;VALUE=DATE:20260314`;

describe('leave from a calendar', () => {
  it.each<[string, string[], string[]]>([
    ['whole days', [WEEK], ['2026-03-09T00:00 – 2026-03-14T00:00']],
    ['one day without an end', [`${LEAVE}\nDTSTART;VALUE=DATE:20260309`], ['2026-03-09T00:00 – 2026-03-10T00:00']],
    ['hours in UTC', [`${LEAVE}\nDTSTART:20260309T010000Z\nDTEND:20260309T030000Z`], ['2026-03-09T12:00 – 2026-03-09T14:00']],
    [
      'hours on another clock',
      [`${LEAVE}\nDTSTART;TZID=Europe/Berlin:20260309T010000\nDURATION:PT2H`],
      ['2026-03-09T11:00 – 2026-03-09T13:00'],
    ],
    [
      'hours on a clock that Outlook names',
      [`${LEAVE}\nDTSTART;TZID=W. Australia Standard Time:20260309T090000\nDURATION:PT2H`],
      ['2026-03-09T12:00 – 2026-03-09T14:00'],
    ],
    [
      'hours that name no clock: the person’s',
      [`${LEAVE}\nDTSTART:20260309T090000\nDURATION:PT2H`],
      ['2026-03-09T09:00 – 2026-03-09T11:00'],
    ],
    ['called off', [`${WEEK}\nSTATUS:CANCELLED`], []],
    ['over already', [`${LEAVE}\nDTSTART;VALUE=DATE:20260223\nDTEND;VALUE=DATE:20260302`], []],
    ['running', [`${LEAVE}\nDTSTART;VALUE=DATE:20260223\nDTEND;VALUE=DATE:20260303`], ['2026-02-23T00:00 – 2026-03-03T00:00']],
    [
      'two that touch are one',
      [WEEK, `UID:2\nSUMMARY:Leave\nDTSTART;VALUE=DATE:20260314\nDTEND;VALUE=DATE:20260316`],
      ['2026-03-09T00:00 – 2026-03-16T00:00'],
    ],
    [
      'through the end of daylight saving',
      [`${LEAVE}\nDTSTART;VALUE=DATE:20260404\nDTEND;VALUE=DATE:20260407`],
      ['2026-04-04T00:00 – 2026-04-07T00:00'],
    ],
    [
      'a series, with a day left out, one called off and one moved',
      [
        `${LEAVE}\nDTSTART;VALUE=DATE:20260306\nRRULE:FREQ=WEEKLY;COUNT=5\nEXDATE;VALUE=DATE:20260313`,
        `${LEAVE}\nRECURRENCE-ID;VALUE=DATE:20260320\nDTSTART;VALUE=DATE:20260320\nSTATUS:CANCELLED`,
        `${LEAVE}\nRECURRENCE-ID;VALUE=DATE:20260327\nDTSTART;VALUE=DATE:20260326`,
      ],
      ['2026-03-06T00:00 – 2026-03-07T00:00', '2026-03-26T00:00 – 2026-03-27T00:00', '2026-04-03T00:00 – 2026-04-04T00:00'],
    ],
  ])('%s', async (_, events, expected) => {
    expect(await periods(...events)).toEqual(expected);
  });

  it('a series without an end goes as far as leave is taken, and no further', async () => {
    const found = (await read(file(`${LEAVE}\nDTSTART;VALUE=DATE:20200103\nRRULE:FREQ=WEEKLY`))).periods;
    expect(wall(found[0]?.from ?? 0)).toBe('2026-03-06T00:00');
    expect(found).toHaveLength(Math.floor(LEAVE_AHEAD_DAYS / 7));
    expect((found.at(-1)?.from ?? 0) - at).toBeLessThan(LEAVE_AHEAD_DAYS * 86_400_000);
  });
});

describe('which events are leave', () => {
  it.each([
    ['SUMMARY:Annual leave', true],
    ['SUMMARY:Out of Office', true],
    ['SUMMARY:Urlaub', true],
    ['SUMMARY:Team meeting\nX-MICROSOFT-CDO-BUSYSTATUS:OOF', true],
    ['SUMMARY:Beach\nCATEGORIES:Private,Vacation', true],
    ['SUMMARY:Team meeting', false],
    ['SUMMARY:Cleaver workshop', false],
  ])('%s: %s', async (words, isLeave) => {
    const event = `UID:1\n${words}\nDTSTART;VALUE=DATE:20260309`;
    expect(await read(file(event))).toMatchObject({ name: 'Ruth', others: isLeave ? 0 : 1 });
    expect((await read(file(event))).periods).toHaveLength(isLeave ? 1 : 0);
    // Where the whole calendar is leave.
    expect((await read(file(event), 'all')).periods).toHaveLength(1);
  });

  it.each(['TRANSP:TRANSPARENT', 'X-MICROSOFT-CDO-BUSYSTATUS:FREE'])('what leaves somebody free is none: %s', async (free) => {
    expect((await read(file(`UID:1\nSUMMARY:Birthday\n${free}\nDTSTART;VALUE=DATE:20260309`), 'all')).periods).toEqual([]);
  });
});

describe('what can’t be taken is named, and the rest is taken', () => {
  it.each([
    ['without a beginning', LEAVE, 'DTSTART'],
    ['an end before it begins', `${LEAVE}\nDTSTART:20260309T090000\nDTEND:20260309T080000`, 'DTEND'],
    ['longer than a year', `${LEAVE}\nDTSTART;VALUE=DATE:20260309\nDTEND;VALUE=DATE:20270311`, 'DTEND'],
    ['a clock that nobody knows', `${LEAVE}\nDTSTART;TZID=Moon/Sea:20260309T090000\nDURATION:PT2H`, 'TZID'],
    ['each year', `${LEAVE}\nDTSTART;VALUE=DATE:20260309\nRRULE:FREQ=YEARLY`, 'RRULE'],
    ['each second', `${LEAVE}\nDTSTART;VALUE=DATE:20260309\nRRULE:FREQ=SECONDLY`, 'RRULE'],
    ['more than a series can follow', `${LEAVE}\nDTSTART;VALUE=DATE:20260309\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1`, 'RRULE'],
  ])('%s', async (_, event, column) => {
    const { periods: taken, problems, refused } = await read(file(event, WEEK));
    expect(problems).toMatchObject([{ line: 4, column }]);
    expect(refused).toBe(false);
    expect(taken).toHaveLength(1);
  });

  it('a year of leave in one event is taken', async () => {
    expect((await read(file(`${LEAVE}\nDTSTART;VALUE=DATE:20260309\nDTEND;VALUE=DATE:20270310`))).periods).toHaveLength(1);
  });

  it.each([
    ['no calendar', 'hello'],
    ['nothing', ''],
    ['another thing', 'BEGIN:VCARD\nVERSION:3.0\nEND:VCARD'],
    ['one event too many', file(...Array<string>(LEAVE_EVENTS_MAX + 1).fill(WEEK))],
  ])('the whole file is refused: %s', async (_, text) => {
    const { refused, periods: taken, problems } = await read(text);
    expect({ refused, taken, problems: problems.length }).toEqual({ refused: true, taken: [], problems: 1 });
  });

  it('as many events as one file may have', async () => {
    const { refused, periods: taken } = await read(file(...Array<string>(LEAVE_EVENTS_MAX).fill(WEEK)));
    expect({ refused, taken: taken.length }).toEqual({ refused: false, taken: 1 });
  });
});

test('a file without a single event is no fault: nothing is leave', async () => {
  expect(await read(file())).toEqual({ name: 'Ruth', others: 0, refused: false, problems: [], periods: [] });
});
