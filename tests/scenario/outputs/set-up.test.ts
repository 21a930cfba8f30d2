import { afterEach, beforeEach, expect, test } from 'vitest';
import { demoSetting } from '../../../gateway/src/access/demo.ts';
import type { OutputBody, OutputsPage, OutputView } from '../../../gateway/src/contract/outputs.ts';
import { DEFAULT_CONFIGURATION } from '../../../gateway/src/ops/configuration.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { Reception } from '../../harness/reception.ts';
import { until } from '../../harness/wait.ts';
import { TtyPair } from '../serial/tty-pair.ts';
import { RelayBoard } from './board.ts';
import { OFF, ON } from './outputs.ts';

let line: TtyPair;
let board: RelayBoard;
let house: TestGateway;
let sam: Reception;

beforeEach(async () => {
  line = await TtyPair.make();
  board = await RelayBoard.at(line.receiverEnd);
  house = await TestGateway.start({ configuration: { outputs: { ...DEFAULT_CONFIGURATION.outputs, ports: [line.gatewayEnd] } } });
  await house.save([{ put: 'setting', key: demoSetting('manager'), value: 'sam' }]); // the administrator
  sam = await Reception.signIn(house.addresses.http, 'manager');
});
afterEach(async () => {
  await house.close();
  await board.close();
  await line[Symbol.asyncDispose]();
});

function serial(more: Partial<OutputBody> = {}): OutputBody {
  const by = { by: 'serial', port: line.gatewayEnd, on: 'A0 01 01 A2', off: 'a00100a1' } as const;
  return { name: 'Corridor', audience: 'anyone', levels: ['duress'], onWhile: 'loud', switch: by, ...more };
}

async function add(body: OutputBody): Promise<OutputView> {
  const { status, body: view } = await sam.ask('POST', '/api/v1/outputs', body);
  expect(status).toBe(201);
  return view as OutputView; // as: our own answer.
}

async function page(): Promise<OutputsPage> {
  return (await sam.ask('GET', '/api/v1/outputs')).body as OutputsPage; // as: our own answer.
}

test('an administrator sets one up, sees how it stands, changes it and takes it away', async () => {
  const made = await add(serial());
  expect(made).toMatchObject({ name: 'Corridor', maxOnSeconds: 300, drills: false, isOn: false });
  await board.is('off');
  await until('it is known to work', async () => (await page()).rows[0]?.standing === 'ok');
  expect((await page()).ports).toEqual([line.gatewayEnd]);
  const path = `/api/v1/outputs/${made.output}`;
  const changed = await sam.ask('PUT', path, serial({ name: 'Corridor, east', onWhile: 'open', audience: 'staff', levels: ['assist'] }));
  expect(changed).toMatchObject({ status: 200, body: { name: 'Corridor, east', onWhile: 'open' } });
  expect(changed.body).not.toHaveProperty('maxOnSeconds');
  expect(await sam.ask('DELETE', path)).toMatchObject({ status: 204 });
  expect(await sam.ask('PUT', path, serial())).toMatchObject({ status: 404, body: { code: 'not-found' } });
  expect((await page()).rows).toEqual([]);
});

test('a test switches it for two seconds, and never what an alarm has switched', async () => {
  const { output } = await add(serial());
  await board.is('off');
  const path = `/api/v1/outputs/${output}/test`;
  const asked = performance.now();
  expect(await sam.ask('POST', path)).toMatchObject({ status: 200, body: { result: 'switched' } });
  expect(performance.now() - asked).toBeGreaterThan(1_900);
  await board.is('off');
  expect(board.bytes).toBe(OFF + ON + OFF);
  const hands = new Hands(house);
  await hands.press('button-ana');
  await board.is('on');
  expect(await sam.ask('POST', path)).toMatchObject({ body: { result: 'on-for-an-alarm' } });
  expect(board.relay).toBe('on');
  await hands.act('maria', 'take');
  await board.is('off');
  await line.unplug();
  await until('it is known to be lost', async () => (await page()).rows[0]?.standing === 'lost');
  expect(await sam.ask('POST', path)).toMatchObject({ body: { result: 'failed' } });
});

