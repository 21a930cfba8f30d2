import { describe, expect, it } from 'vitest';
import { apply } from '../apply/apply.ts';
import { decideBlindly } from '../decide.ts';
import { feedbackFor, handState } from '../hand-state.ts';
import { device, person, smallHouse, type Stage } from '../testing/stage.ts';
import { alarmViewFor } from '../views/own-alarm-view.ts';

const hand = (stage: Stage, of = 'b-ana'): string | undefined =>
  feedbackFor(stage.state.committed, { device: device(of), rev: 1, at: stage.at }).state;

describe('a cancel asks and never closes', () => {
  it.each([
    ['2468', 'right'],
    ['1111', 'wrong'],
    [undefined, 'none'],
  ] as const)('with the PIN %s reception reads: %s', (pin, read) => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    stage.press('b-ana', [1, 2], { kind: 'cancel', pin });
    expect(stage.alarm).toMatchObject({ state: 'open', cancelAsked: { pin: read }, coerced: false });
  });

  it('the duress PIN raises the level, sounds again, and reception reads that somebody forces the worker', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1], { kind: 'assist' });
    stage.act('maria', 'take');
    stage.pass(5_000);
    stage.press('b-ana', [1, 2], { kind: 'cancel', pin: '8642' });
    expect(stage.alarm).toMatchObject({ state: 'taken', level: 'duress', coerced: true, loudT: stage.t });
  });

  it.each([
    ['open', []],
    ['taken', ['take']],
    ['coming', ['take', 'coming']],
    ['here', ['take', 'here']],
    ['cleared', ['all-clear']],
    ['cleared after it was taken', ['take', 'all-clear']],
    ['cleared by whoever was there', ['take', 'here', 'all-clear']],
  ] as const)('the hand shows the same for every PIN while the alarm is %s', (_, actions) => {
    const shown = ['2468', '8642', '1111', undefined].map((pin) => {
      const stage = smallHouse();
      stage.press('b-ana', [1, 1]);
      for (const action of actions) stage.act('maria', action);
      stage.press('b-ana', [1, 2], { kind: 'cancel', pin });
      return feedbackFor(stage.state.committed, { device: device('b-ana'), rev: 1, at: stage.at });
    });
    for (const other of shown) expect(other).toEqual(shown[0]);
  });

  it.each([
    ['open', []],
    ['taken', ['take']],
    ['here', ['take', 'here']],
    ['cleared', ['all-clear']],
    ['cleared after it was taken', ['take', 'all-clear']],
  ] as const)('whoever forces the worker to act on an alarm that is %s gets the same answer after both PINs', (_, before) => {
    for (const forced of ['take', 'take-over', 'release', 'coming', 'here', 'progress', 'all-clear', 'not-all-clear', 'close'] as const) {
      const [right, duress] = ['2468', '8642'].map((pin) => {
        const stage = smallHouse();
        stage.press('b-ana', [1, 1]);
        for (const action of before) stage.act('maria', action);
        stage.press('b-ana', [1, 2], { kind: 'cancel', pin });
        stage.pass(stage.policy.aloneAfterMs);
        return stage.act('ana', forced, { outcome: 'accidental', reason: 'my mistake' }).reply;
      });
      expect(duress, forced).toEqual(right);
    }
  });

  it('the worker is shown the same of an alarm that was all clear, also when the duress PIN has opened it again and nobody has seen that', () => {
    const seen = ['2468', '8642'].map((pin) => {
      const stage = smallHouse();
      stage.press('b-ana', [1, 1]);
      stage.give({ type: 'shown', alarms: [stage.alarm.alarm], console: 'c1' as never, at: stage.at }); // as: an id by hand.
      stage.act('maria', 'all-clear');
      stage.press('b-ana', [1, 2], { kind: 'cancel', pin });
      stage.pass(stage.policy.unseenAfterMs);
      stage.due('alarms', stage.alarm.alarm);
      const reader = { person: person('ana'), mayAct: true, t: stage.t, at: stage.at, policy: stage.policy };
      const hand = feedbackFor(stage.state.committed, { device: device('b-ana'), rev: 1, at: stage.at });
      return [hand, alarmViewFor(stage.state.committed, stage.alarm, reader)];
    });
    expect(seen[1]).toEqual(seen[0]);
  });

  it('a silent alarm is none for the worker who acts on it', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1], { kind: 'cancel', pin: '8642' });
    expect(stage.act('ana', 'take').reply).toEqual({ outcome: 'refused', code: 'unknown-alarm' });
    expect(stage.act('maria', 'take').reply).toMatchObject({ outcome: 'accepted' });
  });

  it('without an alarm the duress PIN raises a silent one, and the hand shows what it shows for every PIN', () => {
    const told = ['2468', '8642', '1111', undefined].map((pin) => {
      const stage = smallHouse();
      stage.press('b-ana', [1, 1], { kind: 'cancel', pin });
      const silent = feedbackFor(stage.state.committed, { device: device('b-ana'), rev: 1, at: stage.at });
      expect(stage.state.alarms.size).toBe(pin === '8642' ? 1 : 0);
      if (pin === '8642') {
        expect(stage.alarm).toMatchObject({ level: 'duress', cause: 'cancel', coerced: true, state: 'open' });
        stage.act('maria', 'take');
        stage.act('maria', 'all-clear');
        stage.act('lee', 'close', { outcome: 'genuine' });
      }
      return [silent, feedbackFor(stage.state.committed, { device: device('b-ana'), rev: 1, at: stage.at })];
    });
    for (const other of told) expect(other).toEqual(told[0]);
  });

  it('a real press after a silent one opens an alarm of its own, and its hand says so', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1], { kind: 'cancel', pin: '8642' });
    const silent = stage.alarm;
    stage.press('b-ana', [1, 2], { kind: 'assist' });
    stage.press('b-ana', [1, 3]);
    const all = [...stage.state.committed.alarms.values()];
    expect(all).toMatchObject([
      { subject: 'silent:worker:ana', cause: 'cancel', presses: 1 },
      { subject: 'worker:ana', cause: 'assist', level: 'duress', presses: 2, coerced: false, forcedBefore: silent.alarm },
    ]);
    expect(hand(stage)).toBe('held');
    // The next cancel is about what was pressed; where the device is counts for both.
    stage.press('b-ana', [1, 4], { kind: 'cancel', pin: '2468' });
    expect(stage.state.committed.alarms.get(silent.alarm)?.cancelAsked?.at).toBe(silent.cancelAsked?.at);
    const noted = stage.give({ type: 'position', device: device('b-ana'), place: { beacon: 'beacon-4' }, at: stage.at });
    expect(noted.kinds).toEqual(['PositionNoted', 'PositionNoted']);
  });

  it.each([
    ['has it', []],
    ['takes it over', ['take-over']],
    ['comes', ['coming']],
    ['comes and is there', ['coming', 'here']],
    ['is there', ['here']],
    ['says all clear', ['all-clear']],
    ['gives it back', ['release']],
  ] as const)('a press on what looked confirmed is told alike after both PINs, when whoever had it by then %s', (_, after) => {
    const [right, duress] = ['2468', '8642'].map((pin) => {
      const stage = smallHouse();
      const told: unknown[] = [];
      const seen = (): void => {
        const reader = { person: person('ana'), mayAct: true, t: stage.t, at: stage.at, policy: stage.policy };
        const { at: _at, held: _held, ...hand } = feedbackFor(stage.state.committed, { device: device('b-ana'), rev: 1, at: stage.at });
        const view = alarmViewFor(stage.state.committed, stage.alarm, reader);
        told.push([hand, view, ...(['take', 'all-clear'] as const).map((forced) => stage.act('ana', forced).reply)]);
      };
      const shown = (): unknown =>
        // as: an id by hand.
        stage.give({
          type: 'shown',
          alarms: [stage.alarm.alarm],
          console: 'c1' as never,
          at: stage.at,
          reopened: new Map([[stage.alarm.alarm, stage.alarm.reopened?.times ?? 0]]),
        });
      stage.press('b-ana', [1, 1]);
      shown();
      stage.act('maria', 'all-clear');
      stage.press('b-ana', [1, 2], { kind: 'cancel', pin });
      stage.pass(1_000);
      if (pin === '8642') {
        shown();
        stage.act('lee', 'take');
      }
      stage.pass(60_000);
      seen();
      stage.press('b-ana', [1, 3]);
      seen();
      stage.pass(stage.policy.unseenAfterMs);
      stage.due('alarms', stage.alarm.alarm);
      seen();
      shown();
      seen();
      stage.pass(10);
      const isTold = after.some((action) => action !== 'release' && action !== 'all-clear');
      if (pin === '2468' && isTold) stage.act('lee', 'take');
      for (const action of after) {
        // By somebody else than who has it, or nothing is taken over.
        stage.act(action === 'take-over' ? 'maria' : 'lee', action);
        seen();
      }
      // And the same once more.
      stage.act('lee', 'all-clear');
      stage.press('b-ana', [1, 4], { kind: 'cancel', pin });
      seen();
      if (pin === '8642') stage.act('lee', 'take');
      seen();
      stage.press('b-ana', [1, 5]);
      seen();
      return told;
    });
    expect(duress).toEqual(right);
  });

  it('the right PIN on an all clear confirms it, every other one does not', () => {
    for (const [pin, confirmed] of [
      ['2468', true],
      ['1111', false],
      [undefined, false],
    ] as const) {
      const stage = smallHouse();
      stage.press('b-ana', [1, 1]);
      stage.act('maria', 'all-clear');
      stage.press('b-ana', [1, 2], { kind: 'cancel', pin });
      expect(stage.alarm).toMatchObject({ state: 'cleared', cleared: { confirmed } });
    }
    const forced = smallHouse();
    forced.press('b-ana', [1, 1]);
    forced.act('maria', 'all-clear');
    forced.press('b-ana', [1, 2], { kind: 'cancel', pin: '8642' });
    expect(forced.alarm).toMatchObject({ state: 'open', coerced: true });
  });

  it('a PIN of nobody, of a device without a worker, says nothing', () => {
    const stage = smallHouse();
    stage.press('b-desk', [1, 1]);
    stage.press('b-desk', [1, 2], { kind: 'cancel', pin: '2468' });
    expect(stage.alarm).toMatchObject({ cancelAsked: { pin: 'none' } });
  });
});

