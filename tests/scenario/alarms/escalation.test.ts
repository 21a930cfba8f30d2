import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { GATHER_RECEIPTS_MS } from '../../../gateway/src/engine/receipts.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { MqttDevice } from '../../harness/mqtt-device.ts';
import { leap, pass } from '../../harness/passing.ts';
import { Reception } from '../../harness/reception.ts';
import { until } from '../../harness/wait.ts';

const MINUTE = 60_000;

describe('promise 4: unanswered, an alarm climbs, and nobody is never the end', () => {
  let clock: ManualClock;
  let gateway: TestGateway;
  let hands: Hands;
  let facts: NewFact[];
  const go = (ms: number): Promise<void> => pass(gateway.gateway.core, clock, ms);
  const kinds = (): string[] => facts.filter((fact) => fact.about === hands.alarm.alarm).map((fact) => fact.kind);
  const steps = (): NewFact[] => facts.filter((fact) => fact.kind === 'EscalationStepped');

  beforeEach(async () => {
    clock = new ManualClock();
    gateway = await TestGateway.start({ clock });
    hands = new Hands(gateway);
    facts = [];
    gateway.gateway.core.follow((commit) => facts.push(...commit.facts));
  });

  afterEach(async () => {
    await gateway.close();
  });

  test('the hand says unseen after 15 s, and shown as soon as a watching console has it', async () => {
    const button = await MqttDevice.connect(gateway, 'button-ana');
    await button.signal({ seq: 1 });
    await go(14_000);
    expect(hands.alarm.unseen).toBe(false);
    await go(1_000);
    await until('the hand says so', () => button.state === 'unseen');
    const maria = await Reception.signIn(gateway.addresses.http, 'reception');
    await maria.watch();
    maria.arm();
    maria.say({ type: 'shown', alarms: [hands.alarm.alarm] });
    await until('the hand says so', () => {
      // Receipts are gathered for a moment, and this clock stands until it is moved.
      clock.advance(GATHER_RECEIPTS_MS);
      return button.state === 'shown';
    });
    expect(hands.alarm).toMatchObject({ unseen: false, shown: [{ person: 'maria' }] });
    maria.close();
    button.close();
  });

  test('open again after an all clear it is held, then unseen, until a console shows it again and says so', async () => {
    const button = await MqttDevice.connect(gateway, 'button-ana');
    await button.signal({ seq: 1 });
    const maria = await Reception.signIn(gateway.addresses.http, 'reception');
    await maria.watch();
    maria.arm();
    const says = async (state: string): Promise<void> => {
      await until(`the hand says ${state}`, () => {
        clock.advance(GATHER_RECEIPTS_MS);
        return button.state === state;
      });
    };
    const { alarm } = hands.alarm;
    maria.say({ type: 'shown', alarms: [alarm] });
    await says('shown');
    await hands.act('maria', 'all-clear');
    await button.signal({ seq: 2 });
    await says('held');
    // Of the card as it was while it was over.
    maria.arm();
    maria.say({ type: 'shown', alarms: [alarm] });
    await go(15_000);
    await says('unseen');
    expect(hands.alarm).toMatchObject({ state: 'open', unseen: true, shown: [] });
    maria.arm();
    maria.say({ type: 'shown', alarms: [alarm], reopened: { [alarm]: 1 } });
    await says('shown');
    expect(hands.alarm).toMatchObject({ unseen: false, shown: [{ person: 'maria' }] });
    maria.close();
    button.close();
  });

  test('told at 30 s and then each minute, each message once, until somebody has it', async () => {
    await hands.press('button-ana');
    await go(29_000);
    expect(steps()).toEqual([]);
    await go(1_000);
    expect(steps()).toMatchObject([{ data: { step: 1, told: ['ruth', 'sam'] } }]);
    await go(10 * MINUTE);
    expect(steps()).toHaveLength(11);
    await hands.act('maria', 'take');
    await go(5 * MINUTE - 1_000);
    expect(steps()).toHaveLength(11);
    expect(kinds()).not.toContain('AlarmLoudAgain');
    await go(1_000);
    expect(kinds()).toContain('AlarmLoudAgain');
    expect(steps()).toHaveLength(12);
    await hands.act('maria', 'progress');
    await go(5 * MINUTE - 1_000);
    expect(steps()).toHaveLength(12);
    await hands.act('maria', 'release');
    await go(29_000);
    expect(steps()).toHaveLength(12);
    await go(1_000);
    const anew = steps().slice(12);
    expect(anew[0]).toMatchObject({ data: { step: 1, told: ['ruth', 'sam'] } });
    // Nothing is set up by which they could be reached: where that is known by now, the next step waits no longer (ADR 0026).
    expect(new Set(anew.map(({ t }) => t)).size).toBe(1);
  });

  test('an emergency contact on leave is passed over; with nobody left it is a fault, those who are away are told, and it climbs on', async () => {
    const away = async (id: string): Promise<void> => {
      const person = gateway.gateway.core.committed.people.get(id as never); // as: an id by hand.
      if (person !== undefined)
        await gateway.save([{ put: 'person', value: { ...person, leave: [{ from: 0, to: clock.wall() + 60 * MINUTE }] } }]);
    };
    await away('ruth');
    await hands.press('button-ana');
    await go(30_000);
    expect(steps()).toMatchObject([{ data: { told: ['sam'] } }]);
    await away('sam');
    await go(MINUTE);
    expect(steps()[1]).toMatchObject({ data: { told: ['ruth', 'sam'] } });
    const open = (): string[] => [...gateway.gateway.core.committed.faults.values()].map((fault) => fault.code);
    expect(open()).toContain('nobody-at-this-step');
    await go(10 * MINUTE);
    expect(steps()).toHaveLength(12);
    await hands.act('maria', 'all-clear');
    await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
    expect(open()).not.toContain('nobody-at-this-step');
  });

  test('a wall clock that is set back or forward moves nothing that is counted in engine time', async () => {
    await hands.press('button-ana');
    await go(20_000);
    clock.setWall(clock.wall() - 86_400_000);
    await go(9_000);
    expect(steps()).toEqual([]);
    await go(1_000);
    expect(steps()).toHaveLength(1);
    clock.setWall(clock.wall() + 30 * 86_400_000);
    await go(59_000);
    expect(steps()).toHaveLength(1);
    await go(1_000);
    expect(steps()).toHaveLength(2);
  });

  test('over hours of silence nothing is closed', async () => {
    await hands.press('button-ana');
    await hands.act('maria', 'all-clear');
    const { alarm } = hands.alarm;
    for (let hour = 0; hour < 12; hour += 1) await leap(gateway.gateway.core, clock, 60 * MINUTE);
    expect(gateway.gateway.core.committed.alarms.get(alarm)).toMatchObject({ state: 'cleared' });
    expect(hands.debrief.state).toBe('waiting');
  });
});
