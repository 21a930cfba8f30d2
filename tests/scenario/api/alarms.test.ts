// Answers are JSON of many shapes; what is not there fails the expectation.
/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-argument */
import { afterEach, expect, test } from 'vitest';
import { inputIdFrom, type DeviceId } from '../../../gateway/src/base/ids.ts';
import { until } from '../../harness/wait.ts';
import { House } from './house.ts';

let house: House;
afterEach(() => house.close());

interface Story {
  readonly admin: string;
  readonly north: string;
  readonly room: string;
  readonly south: string;
  readonly worker: { id: string; cookie: string };
  readonly manager: { id: string; cookie: string };
  readonly reception: { id: string; cookie: string };
  readonly elsewhere: { id: string; cookie: string };
}

async function story(): Promise<Story> {
  const admin = await house.administrator();
  const north = await house.place(admin, { name: 'North', kind: 'site', zone: 'Australia/Sydney' });
  const room = await house.place(admin, { name: 'Room 1', kind: 'building', parent: north });
  const south = await house.place(admin, { name: 'South', kind: 'site' });
  const manager = await house.person(admin, { name: 'Mona', login: 'mona', roles: [{ role: 'manager', place: north }] });
  const worker = await house.person(admin, { name: 'Wendy', login: 'wendy', manager: manager.id, place: room });
  const reception = await house.person(admin, { name: 'Rae', login: 'rae.n', roles: [{ role: 'reception', place: north }] });
  const elsewhere = await house.person(admin, { name: 'Sue', login: 'sue.s', roles: [{ role: 'reception', place: south }] });
  return { admin, north, room, south, worker, manager, reception, elsewhere };
}

let seq = 0;
function press(cookie: string, more: Record<string, unknown> = {}) {
  seq += 1;
  return house.ask('POST', '/api/v1/my/signals', { body: { kind: 'duress', boot: 1, seq, age: 0, ...more }, cookie });
}

