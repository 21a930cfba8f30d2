import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../base/durations.ts';
import type { GrantId, PersonId } from '../../base/ids.ts';
import { refusedBy, type Debrief, type DebriefCommand } from '../debrief.ts';
import { wholeOf } from '../joined.ts';
import { button, MONDAY_NINE, person, place, somebody, somewhere, Stage } from '../testing/stage.ts';
import { debriefDueAt } from '../testing/due-times.ts';

/** A house of so many: who stands above whom may go round in a circle, or end in the middle. */
interface House {
  readonly managers: readonly (number | undefined)[];
  readonly delegates: readonly (number | undefined)[];
  readonly away: readonly ('here' | 'leave' | 'unavailable' | 'gone')[];
  readonly fallback: readonly number[];
  readonly administrators: readonly number[];
}

type Step =
  | { readonly do: 'wait'; readonly hours: number }
  | { readonly do: 'next' }
  | { readonly do: 'leave'; readonly who: number; readonly inHours: number; readonly days: number }
  | { readonly do: 'unavailable'; readonly who: number; readonly is: boolean }
  | { readonly do: 'name' | 'hand-over'; readonly who: number }
  | { readonly do: 'accept' | 'ask-other' | 'welfare' | 'complete' | 'week' | 'month' | 'join' | 'separate' };

/** A step, and with which of the debriefs. */
type Turn = readonly [step: Step, which: number];

const WORKER = 0;
const id = (one: number): string => `p${String(one)}`;

const house: fc.Arbitrary<House> = fc.integer({ min: 2, max: 9 }).chain((size) => {
  const one = fc.nat({ max: size - 1 });
  const maybe = fc.option(one, { nil: undefined, freq: 4 });
  const each = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(arbitrary, { minLength: size, maxLength: size });
  return fc.record({
    managers: each(maybe),
    delegates: each(maybe),
    away: each(fc.constantFrom('here', 'here', 'here', 'leave', 'unavailable', 'gone')),
    fallback: fc.array(one, { maxLength: 2 }),
    administrators: fc.array(one, { maxLength: 2 }),
  });
});

const who = fc.nat({ max: 8 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 200 }) }),
  { weight: 4, arbitrary: fc.constant({ do: 'next' as const }) },
  fc.record({ do: fc.constant('leave' as const), who, inHours: fc.integer({ min: -50, max: 200 }), days: fc.integer({ min: 1, max: 30 }) }),
  fc.record({ do: fc.constant('unavailable' as const), who, is: fc.boolean() }),
  fc.record({ do: fc.constantFrom('name' as const, 'hand-over' as const), who }),
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'accept' as const,
        'ask-other' as const,
        'welfare' as const,
        'complete' as const,
        'week' as const,
        'month' as const,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'join' as const, 'separate' as const) }) },
);
const turn: fc.Arbitrary<Turn> = fc.tuple(step, fc.nat({ max: 2 }));

function furnished({ managers, delegates, away, fallback, administrators }: House): Stage {
  const stage = new Stage();
  const idOf = (one: number | undefined): ReturnType<typeof person> | undefined => (one === undefined ? undefined : person(id(one)));
  stage.put(
    ...managers.map((manager, i) =>
      somebody(id(i), {
        place: place('site'),
        manager: idOf(manager),
        delegate: idOf(delegates[i]),
        leave: away[i] === 'leave' ? [{ from: MONDAY_NINE - DAY_MS, to: MONDAY_NINE + 3 * DAY_MS }] : [],
        unavailable: away[i] === 'unavailable',
        active: away[i] !== 'gone',
      }),
    ),
    somewhere('site', { kind: 'site', zone: 'Australia/Sydney', fallback: fallback.map((one) => person(id(one))) }),
    button('b', { worker: person(id(WORKER)), place: place('site') }),
    button('b3', { worker: person(id(WORKER)), place: place('site') }),
    button('b2', { worker: person(id(managers.length - 1)), place: place('site') }),
  );
  // as: an id by hand.
  for (const one of administrators)
    stage.state.grants.set(id(one) as GrantId, { grant: id(one) as GrantId, person: person(id(one)), role: 'administrator' });
  stage.state.settle();
  return stage;
}

