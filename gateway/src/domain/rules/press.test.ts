import { describe, expect, it } from 'vitest';
import { REMEMBERED_BOOTS, REMEMBERED_PRESSES } from '../devices.ts';
import { button, device, person, place, smallHouse, type Stage } from '../testing/stage.ts';

describe('what a press means', () => {
  it('opens an alarm and its debrief in one decision', () => {
    const stage = smallHouse();
    const { reply, kinds } = stage.press('b-ana', [1, 1]);
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
    stage.press('b-ana', [1, 1]);
    const { reply, facts } = stage.press('b-ana', [1, 1], { pressedAt: stage.at + apart });
    expect(reply).toEqual({ outcome, alarm: stage.alarm.alarm });
    expect(facts.some((fact) => fact.kind === 'SignalReceived' && fact.data.repeated === true)).toBe(outcome === 'accepted');
    expect(stage.alarm.presses).toBe(outcome === 'accepted' ? 2 : 1);
  });

  it.each([
    [600_000, 'duplicate'],
    [660_000, 'duplicate'],
    [660_001, 'accepted'],
    [-60_000, 'duplicate'],
    [-60_001, 'accepted'],
  ])('kept by a broker for 600 s at most, it may seem %i ms younger than the first copy and be: %s', (apart, outcome) => {
    const stage = smallHouse();
    stage.pass(900_000);
    stage.press('b-ana', [1, 1]);
    expect(stage.press('b-ana', [1, 1], { pressedAt: stage.at + apart, waitedMs: 600_000 }).reply.outcome).toBe(outcome);
  });

  it('what a broker may have kept for long is late, for it may be', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1], { waitedMs: 30_001 });
    expect(stage.alarm.late).toBe(true);
  });

  it('what a broker may have kept since before the test began is no test', () => {
    const stage = smallHouse();
    stage.give({ type: 'test-start', actor: person('ana'), device: device('b-ana') });
    stage.pass(10_000);
    stage.press('b-ana', [1, 1], { waitedMs: 10_001 });
    expect(stage.alarm).toMatchObject({ state: 'open' });
  });

  it('a known number with another kind of press is a press', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1], { kind: 'assist' });
    expect(stage.press('b-ana', [1, 1], { kind: 'duress' }).reply.outcome).toBe('accepted');
    expect(stage.alarm).toMatchObject({ presses: 2, level: 'duress' });
  });

  it('a replayed cancel does nothing, however old it is', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    stage.press('b-ana', [1, 2], { kind: 'cancel', pin: '2468' });
    stage.act('maria', 'all-clear');
    stage.pass(600_000);
    expect(stage.press('b-ana', [1, 2], { kind: 'cancel', pin: '2468' }).reply.outcome).toBe('duplicate');
    expect(stage.alarm).toMatchObject({ state: 'cleared', cleared: { confirmed: false } });
  });

  it('remembers so many presses of a boot, and not one more', () => {
    const stage = smallHouse();
    for (let seq = 1; seq <= REMEMBERED_PRESSES; seq += 1) stage.press('b-ana', [1, seq], { kind: 'test' });
    expect(stage.press('b-ana', [1, 1], { kind: 'test' }).reply.outcome).toBe('duplicate');
    stage.press('b-ana', [1, REMEMBERED_PRESSES + 1], { kind: 'test' });
    expect(stage.press('b-ana', [1, 2], { kind: 'test' }).reply.outcome).toBe('duplicate');
    expect(stage.press('b-ana', [1, 1], { kind: 'test' }).reply.outcome).toBe('accepted');
  });

  it('remembers so many boots, and not one more', () => {
    const stage = smallHouse();
    for (let boot = 1; boot <= REMEMBERED_BOOTS; boot += 1) stage.press('b-ana', [boot, 1], { kind: 'test' });
    expect(stage.press('b-ana', [1, 1], { kind: 'test' }).reply.outcome).toBe('duplicate');
    stage.press('b-ana', [REMEMBERED_BOOTS + 1, 1], { kind: 'test' });
    expect(stage.press('b-ana', [2, 1], { kind: 'test' }).reply.outcome).toBe('duplicate');
    expect(stage.press('b-ana', [1, 1], { kind: 'test' }).reply.outcome).toBe('accepted');
  });

  it('a counter that wraps and a device that starts anew are new presses', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 4_294_967_295]);
    stage.press('b-ana', [1, 0]);
    stage.press('b-ana', [2, 0]);
    expect(stage.alarm.presses).toBe(3);
  });

  it.each([
    [30_000, false],
    [30_001, true],
  ])('made %i ms before it came: late is %s, with its own time', (age, late) => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1], { age });
    expect(stage.alarm).toMatchObject({ late, pressedAt: stage.at - age, raisedAt: stage.at });
  });

  it('unknown and revoked devices open nothing', () => {
    const stage = smallHouse();
    stage.put(button('b-old', { worker: person('ana'), revoked: true }));
    for (const from of ['b-nobody', 'b-old']) {
      expect(stage.press(from, [1, 1])).toMatchObject({ reply: { outcome: 'refused', code: 'unknown-device' }, kinds: [] });
    }
  });

  it('two devices of one worker share the alarm; a device without a worker has its own', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    stage.press('b-ana-2', [1, 1]);
    expect(stage.alarm.presses).toBe(2);
    stage.press('b-desk', [1, 1]);
    stage.press('b-desk', [1, 2]);
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
    stage.press('b-ana', [1, 1], { kind: first });
    stage.press('b-ana', [1, 2], { kind: second });
    expect(stage.alarm).toMatchObject({ level, cause: first });
  });

  it('where it was: what the device says, who heard it, where it belongs', () => {
    const stage = smallHouse();
    const where = (path: { by: 'mqtt'; receiver?: string }, beacon?: string): unknown => {
      const one = smallHouse();
      one.press('b-ana', [1, 1], { path, ...(beacon === undefined ? {} : { place: { beacon } }) });
      return one.alarm.where;
    };
    expect(where({ by: 'mqtt', receiver: 'beacon-1' }, 'beacon-4')).toMatchObject({ place: 'room4', confidence: 'reported' });
    expect(where({ by: 'mqtt', receiver: 'beacon-4' }, 'beacon-unknown')).toMatchObject({ place: 'room4', confidence: 'heard' });
    expect(where({ by: 'mqtt' })).toMatchObject({ place: 'room1', confidence: 'assigned' });
    stage.put(button('b-loose'));
    stage.press('b-loose', [1, 1]);
    expect(stage.alarm.where).toMatchObject({ place: undefined, confidence: 'unknown' });
  });
});