test('a press of the phone page is an alarm that is taken, answered and closed, each by whoever may', async () => {
  house = await House.open();
  const { worker, reception, elsewhere, admin, room, north, manager } = await story();
  const pressed = await press(worker.cookie);
  expect(pressed.status).toBe(202);
  const alarm = pressed.json.alarm as string;
  const again = await press(worker.cookie, { seq });
  seq -= 1;
  expect([again.status, again.json]).toEqual([200, { outcome: 'duplicate', alarm }]);
  expect((await house.ask('GET', '/api/v1/session', { cookie: worker.cookie })).json.phoneDevice).toBe(`phone-${worker.id}`);

  const act = (cookie: string, action: string, body?: unknown) =>
    house.ask('POST', `/api/v1/alarms/${alarm}/${action}`, { cookie, ...(body === undefined ? {} : { body }) });
  expect((await act(elsewhere.cookie, 'take')).json.code).toBe('unknown-alarm');
  expect((await act(admin, 'take')).json.code).toBe('not-allowed');
  expect((await act(reception.cookie, 'dance')).json.code).toBe('does-not-fit');

  const [first, second] = await Promise.all([act(reception.cookie, 'take'), act(manager.cookie, 'take')]);
  const loser = first.status === 200 ? second : first;
  expect([first.status, second.status].sort()).toEqual([200, 409]);
  expect(loser.json.code).toBe('taken-by-other');
  expect(['Rae', 'Mona']).toContain(loser.json.by.name);

  expect((await act(reception.cookie, 'coming', { responder: 'nobody' })).json.code).toBe('unknown-person');
  expect((await act(reception.cookie, 'coming', { responder: manager.id })).status).toBe(200);
  expect((await act(reception.cookie, 'here')).status).toBe(200);
  expect((await act(reception.cookie, 'all-clear')).status).toBe(200);
  expect((await act(reception.cookie, 'close', { outcome: 'genuine' })).json.code).toBe('second-person-needed');
  expect((await act(manager.cookie, 'close')).json.code).toBe('outcome-needed');
  const open = await house.ask('GET', `/api/v1/alarms/${alarm}`, { cookie: reception.cookie });
  expect(open.json.alarm).toMatchObject({ state: 'cleared', who: { name: 'Wendy' }, where: { place: room, path: ['North', 'Room 1'] } });
  expect(open.json.alarm.actions).toContain('close');
  expect((await act(manager.cookie, 'close', { outcome: 'genuine', note: 'a note under seal' })).status).toBe(200);

  const detail = await house.ask('GET', `/api/v1/alarms/${alarm}`, { cookie: reception.cookie });
  const kinds = detail.json.timeline.map((entry: { kind: string }) => entry.kind);
  expect(kinds).toEqual(
    expect.arrayContaining(['AlarmRaised', 'AlarmTaken', 'ResponderComing', 'ResponderHere', 'AllClearSaid', 'AlarmClosed']),
  );
  const closed = detail.json.timeline.find((entry: { kind: string }) => entry.kind === 'AlarmClosed');
  expect(closed).toMatchObject({ name: 'Mona', detail: { outcome: 'genuine', note: 'a note under seal' } });
  expect(JSON.stringify(detail.json.timeline)).not.toContain('"debrief"');
  expect((await act(reception.cookie, 'take')).json.code).toBe('not-now');
  // Closed: nobody without the right to look back sees it, the worker sees their own.
  expect((await house.ask('GET', `/api/v1/alarms/${alarm}`, { cookie: elsewhere.cookie })).json.code).toBe('unknown-alarm');
  expect((await house.ask('GET', `/api/v1/alarms/${alarm}`, { cookie: admin })).json.code).toBe('unknown-alarm');
  expect((await house.ask('GET', `/api/v1/alarms/${alarm}`, { cookie: worker.cookie })).status).toBe(200);

  const history = (cookie: string, query = '') => house.ask('GET', `/api/v1/alarms${query}`, { cookie });
  expect((await history(reception.cookie)).json.rows).toMatchObject([
    { alarm, state: 'closed', outcome: 'genuine', path: ['North', 'Room 1'] },
  ]);
  expect((await history(reception.cookie, `?place=${north}&outcome=genuine&person=${worker.id}`)).json.rows).toHaveLength(1);
  expect((await history(reception.cookie, '?outcome=drill')).json.rows).toHaveLength(0);
  expect((await history(elsewhere.cookie)).json.rows).toHaveLength(0);
  expect((await history(elsewhere.cookie, `?place=${room}`)).json.rows).toHaveLength(0);
  expect((await history(admin)).json.code).toBe('not-allowed');
  expect((await history(worker.cookie)).json.code).toBe('not-allowed');
  expect((await history(worker.cookie, `?person=${worker.id}`)).json.rows).toHaveLength(1);
  expect((await history(reception.cookie, '?cursor=bm9wZQ')).json.code).toBe('does-not-fit');
});

test('the history is read page by page, without gap or doubling', async () => {
  house = await House.open();
  const { admin, reception, north } = await story();
  const lines = Array.from({ length: 205 }, (_, n) => `wall-${n},http,North`);
  const raw = { type: 'text/csv', body: `device,family,place\n${lines.join('\n')}\n` };
  expect((await house.ask('POST', '/api/v1/import/devices', { raw, cookie: admin })).json.added).toBe(205);
  const { engine } = house;
  const at = engine.now().at;
  const pressed = await Promise.all(
    lines.map((line) => {
      const device = line.split(',')[0] as DeviceId; // as: a device's id by hand.
      const signal = { device, boot: 1, seq: 1, kind: 'duress', receivedAt: at, pressedAt: at, path: { by: 'http' } } as const;
      return engine.submit({ id: inputIdFrom(engine.ids), type: 'signal', signal });
    }),
  );
  const first = await house.ask('GET', `/api/v1/alarms?place=${north}`, { cookie: reception.cookie });
  expect(first.json.rows).toHaveLength(200);
  const second = await house.ask('GET', `/api/v1/alarms?place=${north}&cursor=${first.json.cursor as string}`, {
    cookie: reception.cookie,
  });
  expect(second.json.rows).toHaveLength(5);
  expect(second.json.cursor).toBeUndefined();
  const seen = [...first.json.rows, ...second.json.rows].map((row: { alarm: string }) => row.alarm);
  expect(new Set(seen)).toEqual(new Set(pressed.map((reply) => (reply.outcome === 'refused' ? undefined : reply.alarm))));
});