/** The workers of the incident, and all who took part in it: none of them owns it while there is anybody else. */
function holds(stage: Stage, debrief: Debrief): void {
  const whole = wholeOf(stage.state.committed, debrief);
  const tookPart = whole.flatMap(({ worker = person('none'), involved }) => [worker, ...involved]);
  const refused = whole.flatMap(refusedBy);
  expect(stage.state.people.has(debrief.owner)).toBe(true);
  expect(new Set(whole.map(({ owner, state }) => `${owner} ${state}`)).size).toBe(1);
  const others = [...stage.state.people.values()].filter(
    (one) => !tookPart.includes(one.person) && (one.active || !refused.includes(one.person)),
  );
  if (tookPart.includes(debrief.owner)) expect(others.map((one) => one.person)).toEqual([]);
  const due = whole.map((one) => debriefDueAt(stage.state.committed, one) ?? Infinity);
  expect(Math.min(...due)).toBeGreaterThan(stage.at);
  expect(Math.min(...due)).toBeLessThan(Infinity);
}

/** All that is due has come when this returns. It must end, and a timer must never have closed anything. */
function settle(stage: Stage): void {
  for (let i = 0; i < 400; i += 1) {
    const debrief = [...stage.state.debriefs.values()].find((one) => (debriefDueAt(stage.state.committed, one) ?? Infinity) <= stage.at);
    if (debrief === undefined) return;
    const { facts, kinds } = stage.due('debriefs', debrief.debrief);
    expect(facts).not.toEqual([]);
    expect(kinds).not.toContain('DebriefCompleted');
  }
  throw new RangeError('what is due does not end');
}

function take(stage: Stage, debrief: Debrief, one: Step): void {
  const { owner, worker = owner } = debrief;
  const by = (actor: PersonId, command: DebriefCommand): void => {
    stage.give({ type: 'debrief', actor, debrief: debrief.debrief, command });
  };
  switch (one.do) {
    case 'wait':
      stage.pass(one.hours * HOUR_MS);
      return;
    case 'next':
      stage.pass(Math.max(0, (debriefDueAt(stage.state.committed, debrief) ?? 0) - stage.at));
      return;
    case 'leave': {
      const from = stage.at + one.inHours * HOUR_MS;
      change(stage, one.who, { leave: [{ from, to: from + one.days * DAY_MS }] });
      return;
    }
    case 'unavailable':
      change(stage, one.who, { unavailable: one.is });
      return;
    case 'name':
      by(worker, { do: 'name-involved', person: person(id(one.who)) });
      return;
    case 'hand-over':
      by(owner, { do: 'hand-over', to: person(id(one.who)), reason: 'r' });
      return;
    case 'accept':
      by(owner, { do: 'accept' });
      return;
    case 'ask-other':
      by(worker, { do: 'ask-other', reason: 'r' });
      return;
    case 'welfare':
      by(owner, { do: 'welfare', body: { safe: true } });
      return;
    case 'complete':
      by(owner, { do: 'complete', answer: 'a door' });
      return;
    case 'week':
    case 'month':
      by(owner, { do: 'follow-up', body: { which: one.do, how: 'well' } });
      return;
    case 'join': {
      const other = [...stage.state.debriefs.values()].findLast((each) => each.debrief !== debrief.debrief);
      if (other !== undefined) by(owner, { do: 'join', other: other.debrief });
      return;
    }
    case 'separate':
      by(owner, { do: 'separate' });
  }
}

/** Set-up refuses a line that goes round in a circle; an old log may hold one. */
function change(stage: Stage, who: number, more: object): void {
  const before = stage.state.people.get(person(id(who)));
  if (before === undefined) return;
  const { reply } = stage.give({ type: 'save', actor: 'test', changes: [{ put: 'person', value: { ...before, ...more } }] });
  if (reply.outcome === 'refused') stage.put({ ...before, ...more });
}