describe('a real second press', () => {
  const pressedIn = (...actions: Parameters<Stage['act']>[1][]): Stage => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    for (const action of actions) stage.act('maria', action);
    stage.pass(10_000);
    stage.press('b-ana', [1, 2]);
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
    stage.press('b-ana', [1, 1]);
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'accidental' });
    stage.press('b-ana', [1, 2]);
    expect(stage.alarm.presses).toBe(1);
    expect(stage.state.debriefs.size).toBe(2);
  });
});

describe('other signals', () => {
  it('tamper is a fault of the device, opened once', () => {
    const stage = smallHouse();
    expect(stage.press('b-ana', [1, 1], { kind: 'tamper' }).kinds).toEqual(['SignalReceived', 'FaultOpened']);
    expect(stage.press('b-ana', [1, 2], { kind: 'tamper' }).kinds).toEqual(['SignalReceived']);
    expect([...stage.state.faults.values()]).toMatchObject([{ code: 'device-tamper', subject: 'device:b-ana' }]);
  });

  it('a position counts while the worker’s alarm is open, and at no other time', () => {
    const stage = smallHouse();
    const move = (beacon: string): string => {
      const { reply } = stage.give({ type: 'position', device: device('b-ana-2'), place: { beacon }, at: stage.at });
      return reply.outcome === 'refused' ? reply.code : reply.outcome;
    };
    expect(move('beacon-4')).toBe('not-now');
    stage.press('b-ana', [1, 1]);
    expect(move('beacon-none')).toBe('unknown-place');
    expect(move('beacon-4')).toBe('accepted');
    expect(stage.alarm.where).toMatchObject({ place: 'room4', confidence: 'reported' });
    stage.act('maria', 'all-clear');
    stage.act('lee', 'close', { outcome: 'genuine' });
    expect(move('beacon-1')).toBe('not-now');
  });

  it('a fix is sealed under the alarm, and gone from it when it is closed', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1], { place: { lat: -33.8, lon: 151.2, accuracy: 12 } });
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
    stage.press('b-ana', [1, 1]);
    said(stage, 2);
    expect(stage.alarm).toMatchObject({ state: 'taken', presses: 2, taken: { person: 'maria' } });
    expect(stage.debrief.involved).toEqual(['maria']);
  });

  it('is not lost when the press turns out to be a copy of one that was recorded', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    expect(said(stage, 1).reply).toEqual({ outcome: 'duplicate', alarm: stage.alarm.alarm });
    expect(stage.alarm).toMatchObject({ state: 'taken', presses: 1, taken: { person: 'maria' } });
    expect(stage.debrief.involved).toEqual(['maria']);
  });

  it('takes nothing from whoever had it before', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    stage.act('lee', 'take');
    said(stage, 2);
    expect(stage.alarm).toMatchObject({ taken: { person: 'lee' } });
  });
});
