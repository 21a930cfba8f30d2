// Answers are JSON of many shapes; what is not there fails the expectation.
/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-return */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { onDuty } from '../../../gateway/src/domain/rota.ts';
import { ManualClock } from '../../harness/clock.ts';
import { House, type Answer } from '../api/house.ts';

/** The clock stands on Monday, 2026-03-02, 09:00 in Sydney. */
let house: House;
let admin: string;
let rota: string;
let gus: string;
let mona: string;

beforeEach(async () => {
  house = await House.open({ clock: new ManualClock() });
  admin = await house.administrator();
  await house.place(admin, { name: 'North', kind: 'site', zone: 'Australia/Sydney' });
  const person = async (body: object): Promise<string> => (await house.ask('POST', '/api/v1/people', { cookie: admin, body })).json.person;
  gus = await person({ name: 'Gus Berg', email: 'gus@example.org', phone: '+61 400 000 000' });
  mona = await person({ name: 'Mona Lind', login: 'mona' });
  rota = (await house.ask('POST', '/api/v1/rotas', { cookie: admin, body: { name: 'Guards', shifts: [] } })).json.rota;
});
afterEach(() => house.close());

const HEAD = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:test'];

/** A file of these events; the first line of event `n` is in line 4 for the first one. */
function file(...events: readonly (readonly string[])[]): string {
  return [...HEAD, ...events.flatMap((lines) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT']), 'END:VCALENDAR', ''].join('\r\n');
}

const send = (body: string, query = ''): Promise<Answer> =>
  house.ask('POST', `/api/v1/rotas/${rota}/import${query}`, { raw: { type: 'text/calendar', body }, cookie: admin });

const TZ = 'TZID=Australia/Sydney';
const NIGHTS = [
  'UID:n',
  `DTSTART;${TZ}:20260302T200000`,
  `DTEND;${TZ}:20260303T080000`,
  'RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20261231T000000Z',
  'SUMMARY:Nights',
  'ATTENDEE;CN=Gus:mailto:GUS@example.org',
];

/** The nights by another rule. */
function ruled(rule: string): string[] {
  return NIGHTS.map((line) => line.replace(/^RRULE.*/, `RRULE:${rule}`));
}

/** So many people who were invited; each is known here once `beforeEach` has set them up. */
function crowd(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `ATTENDEE:mailto:p${String(i)}@example.org`);
}

/** So many days left out, one after the other from the second night on: one long hole. */
function without(count: number): string[] {
  const day = (i: number): string => new Date(Date.UTC(2026, 2, 4 + i)).toISOString().slice(0, 10).replaceAll('-', '');
  return [`EXDATE;${TZ}:${Array.from({ length: count }, (_, i) => `${day(i)}T200000`).join(',')}`];
}

/** Who is on duty at this time of Sydney's summer (UTC+11). */
function duty(local: string): string[] {
  const row = [...house.engine.committed.rotas.values()][0];
  return row === undefined ? [] : onDuty(row, Date.parse(`${local}:00+11:00`));
}

test('shifts come in from a calendar file: a dry run says what it would do, the real one does it', async () => {
  const single = ['UID:s', 'DTSTART:20260306T010000Z', 'DURATION:PT3H', 'SUMMARY:mona'];
  const text = file(NIGHTS, single);
  expect((await send(text, '?dryRun=1')).json).toMatchObject({ dryRun: true, added: 2, unchanged: 0, problems: [] });
  expect(duty('2026-03-02T21:00')).toEqual([]);
  expect((await send(text)).json).toMatchObject({ dryRun: false, added: 2, problems: [] });
  expect(duty('2026-03-02T21:00')).toEqual([gus]);
  expect(duty('2026-03-05T07:59')).toEqual([gus]);
  expect(duty('2026-03-09T21:00')).toEqual([]);
  expect(duty('2026-03-16T21:00')).toEqual([gus]);
  // One in UTC, at noon in Sydney, for three hours.
  expect([duty('2026-03-06T11:59'), duty('2026-03-06T12:00'), duty('2026-03-06T15:00')]).toEqual([[], [mona], []]);
  expect((await send(text)).json).toMatchObject({ added: 0, unchanged: 2 });
});

test('days that a series leaves out, or that were moved, are holes in it; the rhythm of every second week stays', async () => {
  const series = [...NIGHTS, `EXDATE;${TZ}:20260304T200000`];
  const moved = [
    'UID:n',
    `RECURRENCE-ID;${TZ}:20260316T200000`,
    `DTSTART;${TZ}:20260317T200000`,
    `DTEND;${TZ}:20260318T080000`,
    'SUMMARY:Mona Lind',
  ];
  const off = ['UID:x', 'STATUS:CANCELLED', 'DTSTART:20260306T010000Z', 'SUMMARY:nobody at all'];
  expect((await send(file(series, moved, off))).json.problems).toEqual([]);
  expect([duty('2026-03-02T21:00'), duty('2026-03-04T21:00'), duty('2026-03-16T21:00')]).toEqual([[gus], [], []]);
  expect([duty('2026-03-17T21:00'), duty('2026-03-18T21:00'), duty('2026-03-23T21:00'), duty('2026-03-30T21:00')]).toEqual([
    [mona],
    [gus],
    [],
    [gus],
  ]);
});

test.each<[string, string[], string, RegExp]>([
  ['somebody unknown', [...NIGHTS.slice(0, 5), 'ATTENDEE:mailto:x@example.org'], 'ATTENDEE', /nobody here is called/],
  ['a title that is nobody’s name', [...NIGHTS.slice(0, 4), 'SUMMARY:Night duty'], 'SUMMARY', /nobody here is called/],
  ['a series by the year', ruled('FREQ=YEARLY'), 'RRULE', /daily, weekly/],
  ['a rule that says more than days', ruled('FREQ=WEEKLY;BYMONTH=3'), 'RRULE', /BYMONTH/],
  ['the second Monday of something', ruled('FREQ=WEEKLY;BYDAY=2MO'), 'RRULE', /plain days/],
  ['weeks that begin on Sunday', ruled('FREQ=WEEKLY;INTERVAL=2;WKST=SU'), 'RRULE', /Monday/],
  ['days of a month in a week', ruled('FREQ=WEEKLY;BYMONTHDAY=3'), 'RRULE', /MONTHLY alone/],
  ['a month’s days with different numbers', ruled('FREQ=MONTHLY;BYDAY=1MO,3TU'), 'RRULE', /different numbers/],
  ['a sixth Monday', ruled('FREQ=MONTHLY;BYDAY=6MO'), 'RRULE', /no day number 6/],
  ['each 13 months', ruled('FREQ=MONTHLY;INTERVAL=13'), 'RRULE', /12 months/],
  [
    'a duration that is none',
    ['UID:d', `DTSTART;${TZ}:20260302T200000`, 'DURATION:P1X', 'SUMMARY:mona'],
    'DURATION',
    /“P1X” is no duration/,
  ],
  [
    'a duration without end',
    ['UID:d', `DTSTART;${TZ}:20260302T200000`, `DURATION:P${'9'.repeat(30)}W`, 'SUMMARY:mona'],
    'DURATION',
    /no duration/,
  ],
  ['a time that is none', ['UID:d', `DTSTART;${TZ}:20260302T990000`, `DTEND;${TZ}:20260303T080000`, 'SUMMARY:mona'], 'DTSTART', /no time/],
  ['a series that leaves out 367 days', [...NIGHTS, ...without(367)], 'EXDATE', /367 days; a series may leave out 366/],
  ['a series in UTC', NIGHTS.map((line) => line.replace(`;${TZ}`, '').replace(/^(DT.*)$/, '$1Z')), 'TZID', /repeats by the clock of UTC/],
  ['a zone that is not known', NIGHTS.map((line) => line.replace(TZ, 'TZID=AUS Eastern Standard Time')), 'TZID', /not known/],
  ['an event without an end', NIGHTS.filter((line) => !line.startsWith('DTEND')), 'DTEND', /no end/],
  ['an event of 15 days', ['UID:l', `DTSTART;${TZ}:20260302T200000`, `DTEND;${TZ}:20260317T200000`, 'SUMMARY:mona'], 'DTEND', /14 days/],
  ['further single days', [...NIGHTS, `RDATE;${TZ}:20260310T200000`], 'RDATE', /own/],
])('%s is a problem with its line, and nothing is changed', async (_, event, column, problem) => {
  const good = ['UID:g', `DTSTART;${TZ}:20260302T200000`, `DTEND;${TZ}:20260316T200000`, 'SUMMARY:mona'];
  const { json } = await send(file(good, event));
  expect(json.problems).toMatchObject([{ line: 10, column }]);
  expect(json.problems[0].problem).toMatch(problem);
  expect([...house.engine.committed.rotas.values()][0]?.shifts).toEqual([]);
});

test('32 people on one shift are taken, in the dry run and after it', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 33; i += 1) {
    const body = { name: `Person ${String(i)}`, email: `p${String(i)}@example.org` };
    const added: string = (await house.ask('POST', '/api/v1/people', { cookie: admin, body })).json.person;
    ids.push(added);
  }
  const full = file([...NIGHTS.slice(0, 5), ...crowd(32)]);
  expect((await send(full, '?dryRun=1')).json).toMatchObject({ added: 1, problems: [] });
  expect((await send(full)).json).toMatchObject({ added: 1, problems: [] });
  expect(duty('2026-03-02T21:00')).toEqual(ids.slice(0, 32));
  const over = (await send(file([...NIGHTS.slice(0, 5), ...crowd(33)]), '?dryRun=1')).json;
  expect(over).toMatchObject({ added: 0, problems: [{ line: 4, column: 'ATTENDEE' }] });
});

