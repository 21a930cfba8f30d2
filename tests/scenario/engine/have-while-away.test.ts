import { describe, expect, test } from 'vitest';
import type { AlarmId, PersonId, PlaceId } from '../../../gateway/src/base/ids.ts';
import type { AlarmAction } from '../../../gateway/src/contract/alarm.ts';
import type { Reply } from '../../../gateway/src/domain/input.ts';
import type { Batch } from '../../../gateway/src/engine/ports/log.ts';
import { ManualClock } from '../../harness/clock.ts';
import { EngineHouse, type EngineHouseOptions } from '../../harness/engine-house.ts';
import { until } from '../../harness/wait.ts';

const DURESS_PIN = '8642';
const [FROM_ONE, FROM_TWO] = [
  { by: 'mqtt' as const, receiver: 'rx-1' },
  { by: 'mqtt' as const, receiver: 'rx-2' },
];

interface OutageOptions extends EngineHouseOptions {
  readonly recorded: boolean;
  /** What was recorded is a drill's. */
  readonly drill?: boolean;
  /** What Lee had done to it. */
  readonly acts?: readonly AlarmAction[];
}

/** Ana's button, and a log that is away from `begin` until it is let back. */
class Outage {
  readonly house: EngineHouse;
  readonly told: Promise<Reply>[] = [];

  constructor(house: EngineHouse) {
    this.house = house;
  }

  static async begin({ recorded, drill = false, acts = [], ...options }: OutageOptions): Promise<Outage> {
    const house = await EngineHouse.open(options);
    // as: ids of the demo's people and places.
    const exercise = { actor: 'ruth' as PersonId, place: 'house' as PlaceId, participants: ['ana' as PersonId], announced: true };
    if (drill) await house.give({ type: 'drill-start', ...exercise });
    if (recorded) await house.press('button-ana', 1);
    const outage = new Outage(house);
    for (const action of acts) await outage.act('lee', action);
    house.log.next('lost');
    house.log.shut(Infinity);
    outage.told.push(house.give({ type: 'note', event: 'started' }));
    await until('the gateway is a lifeboat', () => house.engine.health.state === 'lifeboat');
    return outage;
  }

  press(seq: number, more: Parameters<EngineHouse['press']>[2] = {}): void {
    this.told.push(this.house.press('button-ana', seq, more));
  }

  act(person: string, action: AlarmAction): Promise<Reply> {
    const reply = this.house.give({ type: 'act', actor: person as PersonId, alarm: this.alarm, action, body: {} }); // as: ids of the demo's people.
    this.told.push(reply);
    return reply;
  }

  /** *I have it*, of whatever waits first; one winner. */
  have(person: string): boolean {
    const { engine } = this.house;
    return engine.have(engine.pending()[0]?.press ?? '', person);
  }

  get alarm(): AlarmId {
    const [alarm] = [...this.house.engine.committed.alarms.values()];
    if (alarm === undefined) throw new RangeError('nothing is recorded yet');
    return alarm.alarm;
  }

  async back(): Promise<void> {
    this.house.log.shut(0);
    await until('the log is back', () => this.house.engine.health.state === 'ok');
    await Promise.all(this.told);
  }

  get alarms(): unknown[] {
    return [...this.house.engine.committed.alarms.values()];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.house[Symbol.asyncDispose]();
  }
}

