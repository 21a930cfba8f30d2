import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PlaceId } from '../../../gateway/src/base/ids.ts';
import { DEFAULT_CONFIGURATION, type Configuration } from '../../../gateway/src/ops/configuration.ts';
import { BROKER_ACL, GATEWAY_USER, LAMP_ACL, OUTPUTS_ACL } from '../../harness/broker-acl.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { hasMosquitto, Mosquitto } from '../../harness/mosquitto.ts';
import { until } from '../../harness/wait.ts';
import { Lamp } from './lamp.ts';
import { faultsAbout, put, siren } from './outputs.ts';

const ROOT = 'duress-state/v1';
const HOUSE = `${ROOT}/house/alarm`;
const PASSWORD = 'what the broker knows it by';
/** The gateway's rights with those for outputs among them, then the lamp's. */
const withOutputs = (lines: readonly string[]): string[] => [BROKER_ACL[0] ?? '', ...lines, ...BROKER_ACL.slice(1), '', ...LAMP_ACL];

describe.runIf(hasMosquitto()).each(['3.1.1', '5'] as const)('the site’s own broker, MQTT %s', (version) => {
  let broker: Mosquitto;
  let house: TestGateway;
  let hands: Hands;
  const lamps: Lamp[] = [];

  beforeEach(async () => {
    const users = { [GATEWAY_USER]: PASSWORD, lamp: PASSWORD };
    broker = await Mosquitto.start({ users, acl: withOutputs([...OUTPUTS_ACL, 'topic readwrite cmnd/siren/POWER']) });
    await enter();
  });
  afterEach(async () => {
    for (const lamp of lamps.splice(0)) await lamp[Symbol.asyncDispose]();
    await house.close();
    await broker[Symbol.asyncDispose]();
  });

  async function enter(folder?: string): Promise<void> {
    house = await TestGateway.start({ configuration: configuration(), ...(folder === undefined ? {} : { folder }) });
    hands = new Hands(house);
  }

  function configuration(): Partial<Configuration> {
    return {
      broker: { ...DEFAULT_CONFIGURATION.broker, version, url: broker.url, user: GATEWAY_USER, password: PASSWORD },
      outputs: { ...DEFAULT_CONFIGURATION.outputs, toBroker: true, discoveryPrefix: 'homeassistant' },
    };
  }

  async function lamp(user: 'lamp' | typeof GATEWAY_USER = 'lamp'): Promise<Lamp> {
    const one = await Lamp.connect({ url: broker.url, user, password: PASSWORD });
    lamps.push(one);
    return one;
  }

  test('keeps how each place stands for whoever comes late', async () => {
    await hands.press('button-ana');
    const first = await lamp();
    await first.listen(`${ROOT}/#`);
    await first.hears(HOUSE, 'loud');
    const late = await lamp();
    await late.listen(`${ROOT}/#`);
    await late.hears(HOUSE, 'loud');
    expect(late.last(HOUSE)).toMatchObject({ retain: true });
    await late.hears(`${ROOT}/places/room1/alarm`, 'loud');
    await late.hears(`${ROOT}/places/room4/alarm`, 'quiet');
    expect(late.last(`${ROOT}/gateway`)?.body).toBe('online');
    await hands.act('maria', 'take');
    await late.hears(HOUSE, 'taken');
  });

  test('lets nobody but the gateway say it', async () => {
    const liar = await lamp();
    await liar.listen(`${ROOT}/#`);
    await liar.hears(HOUSE, 'quiet');
    await liar.lie(HOUSE, '{"v":1,"state":"loud"}');
    const late = await lamp();
    await late.listen(`${ROOT}/#`);
    await late.hears(HOUSE, 'quiet');
  });

  test('forgets places that are no more, also those that went while the gateway was away; a restart puts all right', async () => {
    const { folder } = house;
    const one = await lamp();
    await one.listen(`${ROOT}/#`);
    await one.hears(HOUSE, 'quiet');
    await house.stop();
    await until('it says that it went', () => one.last(`${ROOT}/gateway`)?.body === 'offline');
    const own = await lamp(GATEWAY_USER);
    await own.client.publishAsync(`${ROOT}/places/gone/alarm`, '{"v":1,"state":"loud"}', { qos: 1, retain: true });
    await own.client.publishAsync(HOUSE, '{"v":1,"state":"loud"}', { qos: 1, retain: true });
    await own.client.publishAsync('homeassistant/device/duress_place_gone/config', '{}', { qos: 1, retain: true });
    await own.client.publishAsync('homeassistant/device/neighbour/config', '{}', { qos: 1, retain: true });
    await enter(folder);
    await one.hears(HOUSE, 'quiet');
    await until('the place is forgotten', () => one.last(`${ROOT}/places/gone/alarm`)?.body === '');
    expect(one.last(`${ROOT}/gateway`)?.body).toBe('online');
    const discovered = await lamp(GATEWAY_USER);
    await discovered.listen('homeassistant/device/+/config');
    await until('the neighbour’s is still there', () => discovered.last('homeassistant/device/neighbour/config'));
    await until('ours is there', () => discovered.last('homeassistant/device/duress_house/config'));
    expect(discovered.last('homeassistant/device/duress_place_gone/config')).toBeUndefined();
  });

  test('a broker that lost all that it kept is given it again', async () => {
    await hands.press('button-ana');
    await broker.kill();
    await broker.restart();
    const one = await lamp();
    await one.listen(`${ROOT}/#`);
    await one.hears(HOUSE, 'loud');
  });

  test('Home Assistant is told of a device for each place, with what is read for it, and of the gateway', async () => {
    const one = await lamp(GATEWAY_USER);
    await one.listen('homeassistant/device/+/config');
    const room = await until('room 1 is announced', () => one.last('homeassistant/device/duress_place_room1/config'));
    expect(JSON.parse(room.body)).toMatchObject({
      dev: { ids: ['duress_place_room1'], name: 'Harbour Street › Main house › Ground floor › Interview room 1' },
      cmps: {
        alarm: {
          p: 'binary_sensor',
          state_topic: `${ROOT}/places/room1/alarm`,
          device_class: 'safety',
          availability_topic: `${ROOT}/gateway`,
        },
        state: { p: 'sensor', device_class: 'enum', options: ['quiet', 'loud', 'taken', 'drill'] },
      },
    });
    const whole = await until('the house is announced', () => one.last('homeassistant/device/duress_house/config'));
    expect(JSON.parse(whole.body)).toMatchObject({
      cmps: {
        gateway: { p: 'binary_sensor', device_class: 'connectivity', state_topic: `${ROOT}/gateway` },
        battery: { p: 'sensor', state_topic: `${ROOT}/house/faults` },
      },
    });
    const attic = { place: 'attic' as PlaceId, name: 'Attic', kind: 'room', parent: 'house' as PlaceId } as const; // as: ids by hand.
    await house.save([{ put: 'place', value: { ...attic, beacons: [], fallback: [], emergency: [] } }]);
    const topic = 'homeassistant/device/duress_place_attic/config';
    await until('the attic is announced', () => one.last(topic)?.body.includes('Attic'));
    await house.save([{ remove: 'place', key: attic.place }]);
    await until('and taken back', () => one.last(topic)?.body === '');
  });

  test('a relay behind it is switched, and the command is not kept', async () => {
    const relay = await lamp(GATEWAY_USER);
    await relay.listen('cmnd/siren/POWER');
    await house.save([put(siren({ by: 'mqtt', topic: 'cmnd/siren/POWER', on: 'ON', off: 'OFF' }))]);
    await until('it is told to rest', () => relay.last('cmnd/siren/POWER')?.body === 'OFF');
    await hands.press('button-ana');
    await until('it is told to sound', () => relay.last('cmnd/siren/POWER')?.body === 'ON');
    const late = await lamp(GATEWAY_USER);
    await late.listen('cmnd/siren/POWER');
    await late.listen(HOUSE);
    await late.hears(HOUSE, 'loud');
    expect(late.last('cmnd/siren/POWER')?.retain).not.toBe(true);
  });
});

