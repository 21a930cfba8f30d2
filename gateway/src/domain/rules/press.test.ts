import { describe, expect, it } from 'vitest';
import { REMEMBERED_BOOTS, REMEMBERED_PRESSES } from '../devices.ts';
import { handState, feedbackFor } from '../hand-state.ts';
import { button, device, person, place, smallHouse, type Stage } from '../testing/stage.ts';

const hand = (stage: Stage, of = 'b-ana'): string | undefined =>
  feedbackFor(stage.state.committed, { device: device(of), rev: 1, at: stage.at }).state;

describe('what a press means', () => {
  it('opens an alarm and its debrief in one decision', () => {
    const stage = smallHouse();
    const { reply, kinds } = stage.press('b-ana', 1, 1);
    expect(kinds).toEqual(['SignalReceived', 'AlarmRaised', 'DebriefOpened']);
    expect(reply).toEqual({ outcome: 'accepted', alarm: stage.alarm.alarm });
    expect(stage.alarm).toMatchObject({
      state: 'open',
      worker: 'ana',
      level: 'duress',
      presses: 1,
      late: false,
      debrief: stage.debrief.debrief,
    });
    expect(stage.debrief).toMatchObject({ alarms: [stage.alarm.alarm], worker: 'ana', owner: 'ruth' });
  });

  it.each([
    [0, 'duplicate'],
    [60_000, 'duplicate'],
    [-60_000, 'duplicate'],
    [60_001, 'accepted'],
    [-60_001, 'accepted'],
  ])('the same identity pressed %i ms apart is: %s', (apart, outcome) => {
    const stage = smallHouse();
    stage.pass(600_000);
    stage.press('b-ana', 1, 1);
    const { reply, facts } = stage.press('b-ana', 1, 1, { pressedAt: stage.at + apart });
    expect(reply).toEqual({ outcome, alarm: stage.alarm.alarm });
    expect(facts.some((fact) => fact.kind === 'SignalReceived' && fact.data.repeated === true)).toBe(outcome === 'accepted');
    expect(stage.alarm.presses).toBe(outcome === 'accepted' ? 2 : 1);
  });

  it('a known number with another kind of press is a press', () => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1, { kind: 'assist' });
    expect(stage.press('b-ana', 1, 1, { kind: 'duress' }).reply.outcome).toBe('accepted');
    expect(stage.alarm).toMatchObject({ presses: 2, level: 'duress' });
  });

  it('a replayed cancel does nothing, however old it is', () => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1);
    stage.press('b-ana', 1, 2, { kind: 'cancel', pin: '2468' });
    stage.act('maria', 'all-clear');
    stage.pass(600_000);
    expect(stage.press('b-ana', 1, 2, { kind: 'cancel', pin: '2468' }).reply.outcome).toBe('duplicate');
    expect(stage.alarm).toMatchObject({ state: 'cleared', cleared: { confirmed: false } });
  });

  it('remembers so many presses of a boot, and not one more', () => {
    const stage = smallHouse();
    for (let seq = 1; seq <= REMEMBERED_PRESSES; seq += 1) stage.press('b-ana', 1, seq, { kind: 'test' });
    expect(stage.press('b-ana', 1, 1, { kind: 'test' }).reply.outcome).toBe('duplicate');
    stage.press('b-ana', 1, REMEMBERED_PRESSES + 1, { kind: 'test' });
    expect(stage.press('b-ana', 1, 2, { kind: 'test' }).reply.outcome).toBe('duplicate');
    expect(stage.press('b-ana', 1, 1, { kind: 'test' }).reply.outcome).toBe('accepted');
  });

  it('remembers so many boots, and not one more', () => {
    const stage = smallHouse();
    for (let boot = 1; boot <= REMEMBERED_BOOTS; boot += 1) stage.press('b-ana', boot, 1, { kind: 'test' });
    expect(stage.press('b-ana', 1, 1, { kind: 'test' }).reply.outcome).toBe('duplicate');
    stage.press('b-ana', REMEMBERED_BOOTS + 1, 1, { kind: 'test' });
    expect(stage.press('b-ana', 2, 1, { kind: 'test' }).reply.outcome).toBe('duplicate');
    expect(stage.press('b-ana', 1, 1, { kind: 'test' }).reply.outcome).toBe('accepted');
  });

  it('a counter that wraps and a device that starts anew are new presses', () => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 4_294_967_295);
    stage.press('b-ana', 1, 0);
    stage.press('b-ana', 2, 0);
    expect(stage.alarm.presses).toBe(3);
  });

  it.each([
    [30_000, false],
    [30_001, true],
  ])('made %i ms before it came: late is %s, with its own time', (age, late) => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1, { age });
    expect(stage.alarm).toMatchObject({ late, pressedAt: stage.at - age, raisedAt: stage.at });
  });

  it('unknown and revoked devices open nothing', () => {
    const stage = smallHouse();
    stage.put(button('b-old', { worker: person('ana'), revoked: true }));
    for (const from of ['b-nobody', 'b-old']) {
      expect(stage.press(from, 1, 1)).toMatchObject({ reply: { outcome: 'refused', code: 'unknown-device' }, kinds: [] });
    }
  });

  it('two devices of one worker share the alarm; a device without a worker has its own', () => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1);
    stage.press('b-ana-2', 1, 1);
    expect(stage.alarm.presses).toBe(2);
    stage.press('b-desk', 1, 1);
    stage.press('b-desk', 1, 2);
    const desk = [...stage.state.alarms.values()].find((alarm) => alarm.device === 'b-desk');
    expect(desk).toMatchObject({ presses: 2, worker: undefined, where: { place: 'room4', confidence: 'assigned' } });
    expect(stage.state.debriefs.get(desk?.debrief ?? stage.debrief.debrief)).toMatchObject({
      owner: 'ruth',
      line: [{ reason: 'responsible' }],
    });
  });

  it.each([
    ['assist', 'duress', 'duress'],
    ['duress', 'assist', 'duress'],
    ['assist', 'assist', 'assist'],
    ['assist', 'man-down', 'duress'],
  ] as const)('%s and then %s: the level is %s', (first, second, level) => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1, { kind: first });
    stage.press('b-ana', 1, 2, { kind: second });
    expect(stage.alarm).toMatchObject({ level, cause: first });
  });

  it('where it was: what the device says, who heard it, where it belongs', () => {
    const stage = smallHouse();
    const where = (path: { by: 'mqtt'; receiver?: string }, beacon?: string): unknown => {
      const one = smallHouse();
      one.press('b-ana', 1, 1, { path, ...(beacon === undefined ? {} : { place: { beacon } }) });
      return one.alarm.where;
    };
    expect(where({ by: 'mqtt', receiver: 'beacon-1' }, 'beacon-4')).toMatchObject({ place: 'room4', confidence: 'reported' });
    expect(where({ by: 'mqtt', receiver: 'beacon-4' }, 'beacon-unknown')).toMatchObject({ place: 'room4', confidence: 'heard' });
    expect(where({ by: 'mqtt' })).toMatchObject({ place: 'room1', confidence: 'assigned' });
    stage.put(button('b-loose'));
    stage.press('b-loose', 1, 1);
    expect(stage.alarm.where).toMatchObject({ place: undefined, confidence: 'unknown' });
  });
});

