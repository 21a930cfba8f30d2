import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GrantId, PolicyId, RotaId } from '../../base/ids.ts';
import type { EscalationStep, Hours, Shift, Target } from '../../contract/escalation.ts';
import { nextDue } from '../decide.ts';
import type { Change } from '../input.ts';
import { absence } from '../people.ts';
import { MONDAY_NINE, person, place, smallHouse, somebody, type Stage } from '../testing/stage.ts';

const PEOPLE = ['ana', 'tom', 'maria', 'lee', 'ruth', 'sam'] as const;
const anybody = fc.constantFrom(...PEOPLE);
const time = fc.integer({ min: 0, max: 47 }).map((half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 === 0 ? '00' : '30'}`);
const days = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 });
const hours: fc.Arbitrary<Hours[]> = fc.array(fc.record({ days, from: time, to: time }), { minLength: 1, maxLength: 2 });

const shift: fc.Arbitrary<Shift> = fc.record({
  people: fc.uniqueArray(anybody, { minLength: 1, maxLength: 3 }),
  days,
  from: time,
  to: time,
  endsAfterDays: fc.integer({ min: 1, max: 3 }),
  everyWeeks: fc.integer({ min: 1, max: 2 }),
  since: fc.constantFrom('2026-02-23', '2026-03-02'),
});

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.constant<Target>({ to: 'consoles' }),
  fc.constantFrom('r1', 'r2').map((rota): Target => ({ to: 'rota', rota })),
  anybody.map((who): Target => ({ to: 'person', person: who })),
  fc.constantFrom('responder' as const, 'administrator' as const).map((role): Target => ({ to: 'role', role })),
  fc.constant<Target>({ to: 'line' }),
  fc.integer({ min: 1, max: 3 }).map((list): Target => ({ to: 'contacts', list })),
);

const step: fc.Arbitrary<EscalationStep> = fc.record({
  afterMs: fc.integer({ min: 0, max: 90 }).map((s) => s * 1_000),
  targets: fc.array(target, { minLength: 1, maxLength: 3 }),
  again: fc.boolean(),
});

const policy = (id: string) =>
  fc.record({
    policy: fc.constant(id as PolicyId), // as: an id by hand.
    name: fc.constant(id),
    place: fc.constantFrom(undefined, place('site'), place('room1')),
    levels: fc.constantFrom(undefined, ['duress' as const], ['assist' as const]),
    hours: fc.option(hours, { nil: undefined }),
    steps: fc.array(step, { minLength: 1, maxLength: 4 }),
    repeatMs: fc.integer({ min: 5, max: 120 }).map((s) => s * 1_000),
  });

/** What happens between two deadlines. */
const event = fc.oneof(
  fc.record({ do: fc.constant('leave' as const), who: anybody, forMs: fc.integer({ min: 1, max: 40 }).map((m) => m * 60_000) }),
  fc.record({ do: fc.constant('unavailable' as const), who: anybody, is: fc.boolean() }),
  fc.record({ do: fc.constant('policy' as const), value: policy('p1') }),
  fc.record({ do: fc.constant('press' as const), kind: fc.constantFrom('assist' as const, 'duress' as const) }),
  fc.constant({ do: 'nothing' as const }),
);

const house = fc.record({
  rotas: fc.tuple(fc.array(shift, { maxLength: 3 }), fc.array(shift, { maxLength: 3 })),
  policies: fc.tuple(policy('p1'), policy('p2')),
  startHour: fc.integer({ min: 0, max: 167 }),
  kind: fc.constantFrom('assist' as const, 'duress' as const),
  events: fc.array(event, { minLength: 5, maxLength: 25 }),
});

function save(stage: Stage, ...changes: readonly Change[]): void {
  // What set-up refuses (a policy that never leaves the room) leaves what was there.
  for (const change of changes) stage.give({ type: 'save', actor: 'person:sam', changes: [change] });
}

/** An arrangement of the small house with two random rotas and policies, and somebody who responds. */
function furnished({
  rotas,
  policies,
  startHour,
}: {
  rotas: readonly Shift[][];
  policies: readonly { readonly policy: PolicyId }[];
  startHour: number;
}): Stage {
  const stage = smallHouse();
  stage.at = MONDAY_NINE + startHour * 3_600_000;
  // as (both): ids by hand.
  const rota = (shifts: Shift[], i: number): Change => ({
    put: 'rota',
    value: { rota: `r${String(i + 1)}` as RotaId, name: 'r', zone: 'Australia/Sydney', shifts, overrides: [] },
  });
  save(stage, ...rotas.map(rota), { put: 'grant', value: { grant: 'g-lee' as GrantId, person: person('lee'), role: 'responder' } });
  save(stage, ...policies.map((value) => ({ put: 'policy', value }) as Change)); // as: made by the arbitrary above.
  return stage;
}

function happens(stage: Stage, one: ReturnType<typeof event.generate>['value'], seq: number): void {
  if (one.do === 'press') stage.press('b-ana', [1, seq], { kind: one.kind });
  else if (one.do === 'policy') save(stage, { put: 'policy', value: one.value });
  else if (one.do !== 'nothing') {
    const row = stage.state.people.get(person(one.who)) ?? somebody(one.who);
    if (one.do === 'leave') stage.put({ ...row, leave: [{ from: stage.at, to: stage.at + one.forMs }] });
    else stage.put({ ...row, unavailable: one.is });
  }
}

/** Each step told nobody who must not be told. */
function checkTold(stage: Stage, told: readonly string[]): void {
  expect(told).not.toContain('ana');
  const isHere = (id: string): boolean => {
    const row = stage.state.people.get(person(id));
    return row !== undefined && absence(row, stage.at) === undefined;
  };
  const isAnybodyHere = told.some(isHere);
  if (isAnybodyHere) expect(told.filter((id) => !isHere(id))).toEqual([]);
  // Only where nobody who could be told at all is here may those be told who are away.
  else if (told.length > 0) expect(['ruth', 'sam'].filter(isHere)).toEqual([]);
}

test('for any policies, rotas and leave an open alarm has a next step, and tells neither the worker nor somebody who is away while anybody is here', () => {
  fc.assert(
    fc.property(house, (story) => {
      const stage = furnished(story);
      stage.press('b-ana', [1, 1], { kind: story.kind });
      for (const [i, one] of story.events.entries()) {
        happens(stage, one, i + 2);
        const due = nextDue(stage.state.committed, { table: 'alarms', key: stage.alarm.alarm }, stage.policy)?.value;
        expect(due, 'something is due').toBeDefined();
        stage.pass(Math.max(0, (due ?? 0) - stage.t));
        const steps = stage
          .due('alarms', stage.alarm.alarm)
          .facts.flatMap((fact) => (fact.kind === 'EscalationStepped' ? [fact.data] : []));
        for (const { told } of steps) checkTold(stage, told);
        const last = steps.at(-1);
        if (last !== undefined) {
          // Nobody waits at a step that found nobody, and nothing spins: the time to the next one was set up so.
          expect(last.climbT, 'the next step is not in the past').toBeGreaterThanOrEqual(stage.t);
          expect(last.told.length > 0 || last.consoles === true, 'the step at which it waits has somebody').toBe(true);
        }
      }
      // It goes on, and within an hour of repetitions it has told somebody.
      let told = 0;
      for (let i = 0; i < 60 && told === 0; i += 1) {
        const due = nextDue(stage.state.committed, { table: 'alarms', key: stage.alarm.alarm }, stage.policy)?.value ?? 0;
        stage.pass(Math.max(0, due - stage.t));
        for (const fact of stage.due('alarms', stage.alarm.alarm).facts)
          if (fact.kind === 'EscalationStepped') told += fact.data.told.length;
      }
      expect(told).toBeGreaterThan(0);
    }),
    { numRuns: 100 },
  );
});
