// Answers are JSON of many shapes; what is not there fails the expectation.
/* eslint-disable @typescript-eslint/no-unsafe-member-access, @typescript-eslint/no-unsafe-assignment, @typescript-eslint/no-unsafe-call */
import { afterEach, expect, test } from 'vitest';
import { House, type Answer } from './house.ts';

let house: House;
afterEach(() => house.close());

const upload = (path: string, cookie: string, body: string | Buffer): Promise<Answer> =>
  house.ask('POST', `/api/v1/import/${path}`, { raw: { type: 'text/csv', body }, cookie });

test('a dry run names each bad line and changes nothing; so does the real run', async () => {
  house = await House.open();
  const admin = await house.administrator();
  await house.place(admin, { name: 'North', kind: 'site' });
  const file = [
    'login,name,email,place,manager,delegate',
    'wendy,Wendy,wendy@example.org,North,mona,',
    'mona,Mona,mona@example,north,,wendy',
    ',Nobody,,,,',
    'bad login!,Bad,,,,',
    'loop1,Loop One,,,loop2,',
    'loop2,Loop Two,,,loop1,',
    'wendy,Wendy again,,,,',
    'far,Far,not-an-address,North/Nowhere,ghost,far',
    '"quoted, name",x,,,,',
  ].join('\n');
  for (const path of ['people?dryRun=1', 'people']) {
    const { status, json } = await upload(path, admin, file);
    expect(status).toBe(200);
    const named = json.problems.map(({ line, column }: { line: number; column?: string }) => `${line} ${column ?? ''}`);
    expect(named).toEqual(
      expect.arrayContaining([
        '4 login',
        '5 login',
        '6 manager',
        '7 manager',
        '8 login',
        '9 place',
        '9 manager',
        '9 delegate',
        '9 email',
        '10 login',
      ]),
    );
    expect(named.some((name: string) => name.startsWith('2 ') || name.startsWith('3 '))).toBe(false);
  }
  expect(house.engine.committed.people.size).toBe(1);
});

test('people: taken whole, the same file again changes nothing, a changed line changes one', async () => {
  house = await House.open();
  const admin = await house.administrator();
  const north = await house.place(admin, { name: 'North', kind: 'site' });
  const room = await house.place(admin, { name: 'Room 1', kind: 'building', parent: north });
  const file = '\uFEFFlogin;name;place;manager\r\nwendy;Wendy;North/Room 1;mona\r\nmona;"Mona; the ""boss""";North;\r\n';
  const dry = (await upload('people?dryRun=1', admin, file)).json;
  expect(dry).toEqual({ dryRun: true, added: 2, changed: 0, unchanged: 0, problems: [], secrets: [] });
  expect(house.engine.committed.people.size).toBe(1);
  expect((await upload('people', admin, file)).json).toMatchObject({ added: 2, changed: 0, problems: [] });
  const [wendy] = house.engine.committed.people.by('login', 'wendy');
  const [mona] = house.engine.committed.people.by('login', 'mona');
  expect(wendy).toMatchObject({ place: room, manager: mona?.person, active: true });
  expect(mona?.name).toBe('Mona; the "boss"');
  const head = house.engine.head.seq;
  expect((await upload('people', admin, file)).json).toMatchObject({ added: 0, changed: 0, unchanged: 2 });
  expect(house.engine.head.seq).toBe(head);
  expect((await upload('people', admin, 'login,name\nwendy,Wendy Whistle\n')).json).toMatchObject({ changed: 1 });
  // A column that the file does not have stays as it was.
  expect(house.engine.committed.people.by('login', 'wendy')[0]).toMatchObject({
    name: 'Wendy Whistle',
    place: room,
    manager: mona?.person,
  });
});

test('devices: new ones get their secrets once, by worker’s login and place’s path', async () => {
  house = await House.open();
  const admin = await house.administrator();
  const north = await house.place(admin, { name: 'North', kind: 'site' });
  const wendy = await house.person(admin, { name: 'Wendy', login: 'wendy' });
  const file = 'device,family,label,worker,place,silent,heartbeat\nb1,duress,Button 1,WENDY,North,yes,30\nr1,radio,,,north,,\n';
  expect((await upload('devices?dryRun=1', admin, file)).json).toMatchObject({ dryRun: true, added: 2, secrets: [] });
  const real = (await upload('devices', admin, file)).json;
  expect(real.secrets.map((one: { device: string }) => one.device)).toEqual(['b1', 'r1']);
  expect((await house.ask('GET', '/api/v1/devices?find=wendy', { cookie: admin })).json).toMatchObject({
    total: 2,
    rows: [{ device: 'b1', worker: wendy.id, place: north, silent: true, heartbeatSeconds: 30 }, { device: `phone-${wendy.id}` }],
  });
  expect((await upload('devices', admin, file)).json).toMatchObject({ added: 0, changed: 0, unchanged: 2, secrets: [] });
  const bad = (
    await upload(
      'devices',
      admin,
      'device,family,worker,silent,heartbeat\nb1,radio,,,\nb 2,duress,,,\nb3,toaster,ghost,perhaps,x\nradio-too-long,radio,,,\nph,phone,,,\n',
    )
  ).json;
  const named = bad.problems.map(({ line, column }: { line: number; column: string }) => `${line} ${column}`);
  for (const one of ['2 family', '3 device', '4 family', '4 worker', '4 silent', '4 heartbeat', '5 device', '6 family'])
    expect(named).toContain(one);
  expect(house.engine.committed.devices.size).toBe(3);
});

test('files that are no CSV, too long, not text or not for this person are refused whole', async () => {
  house = await House.open();
  const admin = await house.administrator();
  expect((await upload('people', admin, '')).json.problems).toEqual([{ line: 1, problem: 'the file is empty' }]);
  expect((await upload('people', admin, Buffer.from([0xff, 0xfe, 0x00, 0x41]))).json.problems[0].problem).toContain('UTF-8');
  expect((await upload('people', admin, 'login,colour\nx,red\n')).json.problems[0]).toMatchObject({ line: 1, column: 'colour' });
  expect((await upload('people', admin, 'login,name\n"open,quote\nx,y\n')).json.problems[0].problem).toContain('not CSV');
  const long = `login,name\n${Array.from({ length: 20_001 }, (_, n) => `l${n},N`).join('\n')}\n`;
  expect((await upload('people?dryRun=1', admin, long)).json.problems[0].problem).toContain('20000');
  expect(
    (await house.ask('POST', '/api/v1/import/people', { raw: { type: 'application/json', body: '{}' }, cookie: admin })).json.code,
  ).toBe('media-type');
  const worker = await house.person(admin, { name: 'Wendy', login: 'wendy' });
  expect((await upload('people', worker.cookie, 'login,name\nx,y\n')).json.code).toBe('not-allowed');
});

test('twenty thousand lines are taken in one go', async () => {
  house = await House.open();
  const admin = await house.administrator();
  const file = `login,name,manager\n${Array.from({ length: 20_000 }, (_, n) => `l${n},Person ${n},${n === 0 ? '' : `l${Math.floor(n / 10)}`}`).join('\n')}\n`;
  const report = (await upload('people', admin, file)).json;
  expect(report).toMatchObject({ added: 20_000, problems: [] });
  expect((await upload('people?dryRun=1', admin, file)).json).toMatchObject({ unchanged: 20_000 });
  expect((await house.ask('GET', '/api/v1/people?find=person', { cookie: admin })).json).toMatchObject({ total: 20_000 });
});
