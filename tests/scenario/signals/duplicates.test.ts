import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { MqttDevice } from '../../harness/mqtt-device.ts';
import { ManualClock } from '../../harness/clock.ts';

describe('promise 3: a second press is never a duplicate, a duplicate is never a second press', () => {
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

  const alarms = (): number => gateway.gateway.core.committed.alarms.size;

  test('the same signal again, on the same connection, on a new one and after a restart: one alarm, acknowledged each time', async () => {
    const site = { folder: gateway.folder, clock };
    const secret = gateway.button('button-ana').secret;
    await button.signal({ seq: 1 });
    await button.signal({ seq: 1, age: 0 });
    button.close();
    clock.advance(3_000);
    button = await MqttDevice.connect(gateway, 'button-ana');
    await button.signal({ seq: 1, age: 3_000 });
    await gateway.stop();
    clock.advance(5_000);
    const next = await TestGateway.start(site);
    const again = await MqttDevice.connect(next, 'button-ana', secret);
    await again.signal({ seq: 1, age: 8_000 });
    expect([...next.gateway.core.committed.alarms.values()]).toMatchObject([{ presses: 1 }]);
    // The hand is right again, from what is on disk.
    expect(again.told.at(-1)).toMatchObject({ state: 'held', held: [[1, 1]] });
    again.close();
    await next.close();
  });

  test('a real second press joins, is counted, and is loud again whatever had become of the alarm', async () => {
    await button.signal({ seq: 1 });
    await hands.act('maria', 'take');
    clock.advance(1_000);
    await button.signal({ seq: 2 });
    expect(hands.alarm).toMatchObject({ state: 'taken', presses: 2, loudT: expect.any(Number) as number });
    expect('loudT' in hands.alarm ? hands.alarm.loudT : undefined).toBeLessThanOrEqual(gateway.gateway.core.now().t);
    await hands.act('maria', 'all-clear');
    await button.signal({ seq: 3 });
    expect(hands.alarm).toMatchObject({ state: 'open', presses: 3 });
    expect(alarms()).toBe(1);
    expect(gateway.gateway.core.committed.debriefs.size).toBe(1);
  });

  test('out of order, wrapped, and after a new start of the device: each a press', async () => {
    for (const [boot, seq] of [
      [1, 7],
      [1, 5],
      [1, 6],
      [1, 4_294_967_295],
      [1, 0],
      [2, 1],
    ] as const)
      await button.signal({ boot, seq });
    expect(hands.alarm.presses).toBe(6);
    for (const [boot, seq] of [
      [1, 7],
      [1, 0],
      [2, 1],
    ] as const)
      await button.signal({ boot, seq });
    expect(hands.alarm.presses).toBe(6);
  });

  test('a signal that was under way for long is marked late, with its own time', async () => {
    await button.signal({ seq: 1, age: 240_000 });
    expect(hands.alarm).toMatchObject({ late: true, pressedAt: clock.wall() - 240_000 });
  });

  test.each([
    [60_000, 1],
    [60_001, 2],
  ])('the same number for a press that was made %i ms later: %i', async (apart, presses) => {
    await button.signal({ seq: 1, age: 0 });
    clock.advance(apart);
    await button.signal({ seq: 1, age: 0 });
    expect(hands.alarm.presses).toBe(presses);
    const known = gateway.gateway.core.committed.presses.get('button-ana' as never); // as: an id by hand.
    expect(known?.boots[0]?.presses).toHaveLength(1);
  });

  /** A device may send only so much in a second. */
  async function probe(boot: number, seq: number): Promise<void> {
    clock.advance(200);
    await button.signal({ boot, seq, kind: 'test' });
  }

  test('remembers four starts of a device with 64 presses each; what is older is taken for a press', async () => {
    for (let boot = 1; boot <= 4; boot += 1) for (let seq = 1; seq <= 64; seq += 1) await probe(boot, seq);
    const { head } = gateway.gateway.core;
    for (let boot = 1; boot <= 4; boot += 1) for (const seq of [1, 64]) await button.signal({ boot, seq, kind: 'test' });
    expect(gateway.gateway.core.head.seq).toBe(head.seq);
    await button.signal({ boot: 4, seq: 65, kind: 'test' });
    await button.signal({ boot: 4, seq: 1, kind: 'test' });
    expect(gateway.gateway.core.head.seq).toBe(head.seq + 4);
  });

  test('two buttons of one worker, and one of nobody', async () => {
    const phone = {
      device: 'button-ana-2',
      family: 'duress',
      label: 'x',
      worker: 'ana',
      silent: true,
      heartbeatSeconds: 30,
      holdMs: 0,
      revoked: false,
    };
    await gateway.save([{ put: 'device', value: phone as never }]); // as: ids by hand.
    const desk = await MqttDevice.connect(gateway, 'button-room4');
    await button.signal({ seq: 1 });
    await hands.press('button-ana-2');
    expect(hands.alarm).toMatchObject({ presses: 2, subject: 'worker:ana' });
    await desk.signal({ seq: 1 });
    expect(alarms()).toBe(2);
    desk.close();
  });

  test('a device that nobody has set up does not get in', async () => {
    await expect(MqttDevice.connect(gateway, 'button-unknown', 'a-secret-that-nobody-gave-out')).rejects.toThrow();
    expect(alarms()).toBe(0);
  });
});