test('366 days left out of one series are taken, and 2,000 of all series of a file', async () => {
  expect((await send(file([...NIGHTS, ...without(366)]), '?dryRun=1')).json).toMatchObject({ problems: [] });
  const series = (count: number): string[] => [...NIGHTS.slice(0, 3), 'RRULE:FREQ=DAILY', 'SUMMARY:mona', ...without(count)];
  const five = Array.from({ length: 5 }, () => series(366));
  expect((await send(file(...five, series(170)), '?dryRun=1')).json.problems).toEqual([]);
  const over = (await send(file(...five, series(171)), '?dryRun=1')).json;
  expect(over.problems).toMatchObject([{ column: 'EXDATE' }]);
});

test('shifts of a month: by the day of the week, by the day of the month, and each second month', async () => {
  const shift = (rule: string): string[] => ['UID:m', `DTSTART;${TZ}:20260302T200000`, 'DURATION:PT2H', `RRULE:${rule}`, 'SUMMARY:mona'];
  const on = async (rule: string, ...days: readonly string[]): Promise<readonly boolean[]> => {
    expect([rule, (await send(file(shift(rule)))).json.problems]).toEqual([rule, []]);
    return days.map((day) => duty(`${day}T21:00`).length > 0);
  };
  expect(await on('FREQ=MONTHLY;BYDAY=1MO', '2026-03-02', '2026-03-09', '2026-12-07', '2026-12-14')).toEqual([true, false, true, false]);
  expect(await on('FREQ=MONTHLY;BYDAY=-1FR', '2026-03-27', '2026-03-20', '2026-12-25')).toEqual([true, false, true]);
  expect(await on('FREQ=MONTHLY;BYDAY=1MO,3MO;UNTIL=20261208T000000Z', '2026-12-07', '2026-12-21')).toEqual([true, false]);
  expect(await on('FREQ=MONTHLY', '2026-03-02', '2026-12-02', '2026-12-03')).toEqual([true, true, false]);
  expect(await on('FREQ=MONTHLY;BYMONTHDAY=15,-1', '2026-03-15', '2026-03-31', '2026-12-31', '2026-12-30')).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(await on('FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=2', '2026-03-02', '2027-01-02', '2026-12-02')).toEqual([true, true, false]);
  expect(await on('FREQ=MONTHLY;COUNT=2', '2026-03-02', '2026-05-02', '2026-12-02')).toEqual([true, false, false]);
  const holed = [...shift('FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO'), `EXDATE;${TZ}:20260504T200000`];
  expect((await send(file(holed))).json).toMatchObject({ added: 2, problems: [] });
  // What goes on after the hole keeps its rhythm of two months.
  expect(['2026-03-02', '2027-01-04', '2026-12-07'].map((day) => duty(`${day}T21:00`).length)).toEqual([1, 1, 0]);
});