test('a debrief is there for its worker and its owner; for reception and administrators it is not', async () => {
  house = await House.open();
  const { worker, manager, reception, admin, elsewhere } = await story();
  await press(worker.cookie);
  const [task] = (await house.ask('GET', '/api/v1/debriefs', { cookie: manager.cookie })).json;
  expect(task).toMatchObject({
    owner: { name: 'Mona' },
    worker: { name: 'Wendy' },
    why: { reason: 'manager' },
    relation: 'owner',
    state: 'waiting',
  });
  const path = `/api/v1/debriefs/${task.debrief as string}`;
  for (const cookie of [reception.cookie, admin, elsewhere.cookie]) {
    expect((await house.ask('GET', '/api/v1/debriefs', { cookie })).json).toEqual([]);
    expect((await house.ask('GET', path, { cookie })).json.code).toBe('unknown-debrief');
    expect((await house.ask('POST', `${path}/accept`, { cookie })).json.code).toBe('unknown-debrief');
    expect((await house.ask('PUT', `${path}/drafts/account`, { cookie, body: 'x' })).json.code).toBe('unknown-debrief');
    expect((await house.ask('POST', `${path}/account`, { cookie, body: { account: 'x' } })).json.code).toBe('unknown-debrief');
  }
  expect((await house.ask('POST', `${path}/accept`, { cookie: manager.cookie })).json).toEqual({ outcome: 'accepted' });
  expect((await house.ask('POST', `${path}/account`, { cookie: manager.cookie, body: { account: 'mine now' } })).json.code).toBe(
    'not-yours',
  );

  // The worker's draft is the worker's alone, and gone once it is submitted.
  expect((await house.ask('PUT', `${path}/drafts/account`, { cookie: worker.cookie, body: { account: 'I began to' } })).status).toBe(204);
  expect((await house.ask('PUT', `${path}/drafts/review`, { cookie: worker.cookie, body: {} })).json.code).toBe('not-yours');
  expect((await house.ask('PUT', `${path}/drafts/account`, { cookie: worker.cookie, body: 'x'.repeat(33_000) })).json.code).toBe(
    'too-large',
  );
  expect((await house.ask('GET', path, { cookie: worker.cookie })).json.drafts).toEqual({ account: { account: 'I began to' } });
  expect((await house.ask('GET', path, { cookie: manager.cookie })).json.drafts).toEqual({});
  expect((await house.ask('POST', `${path}/account`, { cookie: worker.cookie, body: { account: 'What I saw.' } })).status).toBe(200);
  const read = (await house.ask('GET', path, { cookie: manager.cookie })).json;
  expect(read.account).toMatchObject({ account: 'What I saw.', version: 1 });
  expect(read.may).toContain('review');
  await until(
    'the draft is gone',
    async () => Object.keys((await house.ask('GET', path, { cookie: worker.cookie })).json.drafts).length === 0,
  );
});

test('an emergency contact of a place may take what is open there, without any role', async () => {
  house = await House.open();
  const { admin, worker, north } = await story();
  const contact = await house.person(admin, { name: 'Eve Contact', login: 'eve.c' });
  const alarm = (await press(worker.cookie)).json.alarm as string;
  const take = () => house.ask('POST', `/api/v1/alarms/${alarm}/take`, { cookie: contact.cookie });
  expect((await take()).json.code).toBe('unknown-alarm');
  await house.ask('PUT', `/api/v1/places/${north}`, { body: { name: 'North', kind: 'site', emergency: [contact.id] }, cookie: admin });
  expect((await take()).status).toBe(200);
});
