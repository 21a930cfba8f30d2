import { afterEach, beforeEach, expect, test } from 'vitest';
import type { OutputId } from '../../../gateway/src/base/ids.ts';
import { DEFAULT_CONFIGURATION } from '../../../gateway/src/ops/configuration.ts';
import { TestGateway, type TestGatewayOptions } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { until } from '../../harness/wait.ts';
import { TtyPair } from '../serial/tty-pair.ts';
import { RelayBoard } from './board.ts';
import { Lamp, tokenFor } from './lamp.ts';
import { faultsAbout, OFF, ON, put, relayOn, siren } from './outputs.ts';

const SIREN = 'output:o-siren';
let line: TtyPair;
let board: RelayBoard;
let house: TestGateway;
let hands: Hands;

beforeEach(async () => {
  line = await TtyPair.make();
  board = await RelayBoard.at(line.receiverEnd);
  await enter();
});
afterEach(async () => {
  await house.close();
  await board.close();
  await line[Symbol.asyncDispose]();
});

async function enter(options: TestGatewayOptions = {}): Promise<void> {
  const outputs = { ...DEFAULT_CONFIGURATION.outputs, ports: [line.gatewayEnd] };
  house = await TestGateway.start({ configuration: { outputs }, ...options });
  hands = new Hands(house);
}

test('the relay is brought to off, to on by an alarm, and to off when somebody has it', async () => {
  await house.save([put(siren(relayOn(line.gatewayEnd)))]);
  await board.is('off');
  expect(board.bytes).toBe(OFF);
  await hands.press('button-ana');
  await board.is('on');
  expect(board.bytes).toBe(OFF + ON);
  await hands.act('maria', 'take');
  await board.is('off');
  expect(board.bytes).toBe(OFF + ON + OFF);
});

test('what the duress PIN alone has raised switches nothing, and neither does a call for assistance what anyone hears', async () => {
  await house.save([put(siren(relayOn(line.gatewayEnd), { onWhile: 'open', maxOnMs: undefined }))]);
  await board.is('off');
  await hands.press('button-ana', { kind: 'cancel', pin: '8642' });
  expect(hands.alarm).toMatchObject({ state: 'open', level: 'duress', coerced: true });
  const { secret } = await tokenFor(house);
  await using lamp = await Lamp.connect({ url: house.addresses.mqtt ?? '', password: secret });
  await lamp.listen('duress-state/v1/#');
  await hands.press('button-room4', { kind: 'assist' });
  // Both alarms have been looked at when staff are told of the second; twice, when a test of the lamp's line has come back after that.
  await lamp.hears('duress-state/v1/house/staff', 'loud');
  expect(lamp.state('duress-state/v1/house/alarm')).toBe('quiet');
  expect(lamp.told.filter(({ topic, body }) => topic.includes('room1') && !body.includes('quiet'))).toEqual([]);
  await lamp.listen('duress-state/v1/gateway');
  expect(house.gateway.core.committed.alarms.size).toBe(2);
  expect(board.bytes).toBe(OFF);
  await hands.press('RADIO-7');
  await board.is('on');
  expect(board.bytes).toBe(OFF + ON);
});

test('a cable that is pulled is a fault at once; plugged in again the relay comes to the truth', async () => {
  await house.save([put(siren(relayOn(line.gatewayEnd)))]);
  await hands.press('button-ana');
  await board.is('on');
  await line.unplug();
  await until('the fault stands', () => faultsAbout(house, SIREN).includes('output-lost'));
  await board.close();
  await line.plug();
  board = await RelayBoard.at(line.receiverEnd);
  await board.is('on');
  await until('the fault is over', () => faultsAbout(house, SIREN).length === 0);
});

test('an output whose port is not there delays no other', async () => {
  const lost = siren(relayOn('/dev/duress-none'), { output: 'o-lost' as OutputId }); // as: an id by hand.
  await house.save([put(lost), put(siren(relayOn(line.gatewayEnd)))]);
  await until('its fault stands', () => faultsAbout(house, 'output:o-lost').includes('output-lost'));
  await hands.press('button-ana');
  await board.is('on');
  await house.save([{ remove: 'output', key: 'o-lost' as OutputId }]); // as: see above.
  await until('its fault ended with it', () => faultsAbout(house, 'output:o-lost').length === 0);
});

test('taken out of the set-up it goes off', async () => {
  await house.save([put(siren(relayOn(line.gatewayEnd)))]);
  await hands.press('button-ana');
  await board.is('on');
  await house.save([{ remove: 'output', key: 'o-siren' as OutputId }]); // as: an id by hand.
  await board.is('off');
});

test('a restart does not silence it, and what ended meanwhile is put right', async () => {
  await house.save([put(siren(relayOn(line.gatewayEnd)))]);
  await hands.press('button-ana');
  await board.is('on');
  const { folder } = house;
  await house.stop();
  expect(board.relay).toBe('on');
  board.bytes = '';
  await enter({ folder });
  await board.is('on');
  await hands.act('maria', 'take');
  await board.is('off');
});

test('a drill switches what is set up for drills alone', async () => {
  const { core } = house.gateway;
  await house.save([put(siren(relayOn(line.gatewayEnd)))]);
  await board.is('off');
  const drill = { id: core.ids.next(), type: 'drill-start', actor: 'ruth', place: 'site', participants: ['ana'], announced: true };
  await core.submit(drill as never); // as: ids by hand.
  await hands.press('button-ana');
  expect(hands.alarm.drill).toBe(true);
  await house.save([put(siren(relayOn(line.gatewayEnd), { drills: true }))]);
  await board.is('on');
  expect(board.bytes).toBe(OFF + ON);
});

test('in a lifeboat a press that is on no disk switches it all the same', async () => {
  await house.save([put(siren(relayOn(line.gatewayEnd)))]);
  await board.is('off');
  await hands.press('button-ana');
  await board.is('on');
  const { folder } = house;
  await house.stop();
  board.bytes = '';
  await enter({ folder, surroundings: { holdLog: true }, expectErrors: ['log-away', 'lifeboat-entered'] });
  expect(house.gateway.core.health.state).toBe('lifeboat');
  const press = hands.press('button-ana');
  press.catch(() => undefined); // it waits until the gateway stops
  await board.is('on');
  // Nobody knows whether the alarm from before is still open: the siren was not switched off at this start.
  expect(board.bytes).toBe(ON);
  const [pending] = house.gateway.core.pending();
  expect(house.gateway.core.have(pending?.press ?? '', 'maria')).toBe(true);
  await board.is('off');
});