describe('a real second press', () => {
  const pressedIn = (...actions: Parameters<Stage['act']>[1][]): Stage => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1);
    for (const action of actions) stage.act('maria', action);
    stage.pass(10_000);
    stage.press('b-ana', 1, 2);
    return stage;
  };

  it.each([
    ['open', [], { state: 'open' }],
    ['taken', ['take'], { state: 'taken', taken: { person: 'maria' } }],
    ['coming', ['take', 'coming'], { state: 'coming' }],
    ['here', ['take', 'coming', 'here'], { state: 'here' }],
    ['cleared', ['take', 'all-clear'], { state: 'open' }],
  ] as const)('joins one that is %s, is loud at once, and climbs', (_, actions, expected) => {
    const stage = pressedIn(...actions);
    const { alarm } = stage;
    expect(alarm).toMatchObject({ ...expected, presses: 2 });
    if ('loudT' in alarm) expect(alarm.loudT).toBe(stage.t);
    expect(alarm.state === 'closed' ? undefined : alarm.climb.nextT).toBeLessThanOrEqual(stage.t + 30_000);
  });

  it('after it was closed opens a new alarm with a debrief of its own', () => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1);
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'accidental' });
    stage.press('b-ana', 1, 2);
    expect(stage.alarm.presses).toBe(1);
    expect(stage.state.debriefs.size).toBe(2);
  });
});

