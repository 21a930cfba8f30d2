import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PlaceId } from '../../../gateway/src/base/ids.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { MqttDevice } from '../../harness/mqtt-device.ts';
import { until } from '../../harness/wait.ts';
import { Lamp, tokenFor } from './lamp.ts';
import { faultsAbout, put, siren } from './outputs.ts';

const ROOT = 'duress-state/v1';
const HOUSE = `${ROOT}/house/alarm`;
const ROOM1 = `${ROOT}/places/room1/alarm`;

describe('lamps at the gateway’s own door', () => {
  let test_: TestGateway;
  let hands: Hands;
  const lamps: Lamp[] = [];

  beforeEach(async () => {
    test_ = await TestGateway.start();
    hands = new Hands(test_);
  });
  afterEach(async () => {
    for (const lamp of lamps.splice(0)) await lamp[Symbol.asyncDispose]();
    await test_.close();
  });

  async function lamp(password: string, user?: string): Promise<Lamp> {
    const url = test_.addresses.mqtt ?? '';
    const one = await Lamp.connect({ url, password, ...(user === undefined ? {} : { user }) });
    lamps.push(one);
    return one;
  }

  test('one that comes late is told how things stand, kept, and each change after that', async () => {
    const { secret } = await tokenFor(test_);
    const early = await lamp(secret);
    expect(await early.listen(HOUSE)).toBe(true);
    await hands.press('button-ana');
    await early.hears(HOUSE, 'loud');
    const one = await lamp(secret);
    expect(await one.listen(`${ROOT}/#`)).toBe(true);
    await one.hears(HOUSE, 'loud');
    expect(one.last(HOUSE)?.retain).toBe(true);
    expect(one.last(`${ROOT}/gateway`)).toMatchObject({ body: 'online', retain: true });
    await one.hears(ROOM1, 'loud');
    await one.hears(`${ROOT}/places/room4/alarm`, 'quiet');
    await hands.act('maria', 'take');
    await one.hears(HOUSE, 'taken');
    expect(one.last(HOUSE)?.retain).toBe(false);
    for (const { body } of one.told) expect(body).not.toMatch(/ana|ruiz|maria|button|interview/i);
  });

  test('a key for a place reads that place with all below it, that the gateway is there, and nothing else', async () => {
    const { secret } = await tokenFor(test_, { place: 'room4' });
    const one = await lamp(secret);
    expect(await one.listen('#')).toBe(true);
    await one.hears(`${ROOT}/places/room4/staff`, 'quiet');
    await hands.press('button-room4');
    await one.hears(`${ROOT}/places/room4/alarm`, 'loud');
    expect(new Set(one.told.map(({ topic }) => topic))).toEqual(
      new Set([`${ROOT}/gateway`, `${ROOT}/places/room4/alarm`, `${ROOT}/places/room4/staff`]),
    );
    for (const forbidden of [HOUSE, ROOM1, 'duress/v1/button-ana/feedback', '$SYS/#']) expect(await one.listen(forbidden)).toBe(false);
  });

  test('another kind of key, a wrong one and none are not let in', async () => {
    const wall = await tokenFor(test_, { scope: 'wall' });
    for (const password of [wall.secret, 'duress_wrong', ''])
      await expect(lamp(password)).rejects.toThrow(/Not authorized|Bad|Connection refused/i);
  });

  test('nobody publishes there: under our topics it ends the connection, elsewhere it goes nowhere', async () => {
    const { secret } = await tokenFor(test_);
    const watcher = await lamp(secret);
    await watcher.listen('#');
    const chatty = await lamp(secret);
    await chatty.client.publishAsync('tele/lamp/STATE', 'on', { qos: 1 }); // acknowledged
    expect(chatty.isClosed).toBe(false);
    for (const topic of [HOUSE, 'duress/v1/button-ana/alarm']) {
      const liar = await lamp(secret);
      const body = '{"v":1,"boot":1,"seq":1,"kind":"duress","age":0}';
      await liar.lie(topic, body);
      await until('it was thrown out', () => liar.isClosed);
    }
    expect(test_.gateway.core.committed.alarms.size).toBe(0);
    expect(watcher.told.filter(({ topic, body }) => topic.startsWith('tele') || body.includes('boot'))).toEqual([]);
  });

  test('a button reads nothing of it', async () => {
    const button = await MqttDevice.connect(test_, 'button-ana');
    button.close();
    const one = await Lamp.connect({
      url: test_.addresses.mqtt ?? '',
      user: 'button-ana',
      clientId: 'button-ana',
      password: test_.button('button-ana').secret,
    });
    lamps.push(one);
    expect(await one.listen(HOUSE)).toBe(false);
  });

  test('a key that is revoked hears nothing more', async () => {
    const { secret, id } = await tokenFor(test_);
    const one = await lamp(secret);
    await one.listen(`${ROOT}/#`);
    await test_.save([{ remove: 'token', key: id }]);
    await hands.press('button-ana');
    await until('it was let go', () => one.isClosed);
    expect(one.state(HOUSE)).not.toBe('loud');
    await expect(lamp(secret)).rejects.toThrow();
  });

  test('a place that is no more leaves nothing behind', async () => {
    const { secret } = await tokenFor(test_);
    const one = await lamp(secret);
    await one.listen(`${ROOT}/#`);
    const garden = `${ROOT}/places/attic/alarm`;
    const attic = { place: 'attic' as PlaceId, name: 'Attic', kind: 'room', parent: 'house' as PlaceId } as const; // as: ids by hand.
    await test_.save([{ put: 'place', value: { ...attic, beacons: [], fallback: [], emergency: [] } }]);
    await one.hears(garden, 'quiet');
    await test_.save([{ remove: 'place', key: attic.place }]);
    await until('it is taken back', () => one.last(garden)?.body === '');
    const late = await lamp(secret);
    await late.listen(`${ROOT}/#`);
    await late.hears(HOUSE, 'quiet');
    expect(late.last(garden)).toBeUndefined();
  });

  test('a relay that listens to a topic is switched by alarms of its place, in a topic that others can’t read', async () => {
    const { secret } = await tokenFor(test_);
    const elsewhere = await tokenFor(test_, { place: 'room4' });
    const relay = await lamp(secret);
    await test_.save([put(siren({ by: 'mqtt', topic: 'corridor/siren', on: 'go', off: 'rest' }, { place: 'room1' as PlaceId }))]); // as: see above.
    expect(await relay.listen('corridor/siren')).toBe(true);
    await until('it rests', () => relay.last('corridor/siren')?.body === 'rest');
    const other = await lamp(elsewhere.secret);
    expect(await other.listen('corridor/siren')).toBe(false);
    await hands.press('button-room4');
    await hands.press('button-ana');
    await until('it goes', () => relay.last('corridor/siren')?.body === 'go');
    for (const { alarm } of test_.gateway.core.committed.alarms.values()) await hands.act('maria', 'take', { alarm });
    await until('it rests again', () => relay.last('corridor/siren')?.body === 'rest');
    expect(relay.told.map(({ body }) => body)).toEqual(['rest', 'go', 'rest']);
  });
});

test('a relay that nobody listens for is a fault after 15 s, and none any more when it is back', async () => {
  const clock = new ManualClock();
  await using test_ = await TestGateway.start({ clock });
  await test_.save([put(siren({ by: 'mqtt', topic: 'corridor/siren', on: 'go', off: 'rest' }))]);
  const about = (): string[] => faultsAbout(test_, 'output:o-siren');
  for (let s = 0; s < 14; s += 1) clock.advance(1_000);
  const { secret } = await tokenFor(test_); // and whatever was to be recorded before it is
  expect(about()).toEqual([]);
  for (let s = 0; s < 4; s += 1) clock.advance(1_000);
  await until('the fault stands', () => about().includes('output-lost'));
  await using relay = await Lamp.connect({ url: test_.addresses.mqtt ?? '', password: secret });
  await relay.listen('corridor/siren');
  await until('it is over', () => {
    clock.advance(1_000);
    return about().length === 0;
  });
});
