import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { OutputId, PlaceId } from '../base/ids.ts';
import type { AlarmLevel } from '../contract/alarm.ts';
import { AUDIENCES, ON_WHILE, type Audience } from '../contract/outputs.ts';
import type { Output } from './output.ts';
import { isOn, outwardStates, QUIET, reasonsAfter, signsOf, waitingSigns, type Moment, type Reasons, type Sign } from './outward.ts';
import { device, person, place, smallHouse, somewhere, type Stage } from './testing/stage.ts';

const SITE = place('site');
const ROOM1 = place('room1');
const ROOM4 = place('room4');
const NONE: Reasons = new Map();

function siren(more: Partial<Output> = {}): Output {
  return {
    output: 'o' as OutputId, // as: an id by hand.
    name: 'siren',
    audience: 'anyone',
    levels: ['duress'],
    onWhile: 'loud',
    maxOnMs: 300_000,
    drills: false,
    switch: { by: 'mqtt', topic: 'siren', on: 'ON', off: 'OFF' },
    ...more,
  };
}
const lamp = (more: Partial<Output> = {}): Output => siren({ onWhile: 'open', maxOnMs: undefined, ...more });
const staff = (more: Partial<Output> = {}): Output => lamp({ audience: 'staff', levels: ['duress', 'assist'], ...more });

/** How one place stands. */
function outwardState(
  moment: Pick<Moment, 'signs' | 'places'>,
  { place: at, audience }: { place: PlaceId | undefined; audience: Audience },
) {
  return outwardStates(moment, audience).get(at) ?? QUIET;
}

/** What stands outside of the house as it is. */
function seen(stage: Stage, reasons: Reasons = NONE) {
  const signs = signsOf(stage.state.committed.alarms.values(), stage.t);
  return { signs, reasons: reasonsAfter(reasons, signs, stage.t), places: stage.state.committed.places, t: stage.t };
}
const states = (stage: Stage) =>
  AUDIENCES.flatMap((audience) => [undefined, SITE, ROOM1, ROOM4].map((at) => outwardState(seen(stage), { place: at, audience })));
const on = (stage: Stage, ...outputs: readonly Output[]): boolean[] => outputs.map((output) => isOn(output, seen(stage)));