describe('probes', () => {
  const testing = (): Stage => {
    const stage = smallHouse();
    expect(stage.give({ type: 'test-start', actor: person('ana'), device: device('b-ana') }).reply.outcome).toBe('accepted');
    return stage;
  };

  it('test mode takes one press; the next one is real', () => {
    const stage = testing();
    stage.press('b-ana', [1, 1]);
    expect(stage.state.alarms.size + stage.state.debriefs.size).toBe(0);
    expect(hand(stage)).toBe('tested');
    stage.press('b-ana', [1, 2]);
    expect(handState(stage.alarm)).toBe('held');
  });

  it.each([
    [119_999, 0],
    [120_000, 1],
  ])('%i ms after it was started it lets %i press through', (ms, alarms) => {
    const stage = testing();
    stage.pass(ms);
    stage.press('b-ana', [1, 1]);
    expect(stage.state.alarms.size).toBe(alarms);
  });

  it('a press that was made before test mode is real, whenever it comes', () => {
    const stage = testing();
    stage.pass(5_000);
    stage.press('b-ana', [1, 1], { age: 5_001 });
    expect(stage.alarm).toMatchObject({ state: 'open', worker: 'ana' });
  });

  it('a fall in test mode is real, and so is the press that follows it', () => {
    const stage = testing();
    stage.press('b-ana', [1, 1], { kind: 'man-down' });
    stage.act('maria', 'take');
    expect(stage.press('b-ana', [1, 2]).kinds).toEqual(['SignalReceived', 'AlarmPressedAgain']);
    expect(stage.alarm).toMatchObject({ presses: 2, loudT: stage.t });
  });

  it('a press in test mode is real while an alarm of this very device is open, whosever it is', () => {
    const stage = testing();
    const { state } = stage;
    const signal = { device: device('b-ana'), boot: 1, seq: 1, kind: 'duress' as const, receivedAt: stage.at, pressedAt: stage.at };
    const input = { id: 'i9' as never, type: 'signal' as const, signal: { ...signal, path: { by: 'mqtt' as const } } }; // as: an id by hand.
    const ruling = { state, at: stage.at, t: stage.t, id: input.id, policy: stage.policy };
    // as: facts that the rules have just made, as the log gives them back.
    for (const fact of decideBlindly(ruling, input, { error: 'x', bare: false }).facts)
      apply(state, { ...fact, at: stage.at, t: stage.t, seq: 1 } as never);
    state.settle();
    expect(stage.press('b-ana', [1, 2]).kinds).toContain('AlarmRaised');
  });

  it('beside an alarm raised in secret a test press is one: the hand shows what it shows after the right PIN', () => {
    const told = ['2468', '8642'].map((pin) => {
      const stage = testing();
      stage.press('b-ana', [1, 1], { kind: 'cancel', pin });
      stage.press('b-ana', [1, 2]);
      return feedbackFor(stage.state.committed, { device: device('b-ana'), rev: 1, at: stage.at });
    });
    expect(told[0]?.state).toBe('tested');
    expect(told[1]).toEqual(told[0]);
  });

  it('of one device does not swallow the press of the worker’s other one', () => {
    const stage = testing();
    stage.press('b-ana-2', [1, 1]);
    expect(stage.alarm.worker).toBe('ana');
  });

  it.each([
    ['tom', 'b-ana', 'not-yours'],
    ['sam', 'b-ana', 'not-yours'],
    ['ana', 'b-none', 'unknown-device'],
    ['ana', 'b-desk', 'not-yours'],
  ])('%s may not start it for %s: %s', (actor, which, code) => {
    expect(smallHouse().give({ type: 'test-start', actor: person(actor), device: device(which) }).reply).toEqual({
      outcome: 'refused',
      code,
    });
  });

  it('is not started while the alarm is open, and is started by an administrator where there is no worker', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    expect(stage.give({ type: 'test-start', actor: person('ana'), device: device('b-ana') }).reply).toMatchObject({ code: 'not-now' });
    expect(stage.give({ type: 'test-start', actor: person('sam'), device: device('b-desk') }).reply.outcome).toBe('accepted');
  });

  it('the kind `test` is a probe at any time, and is said for a day at most', () => {
    const stage = smallHouse();
    expect(stage.press('b-ana', [1, 1], { kind: 'test' }).kinds).toEqual(['SignalReceived', 'TestPassed']);
    expect(hand(stage)).toBe('tested');
    stage.pass(25 * 3_600_000);
    expect(hand(stage)).toBeUndefined();
    stage.press('b-ana', [1, 2], { kind: 'check-in' });
    expect(hand(stage)).toBeUndefined();
  });

  it('ends by its deadline, and not before', () => {
    const stage = testing();
    expect(stage.due('tests', 'b-ana').kinds).toEqual([]);
    stage.pass(120_000);
    expect(stage.due('tests', 'b-ana').kinds).toEqual(['TestEnded']);
  });
});
