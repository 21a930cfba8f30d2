import { describe, expect, test } from 'vitest';
import type { DeviceId, PersonId } from '../../../gateway/src/base/ids.ts';
import { membersOf } from '../../../gateway/src/base/canonical.ts';
import { timelineEntry } from '../../../gateway/src/api/alarms/timeline.ts';
import type { Alarm } from '../../../gateway/src/domain/alarm.ts';
import { DEFAULT_POLICY } from '../../../gateway/src/domain/policy.ts';
import { ManualClock } from '../../harness/clock.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { pass } from '../../harness/passing.ts';
import { until } from '../../harness/wait.ts';

const SECOND_MS = 1_000;

/** Whatever comes first finds out; it is answered when the log is back. */
async function goesAway(house: EngineHouse): Promise<void> {
  house.log.next('lost');
  house.log.shut(Infinity);
  const first = house.give({ type: 'note', event: 'started' });
  first.catch((error: unknown) => {
    throw error;
  });
  await until('the gateway is a lifeboat', () => house.engine.health.state === 'lifeboat');
}

/** Back after so long, by both clocks. */
async function comesBack(house: EngineHouse, clock: ManualClock, afterMs: number): Promise<void> {
  clock.advance(afterMs);
  house.log.shut(0);
  await until('the log is back', () => {
    clock.advance(100);
    return house.engine.health.state === 'ok';
  });
}

function theAlarm(house: EngineHouse): Alarm {
  const [alarm] = [...house.engine.committed.alarms.values()];
  if (alarm === undefined) throw new RangeError('there is no alarm');
  return alarm;
}