describe('what is seen and heard of an alarm', () => {
  it('is loud at its place and at all that it lies in, quiet elsewhere, and follows what people do', () => {
    const stage = smallHouse();
    expect(outwardState(seen(stage), { place: ROOM1, audience: 'anyone' })).toEqual({ v: 1, state: 'quiet' });
    stage.press('b-ana', [1, 1]);
    const loud = { v: 1, state: 'loud', level: 'duress', since: stage.at };
    for (const at of [undefined, SITE, ROOM1]) expect(outwardState(seen(stage), { place: at, audience: 'anyone' })).toEqual(loud);
    expect(outwardState(seen(stage), { place: ROOM4, audience: 'anyone' }).state).toBe('quiet');
    expect(on(stage, siren(), siren({ place: ROOM1 }), siren({ place: ROOM4 }), lamp())).toEqual([true, true, false, true]);
    stage.act('maria', 'take');
    expect(outwardState(seen(stage), { place: SITE, audience: 'anyone' })).toEqual({ ...loud, state: 'taken' });
    expect(on(stage, siren(), lamp())).toEqual([false, true]);
    stage.act('maria', 'here');
    stage.act('maria', 'all-clear');
    expect(on(stage, siren(), lamp())).toEqual([false, true]);
    stage.act('lee', 'close', { outcome: 'genuine' });
    expect(on(stage, siren(), lamp())).toEqual([false, false]);
    expect(states(stage).every(({ state }) => state === 'quiet')).toBe(true);
  });

  it('a call for assistance is for staff alone', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1], { kind: 'assist' });
    expect(outwardState(seen(stage), { place: ROOM1, audience: 'anyone' }).state).toBe('quiet');
    expect(outwardState(seen(stage), { place: ROOM1, audience: 'staff' })).toMatchObject({ state: 'loud', level: 'assist' });
    const careless = siren({ levels: ['duress', 'assist'] });
    expect(on(stage, careless, staff())).toEqual([false, true]);
  });

  it('where nobody knows the place it counts for the house and for each site, and for no room', () => {
    const stage = smallHouse();
    stage.put(somewhere('other', { kind: 'site' }));
    stage.press('b-ana', [1, 1]);
    const [alarm] = stage.state.committed.alarms.values();
    if (alarm === undefined) throw new RangeError('an alarm is open');
    const signs = signsOf([{ ...alarm, where: { confidence: 'unknown', at: stage.at } }], stage.t);
    const at = [undefined, SITE, place('other'), ROOM1].map((where) =>
      outwardState({ ...seen(stage), signs }, { place: where, audience: 'anyone' }),
    );
    expect(at.map(({ state }) => state)).toEqual(['loud', 'loud', 'loud', 'quiet']);
  });

  it('a siren ends after its time, and begins anew with the next press, with a release, and not with time alone', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    let { reasons } = seen(stage);
    const look = (): boolean => {
      const moment = seen(stage, reasons);
      ({ reasons } = moment);
      return isOn(siren(), moment);
    };
    stage.pass(299_999);
    expect(look()).toBe(true);
    stage.pass(1);
    expect(look()).toBe(false);
    stage.press('b-ana', [1, 2]);
    expect(look()).toBe(true);
    stage.pass(300_000);
    expect(look()).toBe(false);
    stage.act('maria', 'take');
    expect(look()).toBe(false);
    stage.act('maria', 'release');
    expect(look()).toBe(true);
  });

  it('after a restart its time goes on from what the log says', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    stage.pass(299_999);
    expect(on(stage, siren())).toEqual([true]);
    stage.pass(1);
    expect(on(stage, siren())).toEqual([false]);
  });

  it('a drill is said as one, and switches only what it may', () => {
    const stage = smallHouse();
    stage.give({ type: 'drill-start', actor: person('sam'), place: SITE, participants: [person('ana')], announced: true });
    stage.press('b-ana', [1, 1]);
    expect(stage.alarm.drill).toBe(true);
    expect(outwardState(seen(stage), { place: SITE, audience: 'anyone' })).toMatchObject({ state: 'drill', level: 'duress' });
    expect(on(stage, siren(), siren({ drills: true }))).toEqual([false, true]);
    stage.press('b-ana', [1, 2]); // a second press is real
    expect(outwardState(seen(stage), { place: SITE, audience: 'anyone' }).state).toBe('loud');
    expect(on(stage, siren())).toEqual([true]);
  });
});

describe('whoever forces a worker sees and hears nothing of it', () => {
  it('what the duress PIN alone raises switches nothing, whatever becomes of it', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1], { kind: 'cancel', pin: '8642' });
    expect(stage.alarm).toMatchObject({ state: 'open', level: 'duress' });
    for (const action of [undefined, 'take', 'here', 'all-clear', 'not-all-clear'] as const) {
      if (action !== undefined) stage.act('maria', action);
      expect(on(stage, siren({ drills: true }), lamp(), staff())).toEqual([false, false, false]);
      expect(states(stage).every(({ state }) => state === 'quiet')).toBe(true);
      stage.pass(10 * 60_000);
    }
    stage.press('b-ana', [1, 2], { kind: 'cancel', pin: '8642' });
    expect(states(stage).every(({ state }) => state === 'quiet')).toBe(true);
  });

  const action = fc.constantFrom('take', 'coming', 'here', 'release', 'all-clear', 'not-all-clear', 'progress' as const);
  const move = fc.oneof(
    action.map((one) => ({ do: 'act' as const, action: one })),
    fc.constantFrom('duress' as const, 'assist' as const).map((kind) => ({ do: 'press' as const, kind })),
    fc.integer({ min: 1, max: 400 }).map((s) => ({ do: 'pass' as const, ms: s * 1_000 })),
  );
  const waits = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 4 });

  function play(stage: Stage, moves: readonly { do: string; action?: string; kind?: AlarmLevel; ms?: number }[]): void {
    let seq = 1;
    for (const one of moves) {
      seq += 1;
      if (one.do === 'pass') stage.pass(one.ms ?? 0);
      if (one.do === 'press') stage.press('b-ana', [1, seq], { kind: one.kind ?? 'duress' });
      // as: the names above are actions; what the rules refuse changes nothing.
      if (one.do === 'act') stage.act('maria', one.action as 'take');
    }
  }

  it('the right PIN and the duress PIN look and sound the same, then and as time passes, and with the next press', () => {
    fc.assert(
      fc.property(fc.constantFrom('duress' as const, 'assist' as const), fc.array(move, { maxLength: 8 }), waits, (kind, before, after) => {
        const [right, duress] = ['2468', '8642'].map((pin) => {
          const stage = smallHouse();
          stage.press('b-ana', [1, 1], { kind });
          play(stage, before);
          let { reasons } = seen(stage);
          stage.press('b-ana', [2, 1], { kind: 'cancel', pin });
          const shown: unknown[] = [];
          const look = (): void => {
            const moment = seen(stage, reasons);
            ({ reasons } = moment);
            shown.push(
              states(stage),
              [siren(), lamp(), staff()].map((output) => isOn(output, moment)),
            );
          };
          look();
          for (const seconds of after) {
            stage.pass(seconds * 1_000);
            look();
          }
          stage.press('b-ana', [2, 2]);
          look();
          return shown;
        });
        expect(duress).toEqual(right);
      }),
      { numRuns: 300 },
    );
  });
});