describe.runIf(hasMosquitto())('a broker that does not let it be proven', () => {
  test.each([
    ['without any right, as it hangs up', []],
    ['with the right to write alone, as it gives nothing back', ['topic write duress-state/v1/#']],
  ])('%s, is a fault after 15 s', { timeout: 60_000 }, async (_, rights) => {
    const users = { [GATEWAY_USER]: PASSWORD, lamp: PASSWORD };
    await using broker = await Mosquitto.start({ users, acl: withOutputs(rights) });
    const settings = { ...DEFAULT_CONFIGURATION.broker, url: broker.url, user: GATEWAY_USER, password: PASSWORD };
    const outputs = { ...DEFAULT_CONFIGURATION.outputs, toBroker: true };
    await using house = await TestGateway.start({ configuration: { broker: settings, outputs } });
    const about = `broker:${new URL(broker.url).host}`;
    await until('the fault stands', () => faultsAbout(house, about).includes('state-not-out'), { withinMs: 30_000 });
    expect(faultsAbout(house, about)).toEqual(['state-not-out']); // buttons come in all the same
  });
});

test('the rights that these stories run with are those that operators are told to give', () => {
  const told = readFileSync(new URL('../../../docs/mqtt-out.md', import.meta.url), 'utf8').split('\n');
  for (const line of [...OUTPUTS_ACL, ...LAMP_ACL]) expect(told).toContain(`    ${line}`);
});