test('what can’t work, or would tell whoever stands beside the worker, is refused with its reason', async () => {
  const refused = async (body: unknown): Promise<unknown> => {
    const { status, body: said } = await sam.ask('POST', '/api/v1/outputs', body);
    const { code, detail } = said as { code: string; detail?: string }; // as: a problem
    return [status, code, detail?.split(':')[0]];
  };
  const mqtt = (topic: string): OutputBody => serial({ switch: { by: 'mqtt', topic, on: 'ON', off: 'OFF' } });
  await add(mqtt('corridor/siren'));
  await add(serial());
  const other = { by: 'serial', port: line.gatewayEnd, on: 'A0 02 01 A3', off: 'A0 02 00 A2' } as const;
  expect(await refused(serial({ switch: other, levels: ['duress', 'assist'] }))).toEqual([422, 'invalid', 'levels']);
  for (const same of [
    { on: 'a0 01 01 a2', off: 'A0 02 00 A2' },
    { on: 'A0 02 01 A3', off: 'A0 01 00 A1' },
  ])
    expect(await refused(serial({ switch: { ...other, ...same } }))).toEqual([422, 'invalid', 'switch.on']);
  expect(await refused(serial({ switch: { by: 'serial', port: '/etc/passwd', on: 'A0', off: 'A1' } }))).toEqual([
    422,
    'invalid',
    'switch.port',
  ]);
  expect(await refused(mqtt('corridor/siren'))).toEqual([422, 'invalid', 'switch.topic']);
  const fast = { by: 'serial', port: line.gatewayEnd, baudRate: 115_200, on: 'A0', off: 'A1' } as const;
  expect(await refused(serial({ switch: fast }))).toEqual([422, 'invalid', 'switch.baudRate']);
  expect(await refused(serial({ switch: other, place: 'nowhere' }))).toEqual([404, 'unknown-place', 'nowhere']);
  for (const topic of ['a/#', 'duress/v1/button-ana/alarm', 'duress-state/v1/house/alarm', '$SYS/x', ''])
    expect(await refused(mqtt(topic))).toEqual([400, 'does-not-fit', 'switch/topic']);
  for (const on of ['A', 'GG', 'A0  01'])
    expect(await refused(serial({ switch: { by: 'serial', port: line.gatewayEnd, on, off: 'A1' } }))).toEqual([
      400,
      'does-not-fit',
      expect.anything(),
    ]);
  expect(await refused({ ...serial(), maxOnSeconds: 4 })).toEqual([400, 'does-not-fit', expect.anything()]);
  expect((await page()).rows).toHaveLength(2);
});

test('nobody but an administrator changes or tests one', async () => {
  const { output } = await add(serial());
  await board.is('off');
  const maria = await Reception.signIn(house.addresses.http, 'reception');
  expect(await maria.ask('GET', '/api/v1/outputs')).toMatchObject({ status: 200 });
  for (const [method, path, body] of [
    ['POST', '/api/v1/outputs', serial()],
    ['PUT', `/api/v1/outputs/${output}`, serial()],
    ['DELETE', `/api/v1/outputs/${output}`, undefined],
    ['POST', `/api/v1/outputs/${output}/test`, undefined],
  ] as const)
    expect(await maria.ask(method, path, body)).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
  expect(board.bytes).toBe(OFF);
});

test('a place that something is switched for is in use', async () => {
  await add(serial({ place: 'garden' }));
  await house.save([{ put: 'person', value: { ...tom(), place: undefined } }]);
  expect(await sam.ask('DELETE', '/api/v1/places/garden')).toMatchObject({ status: 409, body: { code: 'in-use' } });
});

function tom() {
  const row = house.gateway.core.committed.people.get('tom' as never); // as: an id by hand.
  if (row === undefined) throw new RangeError('Tom is in the demo');
  return row;
}