describe('*I have it*, said of what waits for the log, is entered', () => {
  test.each([false, true])('when the last that came is the duress PIN (recorded before: %s)', async (recorded) => {
    await using outage = await Outage.begin({ recorded });
    outage.press(2);
    outage.press(3, { kind: 'cancel', pin: DURESS_PIN });
    expect(outage.have('lee')).toBe(true);
    await outage.back();
    expect(outage.alarms).toMatchObject([{ state: 'taken', coerced: true, taken: { person: 'lee' } }]);
  });

  test('when the duress PIN was given twice', async () => {
    await using outage = await Outage.begin({ recorded: false });
    for (const seq of [1, 2]) outage.press(seq, { kind: 'cancel', pin: DURESS_PIN });
    expect(outage.have('lee')).toBe(true);
    await outage.back();
    expect(outage.alarms).toMatchObject([{ subject: 'silent:worker:ana', state: 'taken', taken: { person: 'lee' } }]);
  });

  test('when another receiver brought the same press again after an all clear: that copy reopens nothing, and carries nothing', async () => {
    await using outage = await Outage.begin({ recorded: true });
    outage.press(2, { path: FROM_ONE });
    const cleared = outage.act('maria', 'all-clear');
    outage.press(2, { path: FROM_TWO });
    expect(outage.have('lee')).toBe(true);
    await outage.back();
    expect(await cleared).toMatchObject({ outcome: 'accepted' });
    expect(outage.alarms).toMatchObject([{ state: 'cleared', taken: { person: 'lee' }, presses: 2 }]);
  });

  test('when the last press can not be decided: with the first one', async () => {
    await using outage = await Outage.begin({ recorded: false });
    outage.press(1);
    outage.press(2, { battery: Number.NaN });
    expect(outage.have('lee')).toBe(true);
    await outage.back();
    await until('Lee has it', () => outage.alarms.some((alarm) => (alarm as { state: string }).state === 'taken')); // as: an alarm has a state.
  });
});

describe('of a recorded alarm one person has it', () => {
  test('who says so of a press that waits: a take is refused at once, with their name', async () => {
    await using outage = await Outage.begin({ recorded: true });
    outage.press(2);
    expect(outage.have('lee')).toBe(true);
    expect(outage.house.engine.foreseen()).toMatchObject([{ state: 'taken', taken: { person: 'lee' } }]);
    expect(await outage.act('maria', 'take')).toEqual({ outcome: 'refused', code: 'taken-by-other', by: 'lee' });
    await outage.back();
    expect(outage.alarms).toMatchObject([{ state: 'taken', taken: { person: 'lee' } }]);
  });

  test('who takes it first: then nobody else has the press that joins it', async () => {
    await using outage = await Outage.begin({ recorded: true });
    const taken = outage.act('maria', 'take');
    outage.press(2);
    expect(outage.house.engine.pending()).toMatchObject([{ taken: { person: 'maria' } }]);
    expect(outage.have('lee')).toBe(false);
    await outage.back();
    expect(await taken).toMatchObject({ outcome: 'accepted' });
    expect(outage.alarms).toMatchObject([{ state: 'taken', taken: { person: 'maria' } }]);
  });

  test('until an all clear and a press after it: then it is anybody’s again, and everybody sees that', async () => {
    await using outage = await Outage.begin({ recorded: true });
    outage.press(2);
    expect(outage.have('lee')).toBe(true);
    void outage.act('lee', 'all-clear').catch(() => undefined);
    outage.press(3);
    expect(outage.house.engine.pending()[0]?.taken).toBeUndefined();
    expect(outage.have('maria')).toBe(true);
    expect(outage.house.engine.pending()).toMatchObject([{ taken: { person: 'maria' } }]);
    await outage.back();
    expect(outage.alarms).toMatchObject([{ state: 'taken', taken: { person: 'maria' }, presses: 3 }]);
  });

  test.each<{ readonly drill: boolean; readonly done: readonly AlarmAction[] }>([
    { drill: false, done: ['release'] },
    { drill: false, done: ['all-clear', 'not-all-clear'] },
    { drill: true, done: ['release'] },
  ])('who says so when nobody has the alarm any more that the press joins: from then on ($drill, $done)', async ({ drill, done }) => {
    await using outage = await Outage.begin({ recorded: true, drill, acts: ['take'] });
    outage.press(2);
    const replies = done.map((action) => outage.act('lee', action));
    expect(outage.house.engine.pending()).toMatchObject([{ taken: undefined }]);
    expect(outage.have('lee')).toBe(true);
    expect(outage.house.engine.pending()).toMatchObject([{ taken: { person: 'lee' } }]);
    expect(outage.have('maria')).toBe(false);
    await outage.back();
    for (const reply of await Promise.all(replies)) expect(reply).toMatchObject({ outcome: 'accepted' });
    expect(outage.alarms).toMatchObject([{ state: 'taken', taken: { person: 'lee' }, presses: 2, drill: false }]);
  });

  test('who takes it after a press that opens it again: the press counts, although nobody had done anything before it', async () => {
    await using outage = await Outage.begin({ recorded: true, acts: ['take', 'all-clear'] });
    outage.press(2);
    const taken = outage.act('maria', 'take');
    expect(outage.house.engine.foreseen()).toMatchObject([{ state: 'taken', taken: { person: 'maria' }, presses: 2 }]);
    expect(outage.house.engine.pending()).toMatchObject([{ taken: { person: 'maria' } }]);
    await outage.back();
    expect(await taken).toMatchObject({ outcome: 'accepted' });
    expect(outage.alarms).toMatchObject([{ state: 'taken', taken: { person: 'maria' }, presses: 2 }]);
  });

  test('who said so and gave it back: their word stays, and the next one has it from then on', async () => {
    await using outage = await Outage.begin({ recorded: true });
    outage.press(2);
    expect(outage.have('lee')).toBe(true);
    const released = outage.act('lee', 'release');
    expect(outage.have('maria')).toBe(true);
    expect(outage.house.engine.pending()).toMatchObject([{ taken: { person: 'maria' } }]);
    await outage.back();
    expect(await released).toMatchObject({ outcome: 'accepted' });
    const taken = (await outage.house.facts()).filter(({ kind }) => kind === 'AlarmTaken').map(({ data }) => data);
    expect(taken).toMatchObject([
      { by: 'lee', unrecorded: true },
      { by: 'maria', unrecorded: true },
    ]);
    expect(outage.alarms).toMatchObject([{ state: 'taken', taken: { person: 'maria' } }]);
  });
});