describe('a cancel asks and never closes', () => {
  it.each([
    ['2468', 'right'],
    ['1111', 'wrong'],
    [undefined, 'none'],
  ] as const)('with the PIN %s reception reads: %s', (pin, read) => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1);
    stage.press('b-ana', 1, 2, { kind: 'cancel', pin });
    expect(stage.alarm).toMatchObject({ state: 'open', cancelAsked: { pin: read }, coerced: false });
  });

  it('the duress PIN raises the level, sounds again, and reception reads that somebody forces the worker', () => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1, { kind: 'assist' });
    stage.act('maria', 'take');
    stage.pass(5_000);
    stage.press('b-ana', 1, 2, { kind: 'cancel', pin: '8642' });
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
      stage.press('b-ana', 1, 1);
      for (const action of actions) stage.act('maria', action);
      stage.press('b-ana', 1, 2, { kind: 'cancel', pin });
      return feedbackFor(stage.state.committed, { device: device('b-ana'), rev: 1, at: stage.at });
    });
    for (const other of shown) expect(other).toEqual(shown[0]);
  });

  it('without an alarm the duress PIN raises a silent one, and the hand shows what it shows for every PIN', () => {
    const told = ['2468', '8642', '1111', undefined].map((pin) => {
      const stage = smallHouse();
      stage.press('b-ana', 1, 1, { kind: 'cancel', pin });
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

  it('a real press after a silent one is said in the hand', () => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1, { kind: 'cancel', pin: '8642' });
    stage.press('b-ana', 1, 2);
    expect(stage.alarm.presses).toBe(2);
    expect(hand(stage)).toBe('held');
  });

  it('the right PIN on an all clear confirms it, every other one does not', () => {
    for (const [pin, confirmed] of [
      ['2468', true],
      ['1111', false],
      [undefined, false],
    ] as const) {
      const stage = smallHouse();
      stage.press('b-ana', 1, 1);
      stage.act('maria', 'all-clear');
      stage.press('b-ana', 1, 2, { kind: 'cancel', pin });
      expect(stage.alarm).toMatchObject({ state: 'cleared', cleared: { confirmed } });
    }
    const forced = smallHouse();
    forced.press('b-ana', 1, 1);
    forced.act('maria', 'all-clear');
    forced.press('b-ana', 1, 2, { kind: 'cancel', pin: '8642' });
    expect(forced.alarm).toMatchObject({ state: 'open', coerced: true });
  });

  it('a PIN of nobody, of a device without a worker, says nothing', () => {
    const stage = smallHouse();
    stage.press('b-desk', 1, 1);
    stage.press('b-desk', 1, 2, { kind: 'cancel', pin: '2468' });
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
    stage.press('b-ana', 1, 1);
    expect(stage.state.alarms.size + stage.state.debriefs.size).toBe(0);
    expect(hand(stage)).toBe('tested');
    stage.press('b-ana', 1, 2);
    expect(handState(stage.alarm)).toBe('held');
  });

  it.each([
    [119_999, 0],
    [120_000, 1],
  ])('%i ms after it was started it lets %i press through', (ms, alarms) => {
    const stage = testing();
    stage.pass(ms);
    stage.press('b-ana', 1, 1);
    expect(stage.state.alarms.size).toBe(alarms);
  });

  it('a press that was made before test mode is real, whenever it comes', () => {
    const stage = testing();
    stage.pass(5_000);
    stage.press('b-ana', 1, 1, { age: 5_001 });
    expect(stage.alarm).toMatchObject({ state: 'open', worker: 'ana' });
  });

  it('of one device does not swallow the press of the worker’s other one', () => {
    const stage = testing();
    stage.press('b-ana-2', 1, 1);
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
    stage.press('b-ana', 1, 1);
    expect(stage.give({ type: 'test-start', actor: person('ana'), device: device('b-ana') }).reply).toMatchObject({ code: 'not-now' });
    expect(stage.give({ type: 'test-start', actor: person('sam'), device: device('b-desk') }).reply.outcome).toBe('accepted');
  });

  it('the kind `test` is a probe at any time, and is said for a day at most', () => {
    const stage = smallHouse();
    expect(stage.press('b-ana', 1, 1, { kind: 'test' }).kinds).toEqual(['SignalReceived', 'TestPassed']);
    expect(hand(stage)).toBe('tested');
    stage.pass(25 * 3_600_000);
    expect(hand(stage)).toBeUndefined();
    stage.press('b-ana', 1, 2, { kind: 'check-in' });
    expect(hand(stage)).toBeUndefined();
  });

  it('ends by its deadline, and not before', () => {
    const stage = testing();
    expect(stage.due('tests', 'b-ana').kinds).toEqual([]);
    stage.pass(120_000);
    expect(stage.due('tests', 'b-ana').kinds).toEqual(['TestEnded']);
  });
});

