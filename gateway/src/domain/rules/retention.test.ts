import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../base/durations.ts';
import type { DebriefId } from '../../base/ids.ts';
import { RETENTION_CLASSES } from '../../contract/keeping.ts';
import { nextDue } from '../decide.ts';
import { holdOn } from '../keeping.ts';
import { NOTHING_SAID, type DutyStanding } from '../duty/said.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import { person, smallHouse, type Outcome, type Stage } from '../testing/stage.ts';
import { monthsOf, retentionClassOf, retentionDueAt, retentionEnd, retentionOf } from './retention.ts';
import { RETENTION_RULES } from './retention-classes.ts';

const ID = 'd-i1' as DebriefId; // as: the first input of a story makes it.

/** A debrief that was completed; the gateway goes on signing its head. */
function completed(outcome: 'genuine' | 'accidental' = 'genuine'): Stage {
  const stage = smallHouse();
  stage.press('b-ana', [1, 1]);
  stage.act('maria', 'take');
  stage.act('maria', 'all-clear');
  stage.act('lee', 'close', { outcome });
  stage.do('ruth', { do: 'accept' });
  stage.do('ruth', { do: 'welfare', body: { safe: true } });
  signed(stage);
  stage.do('ruth', { do: 'complete', answer: 'a second door' });
  if (outcome === 'genuine') stage.do('ruth', { do: 'follow-up', body: { which: 'month', how: 'well' } });
  return stage;
}

function signed(stage: Stage): void {
  stage.give({ type: 'head-signed', seq: 1, hash: 'ab', key: 'ab', signature: 'ab' });
}

const row = (stage: Stage): NonNullable<ReturnType<Stage['state']['retentions']['get']>> => {
  const found = stage.state.retentions.get(ID);
  if (found === undefined) throw new RangeError('nothing is kept');
  return found;
};

/** Years in which the gateway runs, a day at a time. */
function run(stage: Stage, ms: number): void {
  for (let left = ms; left > 0; left -= DAY_MS) {
    stage.pass(Math.min(left, DAY_MS));
    signed(stage);
  }
}

const look = (stage: Stage): Outcome => stage.due('retentions', ID);

describe('how long a completed debrief is kept', () => {
  test('each class has its own time, and the end is derived from facts alone', () => {
    const standard = completed();
    expect(row(standard)).toMatchObject({ class: 'standard', months: 84, subjects: [`debrief:${ID}`, 'alarm:a-i1'] });
    expect(new Date(retentionEnd(row(standard))).getUTCFullYear()).toBe(new Date(standard.at).getUTCFullYear() + 7);
    expect(row(completed('accidental')).class).toBe('false-alarm');
    const { debriefs } = standard.state;
    expect(debriefs.has(ID)).toBe(false);
    expect(nextDue(standard.state, { table: 'retentions', key: ID }, DEFAULT_POLICY)).toEqual({
      clock: 'at',
      value: retentionEnd(row(standard)),
    });
  });

  test('a duty to notify goes before everything else', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    const { debrief } = stage;
    const duty = (decision: 'yes' | 'no' | 'unsure', ...rules: string[]): DutyStanding => ({
      ...NOTHING_SAID,
      decision: { decision, rules, by: person('ruth'), at: stage.at, version: 1 },
    });
    expect(retentionClassOf({ ...debrief, drill: true, duty: duty('yes', 'au-nsw-whs') })).toBe('notifiable');
    expect(retentionClassOf({ ...debrief, duty: duty('yes', 'au-nsw-whs', 'au-ndis-24-hours') })).toBe('ndis');
    for (const decision of ['no', 'unsure'] as const) expect(retentionClassOf({ ...debrief, duty: duty(decision) })).toBe('standard');
    expect(retentionClassOf({ ...debrief, drill: true })).toBe('exercise');
  });

  test.each(RETENTION_CLASSES)('%s: the house chooses within its bounds, and says where they come from', (name) => {
    const { least, most, months, source, checked } = RETENTION_RULES[name];
    expect(least <= months && months <= most && source.length > 20 && /^\d{4}-\d\d-\d\d$/.test(checked)).toBe(true);
    const stage = smallHouse();
    for (const [chosen, becomes] of [
      [least - 1, least],
      [least, least],
      [most, most],
      [most + 1, most],
    ] as const) {
      stage.give({ type: 'save', actor: 'test', changes: [{ put: 'setting', key: `retention-${name}`, value: chosen }] });
      expect(monthsOf(stage.state, name)).toBe(becomes);
    }
  });

  test('the auditor asks for the end of a row again and again: the calendar is asked once', () => {
    const stage = completed();
    const calendar = vi.spyOn(Temporal.Instant, 'fromEpochMilliseconds');
    onTestFinished(() => {
      calendar.mockRestore();
    });
    const fresh = { ...row(stage) };
    const ends = new Set([retentionDueAt(fresh), retentionDueAt(fresh), retentionEnd(fresh)]);
    expect(ends.size).toBe(1);
    expect(calendar).toHaveBeenCalledTimes(1);
    // Another row is another question.
    expect(retentionEnd({ ...fresh, months: 96 })).toBeGreaterThan(retentionEnd(fresh));
  });

  test('at its end its keys are named and, when they are gone, it is forgotten', () => {
    const stage = completed();
    run(stage, retentionEnd(row(stage)) - stage.at - HOUR_MS);
    expect(look(stage).kinds).toEqual([]);
    run(stage, 2 * HOUR_MS);
    expect(look(stage).facts).toMatchObject([{ kind: 'RetentionEnded', data: { debrief: ID, subjects: [`debrief:${ID}`, 'alarm:a-i1'] } }]);
    expect(retentionDueAt(row(stage))).toBeUndefined();
    expect(look(stage).kinds).toEqual([]);
    expect(stage.give({ type: 'keys-destroyed', debrief: ID, keys: 2 }).kinds).toEqual(['KeysDestroyed']);
    expect(stage.state.retentions.size).toBe(0);
    expect(stage.give({ type: 'keys-destroyed', debrief: ID, keys: 0 }).kinds).toEqual([]);
  });
});