/** Somebody who has left the house is saved again, and the only other took part: it must not be taken from the one for the other. */
const LEFT_HOUSE: House = {
  managers: [1, undefined, undefined],
  delegates: [undefined, undefined, undefined],
  away: ['here', 'gone', 'here'],
  fallback: [],
  administrators: [],
};
const LEFT_STEPS: Turn[] = [
  [{ do: 'name', who: 2 }, 0],
  [{ do: 'unavailable', who: 1, is: false }, 0],
  [{ do: 'next' }, 0],
];

it('through leave, loops, holes and time there is always an owner, and never one who took part while there is anybody else', () => {
  fc.assert(
    fc.property(
      house,
      fc.array(turn, { minLength: 4, maxLength: 14 }),
      fc.boolean(),
      fc.integer({ min: 1, max: 3 }),
      (people, steps, isOver, presses) => {
        const stage = furnished(people);
        for (const button of ['b', 'b2', 'b3'].slice(0, presses)) {
          stage.press(button, [1, 1]);
          if (!isOver) continue;
          stage.act(id(1), 'all-clear');
          stage.pass(10 * 60_000);
          stage.act(id(1), 'close', { outcome: 'genuine', reason: 'r' });
        }
        for (const [one, which] of [...steps, [{ do: 'wait', hours: 24 * 60 }, 0] as const]) {
          settle(stage);
          const debriefs = [...stage.state.debriefs.values()];
          for (const debrief of debriefs) holds(stage, debrief);
          const debrief = debriefs[which] ?? debriefs[0];
          if (debrief === undefined) return;
          take(stage, debrief, one);
        }
      },
    ),
    { numRuns: 1_000, examples: [[LEFT_HOUSE, LEFT_STEPS, false, 1]] },
  );
}, 120_000);

/** What a place's rules say may be gone again, and with it the last thing that kept a debrief from its end. */
const ruled: fc.Arbitrary<Turn | 'rules'> = fc.oneof({ weight: 6, arbitrary: turn }, fc.constant('rules' as const));
/** All is done and answered, but for the question whether a regulator is told; then the place has no rules any more. */
const VANISHED: (Turn | 'rules')[] = [
  'rules',
  ...(['accept', 'welfare', 'complete', 'month'] as const).map((what): Turn => [{ do: what }, 0]),
  'rules',
  [{ do: 'ask-other' }, 0],
];
const ALONE: House = { ...LEFT_HOUSE, managers: [1, 2, undefined], away: ['here', 'here', 'here'] };

it('whatever people ask for, and whatever becomes of the rules of a place, nothing is decided that no state allows', () => {
  fc.assert(
    fc.property(house, fc.array(ruled, { minLength: 4, maxLength: 20 }), fc.integer({ min: 1, max: 3 }), (people, turns, presses) => {
      const stage = furnished(people);
      for (const button of ['b', 'b2', 'b3'].slice(0, presses)) {
        stage.press(button, [1, 1]);
        stage.act(id(1), 'all-clear');
        stage.pass(10 * 60_000);
        stage.act(id(1), 'close', { outcome: 'genuine', reason: 'r' });
      }
      for (const one of turns) {
        settle(stage);
        const debriefs = [...stage.state.debriefs.values()];
        if (one === 'rules') turnRules(stage);
        const debrief = one === 'rules' ? undefined : (debriefs[one[1]] ?? debriefs[0]);
        if (debrief !== undefined && one !== 'rules') take(stage, debrief, one[0]);
      }
    }),
    { numRuns: 1_000, examples: [[ALONE, VANISHED, 1]] },
  );
}, 120_000);

function turnRules(stage: Stage): void {
  const site = stage.state.places.get(place('site'));
  if (site !== undefined) stage.put({ ...site, jurisdiction: site.jurisdiction === undefined ? 'AU-NSW' : undefined });
}