describe('other signals', () => {
  it('tamper is a fault of the device, opened once', () => {
    const stage = smallHouse();
    expect(stage.press('b-ana', 1, 1, { kind: 'tamper' }).kinds).toEqual(['SignalReceived', 'FaultOpened']);
    expect(stage.press('b-ana', 1, 2, { kind: 'tamper' }).kinds).toEqual(['SignalReceived']);
    expect([...stage.state.faults.values()]).toMatchObject([{ code: 'device-tamper', subject: 'device:b-ana' }]);
  });

  it('a position counts while the worker’s alarm is open, and at no other time', () => {
    const stage = smallHouse();
    const move = (beacon: string): string => {
      const { reply } = stage.give({ type: 'position', device: device('b-ana-2'), place: { beacon }, at: stage.at });
      return reply.outcome === 'refused' ? reply.code : reply.outcome;
    };
    expect(move('beacon-4')).toBe('not-now');
    stage.press('b-ana', 1, 1);
    expect(move('beacon-none')).toBe('unknown-place');
    expect(move('beacon-4')).toBe('accepted');
    expect(stage.alarm.where).toMatchObject({ place: 'room4', confidence: 'reported' });
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'genuine' });
    expect(move('beacon-1')).toBe('not-now');
  });

  it('a fix is sealed under the alarm, and gone from it when it is closed', () => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1, { place: { lat: -33.8, lon: 151.2, accuracy: 12 } });
    expect(stage.alarm.where).toMatchObject({ place: place('room1'), position: { lat: -33.8, lon: 151.2, accuracy: 12 } });
    const { facts } = stage.give({ type: 'position', device: device('b-ana'), place: { lat: -33.9, lon: 151.3 }, at: stage.at });
    expect(facts[0]).toMatchObject({ secret: { subject: `alarm:${stage.alarm.alarm}`, value: { lat: -33.9 } } });
    expect(JSON.stringify(facts[0]?.data)).not.toContain('33.9');
    stage.act('maria', 'all-clear');
    const closing = stage.act('lee', 'close', { outcome: 'genuine' });
    expect(JSON.stringify(closing.facts)).not.toContain('33.');
  });
});

describe('*I have it*, said while the log was away', () => {
  const have = { person: person('maria'), at: 5 };
  const said = (stage: Stage, seq: number): ReturnType<Stage['give']> =>
    stage.give({
      type: 'signal',
      signal: { device: device('b-ana'), boot: 1, seq, kind: 'duress', receivedAt: stage.at, pressedAt: stage.at, path: { by: 'mqtt' } },
      have,
    });

  it('enters with the press, with its own time, and counts as taking part', () => {
    const stage = smallHouse();
    said(stage, 1);
    expect(stage.alarm).toMatchObject({ state: 'taken', taken: { person: 'maria', at: 5 } });
    expect(stage.debrief.involved).toEqual(['maria']);
  });

  it('enters with a press that joins, and counts as taking part', () => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1);
    said(stage, 2);
    expect(stage.alarm).toMatchObject({ state: 'taken', presses: 2, taken: { person: 'maria' } });
    expect(stage.debrief.involved).toEqual(['maria']);
  });

  it('is not lost when the press turns out to be a copy of one that was recorded', () => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1);
    expect(said(stage, 1).reply).toEqual({ outcome: 'duplicate', alarm: stage.alarm.alarm });
    expect(stage.alarm).toMatchObject({ state: 'taken', presses: 1, taken: { person: 'maria' } });
    expect(stage.debrief.involved).toEqual(['maria']);
  });

  it('takes nothing from whoever had it before', () => {
    const stage = smallHouse();
    stage.press('b-ana', 1, 1);
    stage.act('lee', 'take');
    said(stage, 2);
    expect(stage.alarm).toMatchObject({ taken: { person: 'lee' } });
  });
});
