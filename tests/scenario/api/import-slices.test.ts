// Answers are JSON of many shapes; what is not there fails the expectation.
/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call */
import { afterEach, expect, test } from 'vitest';
import type { DeviceId, InputId } from '../../../gateway/src/base/ids.ts';
import type { Change, Reply } from '../../../gateway/src/domain/input.ts';
import type { Log } from '../../../gateway/src/engine/ports/log.ts';
import { until } from '../../harness/wait.ts';
import { WaveringLog } from '../../harness/wavering-log.ts';
import { House, type Answer, type HouseOptions } from './house.ts';

let house: House;
let log: WaveringLog;

async function open(options: HouseOptions = {}): Promise<string> {
  house = await House.open({ ...options, log: (real: Log) => (log = new WaveringLog(real)) });
  return await house.administrator();
}

afterEach(() => house.close());

const upload = (path: string, cookie: string, lines: readonly string[]): Promise<Answer> =>
  house.ask('POST', `/api/v1/import/${path}`, { raw: { type: 'text/csv', body: lines.join('\n') }, cookie });
const people = (count: number, more: (n: number) => string = () => ''): string[] =>
  Array.from({ length: count }, (_, n) => `l${n},Person ${n}${more(n)}`);
const save = (change: Change): Promise<Reply> =>
  house.engine.submit({ id: house.engine.ids.next() as InputId, type: 'save', actor: 'test', changes: [change] }); // as: ids are born here.

/** The facts of each commit from now on, and what to do after the first of an import. */
function watchCommits(afterFirst: () => void): { readonly kinds: string[][] } {
  const kinds: string[][] = [];
  house.engine.follow(({ facts }) => {
    kinds.push(facts.map((fact) => fact.kind));
    if (kinds.filter((one) => one.length >= 50).length === 1 && kinds.at(-1)?.length === 100) afterFirst();
  });
  return { kinds };
}

test('a press that comes during an import is decided before the next slice', async () => {
  const admin = await open();
  await upload('devices', admin, ['device,family', 'b1,duress']);
  const { at } = house.engine.now();
  const path = { by: 'mqtt' as const };
  const device = 'b1' as DeviceId; // as: an id by hand.
  const pressed: Promise<Reply>[] = [];
  const { kinds } = watchCommits(() => {
    const signal = { device, boot: 1, seq: 1, kind: 'duress' as const, receivedAt: at, pressedAt: at, path };
    pressed.push(house.engine.submit({ id: house.engine.ids.next() as InputId, type: 'signal', signal })); // as: ids are born here.
  });
  expect((await upload('people', admin, ['login,name', ...people(1_000)])).json).toMatchObject({ added: 1_000 });
  expect(await Promise.all(pressed)).toMatchObject([{ outcome: 'accepted' }]);
  const order = kinds.flat().filter((kind) => kind === 'PersonSaved' || kind === 'AlarmRaised');
  // One slice was through when it came; at most one more was on its way already.
  expect(order.indexOf('AlarmRaised')).toBeGreaterThanOrEqual(100);
  expect(order.indexOf('AlarmRaised')).toBeLessThanOrEqual(200);
  expect(order).toHaveLength(1_001);
  expect(Math.max(...kinds.map((one) => one.filter((kind) => kind === 'PersonSaved').length))).toBe(100);
});

test('whoever is named before they are there: managers from the end of the file, delegates in a circle', async () => {
  const admin = await open();
  const line = (n: number): string => `,${n === 449 ? '' : `l${n + 1}`},l${(n + 250) % 450}`;
  const file = ['login,name,manager,delegate', ...people(450, line)];
  expect((await upload('people', admin, file)).json).toMatchObject({ added: 450, changed: 0, problems: [] });
  expect((await upload('people', admin, file)).json).toMatchObject({ added: 0, changed: 0, unchanged: 450 });
  const one = (n: number) => house.engine.committed.people.by('login', `l${n}`)[0];
  for (const n of [0, 199, 200, 448])
    expect([one(n)?.manager, one(n)?.delegate]).toEqual([one(n + 1)?.person, one((n + 250) % 450)?.person]);
});

test('a line of managers is turned round by a file', async () => {
  const admin = await open();
  const file = (manager: (n: number) => string) => ['login,name,manager', ...people(300, (n) => `,${manager(n)}`)];
  await upload(
    'people',
    admin,
    file((n) => (n === 0 ? '' : `l${n - 1}`)),
  );
  expect(
    (
      await upload(
        'people',
        admin,
        file((n) => (n === 299 ? '' : `l${n + 1}`)),
      )
    ).json,
  ).toMatchObject({ changed: 300, problems: [] });
});

test('an import that is cut says what is recorded; the same file goes on from there', async () => {
  const admin = await open();
  const place = await house.place(admin, { name: 'North', kind: 'site' });
  const file = ['login,name,place', ...people(300, (n) => (n < 150 ? ',' : ',North'))];
  const removed: Promise<Reply>[] = [];
  watchCommits(() => removed.push(save({ remove: 'place', key: place as never }))); // as: an id by hand.
  const { status, json } = await upload('people', admin, file);
  expect(await Promise.all(removed)).toMatchObject([{ outcome: 'accepted' }]);
  expect(status).toBe(200);
  expect(json).toMatchObject({ added: 100, changed: 0, cut: { code: 'unknown-place', left: 200 } });
  expect(json.cut.lines.at(0)).toBe(102);
  expect(json.cut.lines).toHaveLength(200);
  expect(house.engine.committed.people.size).toBe(101);
  await house.place(admin, { name: 'North', kind: 'site' });
  expect((await upload('people', admin, file)).json).toMatchObject({ added: 200, unchanged: 100 });
});

test('a log that goes away in the middle: the secrets of what may still be recorded are in the report', async () => {
  const admin = await open({ limits: { importWait: 700 } });
  const stuck = Promise.withResolvers<undefined>();
  watchCommits(() => {
    log.next(stuck.promise);
  });
  const file = ['device,family', ...Array.from({ length: 300 }, (_, n) => `b${n},duress`)];
  const { status, json } = await upload('devices', admin, file);
  expect(status).toBe(200);
  expect(json).toMatchObject({ added: 100, cut: { code: 'not-recorded-yet', left: 200 } });
  expect(json.secrets).toHaveLength(200);
  stuck.resolve(undefined);
  await until('what waited is recorded', () => house.engine.committed.devices.size === 200);
  expect((await upload('devices', admin, file)).json).toMatchObject({ added: 100, unchanged: 200 });
});

test('a first slice that does not go through changes nothing and is an error', async () => {
  const admin = await open({ limits: { importWait: 300 } });
  const stuck = Promise.withResolvers<undefined>();
  log.next(stuck.promise);
  const { status, json } = await upload('people', admin, ['login,name', ...people(150)]);
  expect([status, json.code]).toEqual([503, 'not-recorded-yet']);
  stuck.resolve(undefined);
  await until('it waited', () => house.engine.committed.people.size === 101);
});