describe('a press that comes while the log is away', () => {
  test('is raised when the gateway heard it; what follows counts from then, and the record says that it is later', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    const { engine } = house;
    await goesAway(house);
    const came = engine.now();
    const pressed = house.press('button-ana', 1, { pressedAt: came.at - 7 * SECOND_MS });
    clock.advance(90 * SECOND_MS);
    const again = house.press('button-ana', 2);
    const cancelled = house.press('button-ana', 3, { kind: 'cancel', pin: '1111' });
    const secondAt = engine.now().at;
    await comesBack(house, clock, 200 * SECOND_MS);
    await Promise.all([pressed, again, cancelled]);
    const back = engine.now();
    const alarm = theAlarm(house);
    expect(alarm).toMatchObject({ pressedAt: came.at - 7 * SECOND_MS, raisedAt: came.at, raisedT: came.t, presses: 2 });
    expect(alarm.cancelAsked?.at).toBe(secondAt);
    const [debrief] = [...engine.committed.debriefs.values()];
    expect(debrief).toMatchObject({ openedAt: came.at, welfareDue: came.at + DEFAULT_POLICY.welfareWithinMs });
    // Nobody has answered for minutes: it climbs at once.
    await pass(engine, clock, SECOND_MS);
    expect(theAlarm(house).climb.step).toBeGreaterThan(0);
    // What is written is written now; both times only grow.
    const facts = (await house.facts()).filter(({ about }) => about === alarm.alarm);
    const told = facts.map((fact) => timelineEntry(engine.committed, fact, { open: true, seesNames: true }));
    for (const kind of ['SignalReceived', 'AlarmRaised']) {
      const line = told.find((one) => one.kind === kind);
      expect([kind, line?.happened]).toEqual([kind, came.at]);
      expect(line?.at).toBeGreaterThanOrEqual(secondAt + 200 * SECOND_MS);
      expect(line?.at).toBeLessThanOrEqual(back.at);
      expect(line?.detail).not.toHaveProperty('said');
    }
    for (const kind of ['AlarmPressedAgain', 'CancelAsked']) expect(told.find((one) => one.kind === kind)?.happened).toBe(secondAt);
    const all = await house.facts();
    expect(all.map(({ t }) => t)).toEqual(all.map(({ t }) => t).toSorted((a, b) => a - b));
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).toSorted((a, b) => a - b));
  });

  test('is not called unseen before a console could prove that it shows the recorded alarm', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    await goesAway(house);
    const pressed = house.press('button-ana', 1);
    await comesBack(house, clock, 60 * SECOND_MS);
    await pressed;
    await pass(house.engine, clock, DEFAULT_POLICY.unseenAfterMs - SECOND_MS);
    expect(theAlarm(house).unseen).toBe(false);
    await pass(house.engine, clock, 2 * SECOND_MS);
    expect(theAlarm(house).unseen).toBe(true);
  });

  test('and that somebody has: it is quiet from when they said so, and sounds again when that is over', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    const { engine } = house;
    await goesAway(house);
    const pressed = house.press('button-ana', 1);
    clock.advance(40 * SECOND_MS);
    const said = engine.now();
    expect(engine.have(engine.pending()[0]?.press ?? '', 'maria')).toBe(true);
    await comesBack(house, clock, 100 * SECOND_MS);
    await pressed;
    expect(theAlarm(house)).toMatchObject({ state: 'taken', taken: { at: said.at }, loudT: said.t + DEFAULT_POLICY.takenQuietMs });
  });

  test('in test mode is a test, although it is written when that is over', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    const { engine } = house;
    const button = 'button-ana' as DeviceId; // as: of the demo's house.
    expect(await house.give({ type: 'test-start', actor: 'ana' as PersonId, device: button })).toMatchObject({ outcome: 'accepted' }); // as: of the demo's people.
    await goesAway(house);
    clock.advance(DEFAULT_POLICY.testModeMs - SECOND_MS);
    const tested = house.press('button-ana', 1);
    clock.advance(2 * SECOND_MS);
    const late = house.press('button-ana', 2);
    await comesBack(house, clock, 30 * SECOND_MS);
    await Promise.all([tested, late]);
    const meanings = (await house.facts()).filter(({ kind }) => kind === 'SignalReceived').map(({ data }) => membersOf(data)?.['meaning']);
    expect(meanings).toEqual(['probe', 'raised']);
    expect(engine.committed.alarms.size).toBe(1);
  });

  test('before the log was ever opened has its place in the engine time of that log', async () => {
    const clock = new ManualClock();
    const first = await EngineHouse.open({ clock });
    clock.advance(3_600 * SECOND_MS);
    await first.give({ type: 'note', event: 'started' });
    await first.stop();
    const last = await EngineHouse.open({ clock, folder: first.folder }).then(async (house) => [house, house.engine.head.t] as const);
    await last[0].stop();
    await using house = await EngineHouse.open({ clock, folder: first.folder, shut: Infinity });
    const { engine } = house;
    expect(engine.health.state).toBe('lifeboat');
    const { at } = engine.now();
    const pressed = house.press('button-ana', 1);
    expect(engine.have(engine.pending()[0]?.press ?? '', 'maria')).toBe(true);
    await comesBack(house, clock, 50 * SECOND_MS);
    await pressed;
    const alarm = theAlarm(house);
    expect(alarm).toMatchObject({ state: 'taken', raisedAt: at });
    const heardAgo = engine.now().t - alarm.raisedT;
    expect(heardAgo).toBe(engine.now().at - at);
    expect(alarm.raisedT).toBeGreaterThanOrEqual(last[1]);
    expect('loudT' in alarm ? alarm.loudT : undefined).toBe(alarm.raisedT + DEFAULT_POLICY.takenQuietMs);
  });

  test('under a clock that is put back meanwhile is not raised later than it is written', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    await goesAway(house);
    const came = house.engine.now();
    const pressed = house.press('button-ana', 1);
    clock.setWall(came.at - 3_600 * SECOND_MS);
    await comesBack(house, clock, 10 * SECOND_MS);
    await pressed;
    const written = (await house.facts()).find(({ kind }) => kind === 'AlarmRaised');
    const alarm = theAlarm(house);
    expect(alarm.raisedAt).toBe(written?.at);
    expect(alarm.raisedT).toBe(came.t);
  });
});