describe('presses that wait for the disk', () => {
  const signal = (kind: 'duress' | 'assist' | 'cancel', receivedAt = 5_000) => ({
    device: device('b-ana'),
    boot: 1,
    seq: 1,
    kind,
    receivedAt,
    pressedAt: receivedAt,
    path: { by: 'mqtt' as const },
  });
  const house = smallHouse();
  const of = (kinds: readonly ('duress' | 'assist' | 'cancel')[], taken?: { at: number }) =>
    waitingSigns(house.state.committed, [{ press: 'p', signals: kinds.map((kind) => signal(kind)), taken }], 100);

  it('are loud at their place until somebody has them', () => {
    expect(of(['duress'])).toEqual([
      { key: 'press:p', place: ROOM1, level: 'duress', loud: true, drill: false, since: 5_000, fromT: 100, presses: 1 },
    ]);
    expect(of(['assist'])).toMatchObject([{ level: 'assist' }]);
    expect(of(['assist', 'duress'])).toMatchObject([{ level: 'duress', presses: 2 }]);
    expect(of(['duress'], { at: 6_000 })).toMatchObject([{ loud: false }]);
    expect(of(['duress'], { at: 4_000 })).toMatchObject([{ loud: true }]);
  });

  it('show nothing of a cancel, which may have brought the duress PIN', () => {
    expect(of(['cancel'])).toEqual([]);
    expect(of(['duress', 'cancel'])).toEqual(of(['duress']));
    expect(of(['assist', 'cancel'])).toEqual(of(['assist']));
  });
});

it('an output is on if and only if some sign is for its ears, level, place and drills, sounds where it must, and is young enough', () => {
  const { places } = seen(smallHouse());
  const placeOf = fc.constantFrom(undefined, SITE, ROOM1, ROOM4);
  const levelOf = fc.constantFrom('duress' as const, 'assist' as const);
  const T = 1_000_000;
  const sign: fc.Arbitrary<Sign> = fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    place: placeOf,
    level: levelOf,
    loud: fc.boolean(),
    drill: fc.boolean(),
    since: fc.constant(1),
    fromT: fc.integer({ min: T - 600_000, max: T }),
    presses: fc.constant(1),
  });
  const output = fc
    .record({
      place: placeOf,
      audience: fc.constantFrom(...AUDIENCES),
      levels: fc.uniqueArray(levelOf, { minLength: 1 }),
      onWhile: fc.constantFrom(...ON_WHILE),
      maxOnMs: fc.constantFrom(undefined, 5_000, 300_000),
      drills: fc.boolean(),
    })
    .map(siren);
  const within: Record<string, readonly (string | undefined)[]> = {
    '': [undefined, 'site', 'room1', 'room4'],
    site: [undefined, 'site', 'room1', 'room4'],
    room1: ['room1'],
    room4: ['room4'],
  };
  fc.assert(
    fc.property(fc.uniqueArray(sign, { selector: ({ key }) => key, maxLength: 3 }), output, (signs, one) => {
      const reasons = reasonsAfter(NONE, signs, T);
      const fits = signs.filter(
        (it) =>
          within[one.place ?? '']?.includes(it.place) === true &&
          one.levels.includes(it.level) &&
          !(one.audience === 'anyone' && it.level === 'assist') &&
          !(it.drill && !one.drills) &&
          !(one.onWhile === 'loud' && !it.loud) &&
          T - it.fromT < (one.maxOnMs ?? Infinity),
      );
      expect(isOn(one, { signs, reasons, places, t: T })).toBe(fits.length > 0);
    }),
    { numRuns: 1_000 },
  );
});
