import { describe, expect, test } from 'vitest';
import type { DeviceId, PersonId } from '../../../gateway/src/base/ids.ts';
import { SECOND_MS } from '../../../gateway/src/base/durations.ts';
import { DEFAULT_POLICY, type Policy } from '../../../gateway/src/domain/policy.ts';
import { ManualClock } from '../../harness/clock.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { until } from '../../harness/wait.ts';

/** Numbers that the rules can't read while `fails` says so: a bug in a rule, as far as the engine can see. */
function brokenPolicy(name: Exclude<keyof Policy, 'holidays'>, fails: () => boolean): Policy {
  return Object.defineProperty({ ...DEFAULT_POLICY }, name, {
    get: (): number => {
      if (fails()) throw new TypeError('a bug in the rules');
      return DEFAULT_POLICY[name];
    },
  });
}

describe('an input that the rules fail on', () => {
  test('a press opens a duress alarm for that device, is recorded whole, is answered, and the loop goes on', async () => {
    let fails = true;
    await using house = await EngineHouse.open({ policy: brokenPolicy('lateAfterMs', () => fails) });
    const reply = await house.press('button-ana', 1);
    expect(reply.outcome).toBe('accepted');
    const [alarm] = [...house.engine.committed.alarms.values()];
    expect(alarm).toMatchObject({ state: 'open', level: 'duress', subject: 'device:button-ana' });
    expect([...house.engine.committed.debriefs.values()]).toMatchObject([{ alarms: [alarm?.alarm], owner: 'ruth' }]);
    const failed = (await house.facts()).find((fact) => fact.kind === 'InputFailed');
    expect(failed).toMatchObject({ data: { type: 'signal', error: 'a bug in the rules' }, secret: { subject: 'device:button-ana' } });
    expect(failed?.secret?.value).toContain('"seq":1');
    // The device says it again because it can't know: that is no second alarm.
    fails = false;
    expect(await house.press('button-ana', 1)).toEqual({ outcome: 'duplicate', alarm: alarm?.alarm });
    expect(house.engine.committed.alarms.size).toBe(1);
    expect((await house.press('button-room4', 1)).outcome).toBe('accepted');
    expect(house.events.errors().map((event) => event.code)).toEqual(['input-contained']);
  });

  test('what is no press opens nothing, and is recorded all the same', async () => {
    await using house = await EngineHouse.open({ policy: brokenPolicy('lateAfterMs', () => true) });
    expect(await house.press('button-ana', 1, { kind: 'check-in' })).toMatchObject({ outcome: 'refused', code: 'failed' });
    expect(house.engine.committed.alarms.size).toBe(0);
    expect((await house.facts()).map((fact) => fact.kind)).toContain('InputFailed');
  });

  test('does not take its neighbours in the batch with it', async () => {
    await using house = await EngineHouse.open();
    // as: no face lets this through; it is what a bug in one would do.
    const broken = { device: 'button-ana' as DeviceId, path: null as never };
    const replies = await Promise.all([house.press('button-room4', 1), house.press('button-ana', 1, broken), house.press('RADIO-7', 1)]);
    expect(replies.map((reply) => reply.outcome)).toEqual(['accepted', 'accepted', 'accepted']);
    expect([...house.engine.committed.alarms.values()].map((alarm) => alarm.device).sort()).toEqual([
      'RADIO-7',
      'button-ana',
      'button-room4',
    ]);
    expect(house.broken).toBeUndefined();
  });

  test('an apply that fails is contained as well', async () => {
    await using house = await EngineHouse.open();
    const { engine } = house;
    await house.press('button-ana', 1);
    const [alarm] = [...engine.committed.alarms.values()];
    // A row that lost its list of boots: memory that a broken disk or a bug gave back.
    Object.assign(engine.committed.presses.get('button-ana' as DeviceId) ?? {}, { boots: 7 }); // as: an id by hand.
    const [bad, good] = await Promise.all([house.press('button-ana', 2), house.press('button-room4', 1)]);
    expect(bad).toMatchObject({ outcome: 'accepted' });
    expect(good).toMatchObject({ outcome: 'accepted' });
    expect(engine.committed.alarms.size).toBe(3);
    expect(engine.committed.alarms.get(alarm?.alarm ?? ('' as never))).toMatchObject({ presses: 1 }); // as: it is there.
    expect(house.broken).toBeUndefined();
  });
});

describe('a deadline that the rules fail on', () => {
  test('is a fault, is tried again after 30 s and not before, and climbs when it can', async () => {
    let fails = false;
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock, policy: brokenPolicy('stepEveryMs', () => fails) });
    const { engine } = house;
    await house.press('button-ana', 1);
    fails = true;
    const failures = async (): Promise<number> => (await house.facts()).filter((fact) => fact.kind === 'InputFailed').length;
    const pass = async (ms: number): Promise<void> => {
      for (let left = ms; left > 0; left -= SECOND_MS) {
        clock.advance(SECOND_MS);
        // Lets the loop decide what became due.
        await house.give({ type: 'fault', open: false, code: 'plain-listener', subject: 'http', label: '' });
      }
    };
    await pass(31 * SECOND_MS);
    expect(await failures()).toBe(1);
    const fault = await until('it is a fault', () => [...engine.committed.faults.values()].find((one) => one.code === 'deadline-failed'));
    expect(fault.subject).toMatch(/^alarms:a-/);
    await pass(28 * SECOND_MS);
    expect(await failures()).toBe(1);
    fails = false;
    await pass(3 * SECOND_MS);
    expect([...engine.committed.alarms.values()]).toMatchObject([{ climb: { step: 1 } }]);
    await until('the fault is over', () => [...engine.committed.faults.values()].every((one) => one.code !== 'deadline-failed'));
    expect(house.events.errors().map((event) => event.code)).not.toContain('deadline-was-missing');
  });

  const isFault = (house: EngineHouse): boolean =>
    [...house.engine.committed.faults.values()].some((one) => one.code === 'deadline-failed');

  /** An alarm whose next step the rules fail on. */
  async function failing(clock: ManualClock): Promise<EngineHouse> {
    const house = await EngineHouse.open({ clock, policy: brokenPolicy('stepEveryMs', () => true) });
    await house.press('button-ana', 1);
    clock.advance(DEFAULT_POLICY.firstStepAfterMs);
    await until('it is a fault', () => isFault(house));
    return house;
  }

  test('is a fault no more when the alarm is closed and nothing is due any more', async () => {
    await using house = await failing(new ManualClock());
    const [alarm] = [...house.engine.committed.alarms.values()];
    if (alarm === undefined) throw new Error('there is no alarm');
    const act = { type: 'act', alarm: alarm.alarm } as const;
    // as (both): ids by hand.
    await house.give({ ...act, actor: 'maria' as PersonId, action: 'all-clear', body: {} });
    await house.give({ ...act, actor: 'lee' as PersonId, action: 'close', body: { outcome: 'genuine' } });
    expect(house.engine.committed.alarms.size).toBe(0);
    await until('the fault is over', () => !isFault(house));
  });

  test('is tried anew at each start, and is a fault of it only when it fails again', async () => {
    const clock = new ManualClock();
    const first = await failing(clock);
    await first.stop();
    await using house = await EngineHouse.open({ clock, folder: first.folder });
    expect(isFault(house)).toBe(true);
    clock.advance(0);
    await until('it climbs', () => [...house.engine.committed.alarms.values()].some(({ climb }) => climb.step === 1));
    await until('the fault is over', () => !isFault(house));
  });
});
