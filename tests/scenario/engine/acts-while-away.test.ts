import { describe, expect, test } from 'vitest';
import type { PersonId } from '../../../gateway/src/base/ids.ts';
import type { AlarmAction, AlarmActionBody } from '../../../gateway/src/contract/alarm.ts';
import type { Alarm } from '../../../gateway/src/domain/alarm.ts';
import type { Reply } from '../../../gateway/src/domain/input.ts';
import { EngineHouse } from '../../harness/engine-house.ts';
import { until } from '../../harness/wait.ts';

/** A recorded alarm of Ana's, and then a log that is away until it is let back. */
class Outage {
  readonly house: EngineHouse;
  readonly alarm: Alarm['alarm'];
  #seq = 1;

  private constructor(house: EngineHouse, alarm: Alarm['alarm']) {
    this.house = house;
    this.alarm = alarm;
  }

  static async begin(house: EngineHouse): Promise<Outage> {
    const pressed = await house.press('button-ana', 1);
    const outage = new Outage(house, (pressed as { alarm: Alarm['alarm'] }).alarm); // as: a press is accepted with its alarm.
    house.log.next('lost');
    house.log.shut(Infinity);
    return outage;
  }

  act(person: string, action: AlarmAction, body: AlarmActionBody = {}): Promise<Reply> {
    // as: ids of the demo's people.
    return this.house.give({ type: 'act', actor: person as PersonId, alarm: this.alarm, action, body });
  }