describe('a disk that is well for a moment, again and again', () => {
  const isQuestion = (batch: Batch): boolean => batch.facts.length === 0;

  test('moves no all clear behind the press that came after it', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    const outage = new Outage(house);
    await house.press('button-ana', 1);
    let questions = 0;
    // Each second question finds the disk well, and whatever somebody waits for finds it away.
    house.log.refuses = (batch) => !isQuestion(batch) || (questions += 1) % 2 === 0;
    const cleared = outage.act('maria', 'all-clear');
    outage.press(2);
    const passing = (done: () => boolean) => () => {
      clock.advance(50);
      return done();
    };
    await until(
      'it was asked often',
      passing(() => questions > 4),
      { withinMs: 30_000 },
    );
    house.log.refuses = () => false;
    await until(
      'all is well',
      passing(() => house.engine.health.state === 'ok'),
      { withinMs: 30_000 },
    );
    await Promise.all(outage.told);
    expect(outage.alarms).toMatchObject([{ state: 'open', presses: 2 }]);
    expect(await cleared).toMatchObject({ outcome: 'accepted' });
  });

  test('a disk that takes nothing but nothing: an all clear is given back to whoever said it, and the press is not ended by it', async () => {
    const clock = new ManualClock();
    await using house = await EngineHouse.open({ clock });
    const outage = new Outage(house);
    await house.press('button-ana', 1);
    let isAway = true;
    house.log.refuses = (batch) => isAway && batch.facts.some(({ kind }) => kind === 'AllClearSaid');
    const cleared = outage.act('maria', 'all-clear');
    outage.press(2);
    let reply: Reply | undefined;
    void cleared.then((given) => (reply = given)).catch(() => undefined);
    await until(
      'she is told',
      () => {
        clock.advance(50);
        return reply !== undefined;
      },
      { withinMs: 30_000 },
    );
    expect(reply).toMatchObject({ outcome: 'refused', code: 'failed' });
    isAway = false;
    await Promise.all(outage.told);
    expect(outage.alarms).toMatchObject([{ state: 'open', presses: 2 }]);
  });
});