test('a file that is no calendar, an empty one, and one sent as something else', async () => {
  expect((await send('hello')).json.problems).toMatchObject([{ line: 1 }]);
  expect((await send([...HEAD, 'END:VCALENDAR'].join('\r\n'))).json.problems[0].problem).toMatch(/no event/);
  const wrong = await house.ask('POST', `/api/v1/rotas/${rota}/import`, { raw: { type: 'text/csv', body: 'x' }, cookie: admin });
  expect(wrong.json.code).toBe('media-type');
});

test('a calendar program subscribes with a token of its own, and sees shifts, stand-ins and absence, and no contact of anybody', async () => {
  const from = Date.parse('2026-03-04T20:00:00+11:00');
  const shifts = [{ people: [gus], days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00', since: '2026-03-02' }];
  const overrides = [{ from, to: from + 12 * 3_600_000, people: [mona], insteadOf: gus }];
  await house.ask('PUT', `/api/v1/rotas/${rota}`, { cookie: admin, body: { name: 'Guards, at night', shifts, overrides } });
  const day = { from: Date.parse('2026-03-05T20:00:00+11:00'), to: Date.parse('2026-03-06T08:00:00+11:00') };
  await house.ask('POST', `/api/v1/people/${gus}/leave`, { cookie: admin, body: day });
  const token = async (scope: string): Promise<string> =>
    (await house.ask('POST', '/api/v1/tokens', { cookie: admin, body: { name: 'x', scope } })).json.secret;
  const secret = await token('calendar');
  const path = `/api/v1/rotas/${rota}/calendar.ics`;
  const feed = await house.ask('GET', `${path}?token=${secret}`);
  expect([feed.status, feed.headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8']);
  expect((await house.ask('GET', path, { headers: { authorization: `Bearer ${secret}` } })).text).toBe(feed.text);
  const events = feed.text.replaceAll('\r\n ', '').split('BEGIN:VEVENT').slice(1);
  const said = events
    .slice(0, 4)
    .map((event) => [/DTSTART:(\S+)/.exec(event)?.[1], /DTEND:(\S+)/.exec(event)?.[1], /SUMMARY:(.+)/.exec(event)?.[1]?.trim()]);
  expect(said).toEqual([
    ['20260302T090000Z', '20260302T210000Z', 'Guards\\, at night: Gus Berg'],
    ['20260303T090000Z', '20260303T210000Z', 'Guards\\, at night: Gus Berg'],
    ['20260304T090000Z', '20260304T210000Z', 'Guards\\, at night: Mona Lind'],
    // On the 5th Gus is on leave: nobody is there, and nobody is shown.
    ['20260306T090000Z', '20260306T210000Z', 'Guards\\, at night: Gus Berg'],
  ]);
  expect(feed.text).not.toMatch(/@example|400 000|alarm|duress [a-z]|leave/i);
  for (const wrong of ['', `?token=${await token('wall')}`, '?token=duress_aaaaaaaaaaaaaaaaaaaaaaaa'])
    expect([wrong, (await house.ask('GET', path + wrong)).status]).toEqual([wrong, 401]);
  // The same token opens nothing else.
  expect((await house.ask('GET', '/api/v1/rotas', { headers: { authorization: `Bearer ${secret}` } })).status).toBe(403);
  for (const { token: id, scope } of [...house.engine.committed.tokens.values()])
    if (scope === 'calendar') await house.ask('DELETE', `/api/v1/tokens/${id}`, { cookie: admin });
  expect((await house.ask('GET', `${path}?token=${secret}`)).status).toBe(401);
});
