import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY_MS } from '../../../gateway/src/base/durations.ts';
import { LEAVE_FILE_MAX, LEAVE_MAX, type AbsenceView, type LeaveCalendarReport } from '../../../gateway/src/contract/absence.ts';
import type { PersonView } from '../../../gateway/src/contract/organisation.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { Reception } from '../../harness/reception.ts';

let clock: ManualClock;
let gateway: TestGateway;
let ruth: Reception;
let ana: Reception;

beforeEach(async () => {
  clock = new ManualClock();
  gateway = await TestGateway.start({ clock });
  ruth = await Reception.signIn(gateway.addresses.http, 'manager');
  ana = await Reception.signIn(gateway.addresses.http, 'worker');
});

afterEach(async () => {
  ruth.close();
  ana.close();
  await gateway.close();
});

const away = async (who = ruth, person = 'ruth'): Promise<AbsenceView> =>
  (await who.ask('GET', `/api/v1/people/${person}/absence`)).body as AbsenceView; // as: what 200 answers with.
const leaveOf = async (): Promise<NonNullable<PersonView['leave']>> =>
  ((await ruth.ask('GET', '/api/v1/people/ruth')).body as PersonView).leave ?? []; // as: see above.
const upload = async (who: Reception, text: string, query = ''): Promise<{ status: number; body: LeaveCalendarReport }> => {
  const { status, body } = await who.upload(`/api/v1/people/ruth/leave/calendar${query}`, 'text/calendar', text);
  return { status, body: body as LeaveCalendarReport }; // as: what 200 answers with.
};
const event = (day: string, uid = day): string => `BEGIN:VEVENT\nUID:${uid}\nSUMMARY:Annual leave\nDTSTART;VALUE=DATE:${day}\nEND:VEVENT`;
const file = (name: string, ...events: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', `X-WR-CALNAME:${name}`, ...events, 'END:VCALENDAR'].join('\n');

test('a manager says on her own page that she is away and who stands in, and the next debrief goes there', async () => {
  expect(await away()).toMatchObject({ leads: true, goesTo: { person: 'sam', reason: 'unavailable' }, keeps: 0 });
  expect((await ruth.ask('PUT', '/api/v1/people/ruth/delegate', { delegate: 'lee' })).status).toBe(200);
  expect(await away()).toMatchObject({ goesTo: { person: 'lee', name: 'Lee Park' } });
  expect((await ruth.ask('PUT', '/api/v1/people/ruth/unavailable', { unavailable: true })).status).toBe(200);
  expect(await away()).toMatchObject({ away: 'unavailable', goesTo: { person: 'lee' } });
  const hands = new Hands(gateway);
  await hands.press('button-ana');
  expect(hands.debrief.owner).toBe('lee');
  // One hop: who stands in and is away herself is passed over, up the line.
  const lee = gateway.gateway.core.committed.people.get('lee' as never); // as: an id by hand.
  if (lee !== undefined) await gateway.save([{ put: 'person', value: { ...lee, unavailable: true, delegate: 'tom' as never } }]); // as: see above.
  expect(await away()).toMatchObject({ goesTo: { person: 'sam' } });
  // Taken back.
  expect((await ruth.ask('PUT', '/api/v1/people/ruth/delegate', {})).status).toBe(200);
  expect(((await ruth.ask('GET', '/api/v1/people/ruth')).body as PersonView).delegate).toBeUndefined(); // as: what 200 answers with.
});

test('a worker says it for herself; nobody’s debriefs come to her, and she says nothing for others', async () => {
  expect(await away(ana, 'ana')).toEqual({ person: 'ana', leads: false, keeps: 0 });
  expect((await ana.ask('PUT', '/api/v1/people/ana/unavailable', { unavailable: true })).status).toBe(200);
  expect((await away(ana, 'ana')).away).toBe('unavailable');
  for (const [method, path, body] of [
    ['GET', '/api/v1/people/ruth/absence', undefined],
    ['PUT', '/api/v1/people/ruth/delegate', { delegate: 'lee' }],
  ] as const)
    expect((await ana.ask(method, path, body)).status).toBe(403);
  expect((await upload(ana, file('x', event('20260309')))).status).toBe(403);
  // The manager above may, for whoever is ill at home.
  expect((await ruth.ask('GET', '/api/v1/people/ana/absence')).status).toBe(200);
});

test.each([
  [{ delegate: 'ruth' }, 422],
  [{ delegate: 'moon' }, 404],
  [{ delegate: '' }, 400],
  [{ stand: 'lee' }, 400],
])('who can’t stand in: %o', async (body, status) => {
  expect((await ruth.ask('PUT', '/api/v1/people/ruth/delegate', body)).status).toBe(status);
});

test('leave from a calendar: looked at first, then it takes the place of what that calendar had brought, and of nothing else', async () => {
  const { body: looked } = await upload(ruth, file('Ruth', event('20260309'), event('20260316')), '?dryRun=1');
  expect(looked).toMatchObject({ dryRun: true, name: 'Ruth', refused: false, replaces: 0, problems: [] });
  expect(looked.periods).toHaveLength(2);
  expect(await leaveOf()).toEqual([]);
  const byHand = { from: clock.wall() + 90 * DAY_MS, to: clock.wall() + 91 * DAY_MS };
  await ruth.ask('POST', '/api/v1/people/ruth/leave', byHand);
  await upload(ruth, file('Ruth', event('20260309'), event('20260316')));
  await upload(ruth, file('Rosters', event('20260401')));
  expect(await leaveOf()).toHaveLength(4);
  const { body: again } = await upload(ruth, file('Ruth', event('20260323')));
  expect(again).toMatchObject({ replaces: 2 });
  const leave = await leaveOf();
  expect(leave).toHaveLength(3);
  expect(leave).toContainEqual(byHand);
  // The name of a calendar is often a person’s.
  expect(JSON.stringify(leave)).not.toMatch(/Ruth|Rosters/);
});

test('leave that a calendar brought counts: a debrief of that week goes on', async () => {
  await upload(ruth, file('Ruth', event('20260302')));
  const hands = new Hands(gateway);
  await hands.press('button-ana');
  expect(hands.debrief).toMatchObject({ owner: 'sam', line: [{ reason: 'leave' }] });
});

test('bounds: a hundred periods of all kinds, a mebibyte, and a calendar', async () => {
  const days = Array.from({ length: LEAVE_MAX }, (_, i) =>
    Temporal.PlainDate.from('2026-03-04')
      .add({ days: 2 * i })
      .toString()
      .replaceAll('-', ''),
  );
  const full = await upload(ruth, file('Ruth', ...days.map((day) => event(day))));
  expect(full.body).toMatchObject({ refused: false });
  expect(await leaveOf()).toHaveLength(LEAVE_MAX);
  const more = await upload(ruth, file('Other', event('20270101')));
  expect(more.body).toMatchObject({ refused: true, problems: [{ problem: 'these are 1 periods; there is room for 0' }] });
  expect(await leaveOf()).toHaveLength(LEAVE_MAX);
  expect((await upload(ruth, 'no calendar')).body).toMatchObject({ refused: true });
  const padded = (bytes: number): string => file('Ruth', event('20260309')).padEnd(bytes, '\n');
  expect((await upload(ruth, padded(LEAVE_FILE_MAX), '?dryRun=1')).status).toBe(200);
  expect((await upload(ruth, padded(LEAVE_FILE_MAX + 1), '?dryRun=1')).status).toBe(413);
  expect((await ruth.ask('POST', '/api/v1/people/ruth/leave/calendar', {})).status).toBe(415);
});
