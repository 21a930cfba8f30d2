import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { MqttDevice } from '../../harness/mqtt-device.ts';
import { leap, settled } from '../../harness/passing.ts';
import { Reception } from '../../harness/reception.ts';
import { until } from '../../harness/wait.ts';

const [PIN, DURESS_PIN] = ['2468', '8642'];

describe('what a device may ask for', () => {
  let clock: ManualClock;
  let gateway: TestGateway;
  let hands: Hands;
  let button: MqttDevice;

  beforeEach(async () => {
    clock = new ManualClock();
    gateway = await TestGateway.start({ clock });
    hands = new Hands(gateway);
    button = await MqttDevice.connect(gateway, 'button-ana');
  });

  afterEach(async () => {
    button.close();
    await gateway.close();
  });

  /** Everything that the hand is told after a cancel with this PIN, but for what names this very story. */
  async function toldAfter(pin: string | undefined): Promise<string[]> {
    const before = button.told.length;
    await button.signal({ seq: 2, kind: 'cancel', ...(pin === undefined ? {} : { pin }) });
    await settled(gateway.gateway.core);
    await until('the hand is told', () => button.told.length > before);
    return button.told
      .slice(before)
      .map(({ state, held, recorded, alarm }) => JSON.stringify({ state, held, recorded, named: alarm !== undefined }));
  }

  const EXPECTED = ['{"state":"cancel-asked","held":[[1,1],[1,2]],"recorded":true,"named":true}'];

  test.each([
    ['the right PIN', PIN, { cancelAsked: { pin: 'right' }, coerced: false, level: 'assist' }],
    ['a wrong PIN', '1111', { cancelAsked: { pin: 'wrong' }, coerced: false, level: 'assist' }],
    ['no PIN', undefined, { cancelAsked: { pin: 'none' }, coerced: false, level: 'assist' }],
    ['the duress PIN', DURESS_PIN, { cancelAsked: { pin: 'right' }, coerced: true, level: 'duress' }],
  ])('%s: the hand says the same as after every other, reception reads what it means, nothing closes', async (_, pin, alarm) => {
    await button.signal({ seq: 1, kind: 'assist' });
    expect(await toldAfter(pin)).toEqual(EXPECTED);
    const maria = await Reception.signIn(gateway.addresses.http, 'reception');
    await maria.watch();
    expect([...maria.alarms.values()]).toMatchObject([{ state: 'open', ...alarm }]);
    maria.close();
  });

  test('the digits are nowhere on the disk, the duress PIN’s least of all', async () => {
    await button.signal({ seq: 1 });
    await button.signal({ seq: 2, kind: 'cancel', pin: DURESS_PIN });
    const facts = await gateway.gateway.store.queries.factsAbout(hands.alarm.alarm, 0);
    expect(facts.map((fact) => fact.kind)).toContain('CoercionSignalled');
    expect(JSON.stringify(facts)).not.toMatch(/"pin":"\d|8642/);
  });

  test('the right PIN on an all clear confirms it: whoever said it may close at once', async () => {
    await button.signal({ seq: 1 });
    await hands.act('maria', 'take');
    await hands.act('maria', 'all-clear');
    expect(await hands.act('maria', 'close', { body: { outcome: 'genuine' } })).toMatchObject({ code: 'second-person-needed' });
    await button.signal({ seq: 2, kind: 'cancel', pin: PIN });
    expect(await hands.act('maria', 'close', { body: { outcome: 'genuine' } })).toMatchObject({ outcome: 'accepted' });
    await until('the hand says closed', () => button.state === 'closed');
  });

  test('the duress PIN without an alarm raises one, and the hand stays as dark as after the right one', async () => {
    await button.signal({ seq: 1, kind: 'cancel', pin: PIN });
    await settled(gateway.gateway.core);
    const right = button.told.at(-1);
    await button.signal({ seq: 2, kind: 'cancel', pin: DURESS_PIN });
    expect(hands.alarm).toMatchObject({ level: 'duress', coerced: true, state: 'open' });
    await until('the hand has the press', () => JSON.stringify(button.told.at(-1)?.['held']) === '[[1,1],[1,2]]');
    const strip = (body: Record<string, unknown> | undefined): unknown => ({ ...body, rev: 0, held: [], at: '' });
    expect(strip(button.told.at(-1))).toEqual(strip(right));
  });

  describe('test mode', () => {
    beforeEach(async () => {
      const ana = await Reception.signIn(gateway.addresses.http, 'worker');
      expect(await ana.ask('POST', '/api/v1/devices/button-ana/test')).toMatchObject({ status: 200 });
    });

    test('takes one press, which goes the whole way and opens nothing; the next one is real', async () => {
      await button.signal({ seq: 1 });
      await until('the hand says tested', () => button.state === 'tested');
      const { committed } = gateway.gateway.core;
      expect(committed.alarms.size + committed.debriefs.size).toBe(0);
      await button.signal({ seq: 2 });
      expect(hands.alarm).toMatchObject({ state: 'open', presses: 1 });
    });

    test('ends by itself after two minutes', async () => {
      const { core } = gateway.gateway;
      clock.advance(119_000);
      await settled(core);
      expect([...core.committed.tests.values()]).toMatchObject([{ until: expect.any(Number) as number }]);
      clock.advance(1_000);
      await settled(core);
      expect([...core.committed.tests.values()].map((one) => one.until)).toEqual([undefined]);
      await button.signal({ seq: 1 });
      expect(hands.alarm.state).toBe('open');
    });

    test('does not swallow a press from before it, that could not get through', async () => {
      clock.advance(2_000);
      await button.signal({ seq: 1, age: 10_000 });
      expect(hands.alarm.state).toBe('open');
    });
  });

  test('a test press of the device is a probe at any time; tamper is a fault; man-down is an alarm', async () => {
    await button.signal({ seq: 1, kind: 'test' });
    await until('the hand says tested', () => button.state === 'tested');
    await button.signal({ seq: 2, kind: 'tamper' });
    expect([...gateway.gateway.core.committed.faults.values()].map((fault) => fault.code)).toContain('device-tamper');
    expect(gateway.gateway.core.committed.alarms.size).toBe(0);
    await button.signal({ seq: 3, kind: 'man-down' });
    expect(hands.alarm).toMatchObject({ level: 'duress', cause: 'man-down' });
  });

  test('only its own worker starts the test of a device', async () => {
    const maria = await Reception.signIn(gateway.addresses.http, 'reception');
    expect((await maria.ask('POST', '/api/v1/devices/button-ana/test')).status).toBeGreaterThanOrEqual(400);
    await button.signal({ seq: 1 });
    expect(hands.alarm.state).toBe('open');
  });

  test('a body that can’t be read is recorded ten times in an hour, acknowledged always, and a fault of the device', async () => {
    const { core, counters } = gateway.gateway;
    const kinds: string[] = [];
    core.follow(({ facts }) => kinds.push(...facts.map((fact) => fact.kind)));
    const recorded = (): number => kinds.filter((kind) => kind === 'SignalUnreadable').length;
    const faults = (): string[] => [...core.committed.faults.values()].map((fault) => fault.fault);
    // The first half at the end of one hour of the clock, the second at the start of the next: it is one hour all the same.
    await leap(core, clock, 3_600_000 - (clock.mono() % 3_600_000) - 1_000);
    button.close();
    button = await MqttDevice.connect(gateway, 'button-ana');
    for (let i = 0; i < 5; i += 1) await button.publish('alarm', `not json ${String(i)}`);
    await leap(core, clock, 2_000);
    for (let i = 5; i < 10; i += 1) await button.publish('alarm', `not json ${String(i)}`);
    expect(recorded()).toBe(10);
    expect(faults()).toContain('device-unreadable:device:button-ana');
    await button.publish('alarm', 'one more');
    await button.publish('alarm', Buffer.from([0xff, 0xfe]));
    expect(recorded()).toBe(10);
    expect(counters.read()).toMatchObject({ 'ingest-unreadable': 12 });
    await leap(core, clock, 3_600_000);
    const again = await MqttDevice.connect(gateway, 'button-ana');
    await again.publish('alarm', 'an hour later');
    expect(recorded()).toBe(11);
    again.close();
  });

  test('a position is used while the alarm is open, and at no other time dropped and counted', async () => {
    const { core, counters } = gateway.gateway;
    const at = (beacon: string): Promise<void> => button.publish('position', JSON.stringify({ v: 1, beacon }), 0);
    const noted: string[] = [];
    core.follow(({ facts }) => noted.push(...facts.map((fact) => fact.kind).filter((kind) => kind === 'PositionNoted')));
    await at('beacon-4');
    await settled(core);
    expect(noted).toEqual([]);
    expect(counters.read()).toMatchObject({ 'position-dropped': 1 });
    await button.signal({ seq: 1 });
    await at('beacon-4');
    await until('the alarm is there', () => hands.alarm.where.place === 'room4');
    await hands.act('maria', 'all-clear');
    await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
    clock.advance(2_000);
    expect(noted).toEqual(['PositionNoted']);
    await at('beacon-1');
    await settled(core);
    expect(noted).toEqual(['PositionNoted']);
    expect(counters.read()).toMatchObject({ 'position-dropped': 2 });
  });

  test('where a worker is forced to cancel, her position counts although her hand shows no alarm', async () => {
    await button.signal({ seq: 1, kind: 'cancel', pin: DURESS_PIN });
    await button.publish('position', JSON.stringify({ v: 1, beacon: 'beacon-4' }), 0);
    await until('the alarm is there', () => hands.alarm.where.place === 'room4');
  });
});