describe('nothing is destroyed early', () => {
  test('a wall clock that was set ahead while it runs', () => {
    const stage = completed();
    stage.at += 20 * 366 * DAY_MS;
    signed(stage);
    expect(look(stage).facts).toMatchObject([{ kind: 'RetentionDeferred', data: { why: 'clock' } }]);
    // It is not asked again and again.
    expect(look(stage).kinds).toEqual([]);
    expect(retentionDueAt(row(stage)) ?? 0).toBeGreaterThan(stage.at);
  });

  test('a wall clock that was set ahead while it was off: engine time has jumped along', () => {
    const stage = completed();
    stage.pass(20 * 366 * DAY_MS);
    signed(stage);
    expect(look(stage).facts).toMatchObject([{ kind: 'RetentionDeferred', data: { why: 'clock' } }]);
    // Put right again: it waits for its real end.
    stage.at -= 20 * 366 * DAY_MS;
    expect(look(stage).kinds).toEqual([]);
  });

  test('a wall clock that was put back waits for it', () => {
    const stage = completed();
    const end = retentionEnd(row(stage));
    run(stage, end - stage.at);
    stage.at = end - 1;
    expect(look(stage).kinds).toEqual([]);
    stage.at = end;
    expect(look(stage).kinds).toEqual(['RetentionEnded']);
  });

  test('stops of a gateway make it later: of each a week counts', () => {
    const stage = completed();
    for (let i = 0; i < 7 * 13; i += 1) {
      stage.pass(28 * DAY_MS);
      signed(stage);
    }
    stage.pass(30 * DAY_MS);
    expect(look(stage).facts).toMatchObject([{ kind: 'RetentionDeferred', data: { why: 'clock' } }]);
  });

  test.each(['house', `debrief:${ID}`, 'person:ana', 'person:ruth', 'person:maria'])('a hold on %s, until it is lifted', (on) => {
    const stage = completed();
    const hold = (set: boolean, reason = 'a court asks'): Outcome => stage.give({ type: 'hold', actor: person('sam'), on, reason, set });
    expect(hold(false).reply).toMatchObject({ code: 'not-now' });
    expect(hold(true, ' ').reply).toMatchObject({ code: 'reason-needed' });
    expect(hold(true).facts).toMatchObject([{ kind: 'HoldSet', data: { on, by: 'sam' }, secret: { value: { reason: 'a court asks' } } }]);
    expect(hold(true).reply).toMatchObject({ code: 'not-now' });
    run(stage, retentionEnd(row(stage)) - stage.at + DAY_MS);
    expect(look(stage).facts).toMatchObject([{ kind: 'RetentionDeferred', data: { why: 'hold' } }]);
    expect(hold(false).kinds).toEqual(['HoldLifted']);
    run(stage, 31 * DAY_MS);
    expect(look(stage).kinds).toEqual(['RetentionEnded']);
  });

  test.each(['lee', 'maria', 'tom'])('a hold on %s, who had to do with a part alone', (name) => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    const debrief = {
      ...stage.debrief,
      involved: [],
      actions: [{ action: 'p-1', owner: person('lee'), due: 1, state: 'checked' as const }],
      service: [
        { decision: 'v-1', state: 'replaced' as const, at: 1 },
        { decision: 'v-2', state: 'ended' as const, at: 1, second: person('maria') },
      ],
      supportChecks: [{ id: 's-1', person: person('tom'), due: 1, done: true }],
    };
    const kept = retentionOf(stage.state, debrief, stage);
    expect(holdOn(stage.state, kept)).toBeUndefined();
    stage.give({ type: 'hold', actor: person('sam'), on: `person:${name}`, reason: 'a court asks', set: true });
    expect(holdOn(stage.state, kept)).toMatchObject({ on: `person:${name}` });
  });

  test('a hold on somebody else holds nothing here; one on nobody is refused', () => {
    const stage = completed();
    expect(stage.give({ type: 'hold', actor: person('sam'), on: 'person:tom', reason: 'r', set: true }).kinds).toEqual(['HoldSet']);
    expect(stage.give({ type: 'hold', actor: person('sam'), on: 'person:ghost', reason: 'r', set: true }).reply).toMatchObject({
      code: 'unknown-person',
    });
    run(stage, retentionEnd(row(stage)) - stage.at + DAY_MS);
    expect(look(stage).kinds).toEqual(['RetentionEnded']);
  });

  test('whoever is held is not erased', () => {
    const stage = completed();
    stage.give({ type: 'hold', actor: person('sam'), on: 'person:ana', reason: 'r', set: true });
    const erase = (): Outcome => stage.give({ type: 'save', actor: 'test', changes: [{ erase: 'person', key: person('ana') }] });
    expect(erase().reply).toMatchObject({ code: 'in-use', detail: 'hold' });
    stage.give({ type: 'hold', actor: person('sam'), on: 'person:ana', reason: 'r', set: false });
    expect(erase().kinds).toEqual(['PersonErased']);
  });
});