  press(): Promise<Reply> {
    return this.house.press('button-ana', (this.#seq += 1));
  }

  get foreseen(): Alarm | undefined {
    return this.house.engine.foreseen()[0];
  }

  async isAway(): Promise<void> {
    await until('the gateway is a lifeboat', () => this.house.engine.health.state === 'lifeboat');
  }

  async back(): Promise<void> {
    this.house.log.shut(0);
    await until('the log is back', () => this.house.engine.health.state === 'ok');
  }
}

const kindsAfter = async (house: EngineHouse, seq: number): Promise<string[]> =>
  (await house.facts()).filter((fact) => fact.seq > seq).map((fact) => fact.kind);

describe('what people do to a recorded alarm while the log is away', () => {
  test('is seen by all at once, has one winner, and enters with its own times', async () => {
    await using house = await EngineHouse.open();
    const outage = await Outage.begin(house);
    const { engine } = house;
    let told = 0;
    engine.onPending(() => (told += 1));
    const began = engine.now().at;
    const taken = outage.act('maria', 'take');
    await outage.isAway();
    expect(outage.foreseen).toMatchObject({ state: 'taken', taken: { person: 'maria' } });
    const before = told;
    const coming = outage.act('maria', 'coming', { responder: 'sam' });
    expect(told).toBe(before + 1);
    expect(outage.foreseen).toMatchObject({ state: 'coming', responder: { person: 'sam' } });
    // Nothing of it is on disk, and nothing is told as if it were.
    expect(engine.committed.alarms.get(outage.alarm)?.state).toBe('open');
    // Whoever is second is told at once who was first, and is not entered.
    expect(await outage.act('lee', 'take')).toEqual({ outcome: 'refused', code: 'taken-by-other', by: 'maria' });
    const cleared = outage.act('maria', 'all-clear', { note: 'was nothing' });
    const said = engine.now().at;
    await until('time has gone on', () => engine.now().at > said + 20);
    await outage.back();
    expect(await Promise.all([taken, coming, cleared])).toMatchObject([
      { outcome: 'accepted' },
      { outcome: 'accepted' },
      { outcome: 'accepted' },
    ]);
    expect(engine.foreseen()).toEqual([]);
    const alarm = engine.committed.alarms.get(outage.alarm);
    expect(alarm).toMatchObject({ state: 'cleared', taken: { person: 'maria' }, responder: { person: 'sam' } });
    if (alarm?.state !== 'cleared') throw new Error('it is cleared');
    for (const deed of [alarm.taken, alarm.responder, alarm.cleared]) {
      expect(deed?.at).toBeGreaterThanOrEqual(began);
      expect(deed?.at).toBeLessThanOrEqual(said);
    }
    const facts = await house.facts();
    expect(facts.find((fact) => fact.kind === 'AlarmTaken')?.data).toMatchObject({ unrecorded: true, takenAt: alarm.taken?.at });
    const clear = facts.find((fact) => fact.kind === 'AllClearSaid');
    expect(clear?.data).toMatchObject({ said: { at: alarm.cleared.at, t: alarm.cleared.t } });
    expect(clear?.at).toBeGreaterThan(said);
    // When it really began stands in the log, not only when that could be written.
    const entered = facts.find((fact) => fact.kind === 'GatewayNoted');
    expect(entered?.data).toMatchObject({ event: 'lifeboat-entered' });
    const { since } = entered?.data as { since: number }; // as: it was just looked at.
    expect(since).toBeGreaterThanOrEqual(began);
    expect(since).toBeLessThanOrEqual(said);
  });

  test('*I have it* on presses before and after an all clear holds, although the later one opened the alarm again', async () => {
    await using house = await EngineHouse.open();
    const outage = await Outage.begin(house);
    const { engine } = house;
    const first = outage.press();
    await outage.isAway();
    const cleared = outage.act('maria', 'all-clear');
    const second = outage.press();
    const [waits] = engine.pending();
    expect(waits?.signals).toHaveLength(2);
    expect([engine.have(waits?.press ?? '', 'lee'), engine.have(waits?.press ?? '', 'maria')]).toEqual([true, false]);
    expect(engine.pending()[0]?.taken).toMatchObject({ person: 'lee' });
    await outage.back();
    expect(await Promise.all([first, cleared, second])).toMatchObject([
      { outcome: 'accepted' },
      { outcome: 'accepted' },
      { outcome: 'accepted' },
    ]);
    expect(engine.committed.alarms.get(outage.alarm)).toMatchObject({ state: 'taken', taken: { person: 'lee' }, presses: 3 });
  });

  test('a press that comes after an all clear and an end is a new alarm, not part of what was ended', async () => {
    await using house = await EngineHouse.open();
    const outage = await Outage.begin(house);
    const { engine } = house;
    const head = engine.head.seq;
    const acts = [outage.act('maria', 'take'), outage.act('maria', 'all-clear'), outage.act('lee', 'close', { outcome: 'genuine' })];
    await outage.isAway();
    expect(outage.foreseen?.state).toBe('closed');
    const pressed = outage.press();
    await outage.back();
    for (const reply of await Promise.all(acts)) expect(reply).toMatchObject({ outcome: 'accepted' });
    const reply = await pressed;
    expect(reply).toMatchObject({ outcome: 'accepted' });
    expect([...engine.committed.alarms.values()]).toMatchObject([{ state: 'open', presses: 1 }]);
    expect('alarm' in reply ? reply.alarm : undefined).not.toBe(outage.alarm);
    const kinds = await kindsAfter(house, head);
    expect(kinds.indexOf('AlarmClosed')).toBeLessThan(kinds.indexOf('AlarmRaised'));
  });

  test('a press between an all clear and an end undoes the all clear: the end is refused at once', async () => {
    await using house = await EngineHouse.open();
    const outage = await Outage.begin(house);
    const acts = [outage.act('maria', 'take'), outage.act('maria', 'all-clear')];
    await outage.isAway();
    expect(outage.foreseen?.state).toBe('cleared');
    const pressed = outage.press();
    expect(outage.foreseen).toMatchObject({ state: 'open', presses: 2 });
    expect(await outage.act('lee', 'close', { outcome: 'genuine' })).toMatchObject({ outcome: 'refused', code: 'not-now' });
    await outage.back();
    await Promise.all([...acts, pressed]);
    expect([...house.engine.committed.alarms.values()]).toMatchObject([{ alarm: outage.alarm, state: 'open', presses: 2 }]);
  });

  test('in a commit that hangs: shown after half a second, and recorded as it was decided', async () => {
    await using house = await EngineHouse.open();
    const outage = await Outage.begin(house);
    house.log.shut(0);
    const stuck = Promise.withResolvers<undefined>();
    house.log.next('well', stuck.promise);
    await outage.press().then(() => until('well again', () => house.engine.health.state === 'ok'));
    const taken = outage.act('maria', 'take');
    await outage.isAway();
    expect(outage.foreseen).toMatchObject({ state: 'taken', taken: { person: 'maria' } });
    expect(await outage.act('lee', 'take')).toMatchObject({ code: 'taken-by-other', by: 'maria' });
    stuck.resolve(undefined);
    expect(await taken).toMatchObject({ outcome: 'accepted' });
    expect(house.engine.committed.alarms.get(outage.alarm)).toMatchObject({ state: 'taken', presses: 2 });
  });
});
