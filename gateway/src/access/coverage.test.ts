import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { SystemClock, type Clock } from '../base/clock.ts';
import { DAY_MS } from '../base/durations.ts';
import type { GrantId, PersonId, PolicyId } from '../base/ids.ts';
import type { CoverageGaps, EscalationStep, Target } from '../contract/escalation.ts';
import { DEFAULT_POLICY } from '../domain/policy.ts';
import { button, MONDAY_NINE, person, place, smallHouse, somebody, somewhere, type Stage } from '../domain/testing/stage.ts';
import { gapsOf, subjectsFor, subjectsOf, type CoverageLook, type Subject } from './coverage.ts';

const PEOPLE = ['ana', 'tom', 'maria', 'lee', 'ruth', 'sam'] as const;
const PLACES = ['site', 'room1', 'room4', 'north', 'north1'] as const;
const anybody = fc.constantFrom(...PEOPLE).map(person);
const anywhere = fc.constantFrom(undefined, ...PLACES.map(place));

const target: fc.Arbitrary<Target> = fc.oneof(
  fc.constant<Target>({ to: 'consoles' }),
  anybody.map((who): Target => ({ to: 'person', person: who })),
  fc.constantFrom('responder' as const, 'reception' as const).map((role): Target => ({ to: 'role', role })),
  fc.constant<Target>({ to: 'line' }),
  fc.integer({ min: 1, max: 3 }).map((list): Target => ({ to: 'contacts', list })),
);
const step: fc.Arbitrary<EscalationStep> = fc.record({
  afterMs: fc.constant(30_000),
  targets: fc.array(target, { minLength: 1, maxLength: 3 }),
  again: fc.boolean(),
});

const house = fc.record({
  /** Who carries a button, and where it is kept. Sam administers: the last resort, which is not told apart by who presses. */
  carriers: fc.uniqueArray(fc.record({ who: anybody.filter((who) => who !== 'sam'), where: anywhere }), {
    minLength: 1,
    maxLength: 6,
    selector: ({ who }) => who,
  }),
  grants: fc.array(fc.record({ who: anybody, role: fc.constantFrom('responder', 'reception', 'worker'), where: anywhere }), {
    maxLength: 4,
  }),
  policies: fc.array(fc.record({ where: anywhere, steps: fc.array(step, { minLength: 1, maxLength: 3 }) }), { maxLength: 2 }),
  contacts: fc.array(fc.record({ who: anybody, where: fc.constantFrom(...PLACES).map(place) }), { maxLength: 2 }),
  zone: fc.constantFrom(undefined, 'Australia/Sydney', 'Europe/Vienna'),
  away: fc.array(anybody, { maxLength: 3 }),
});

/** The small house and a second site, of which nothing is known but what the story says. */
function furnished(story: ReturnType<typeof house.generate>['value']): Stage {
  const stage = smallHouse();
  const { devices, grants, places, policies } = stage.state;
  stage.put(somewhere('north', { kind: 'site', zone: story.zone }), somewhere('north1', { parent: place('north') }));
  for (const { device } of [...devices.values()]) devices.delete(device);
  stage.put(...story.contacts.flatMap(({ who, where }) => ({ ...(places.get(where) ?? somewhere(where)), emergency: [who] })));
  const isContact = (id: PersonId): boolean => [...places.values()].some(({ emergency }) => emergency.includes(id));
  // Every contact is of the last resort as well.
  const carriers = story.carriers.filter(({ who }) => !isContact(who));
  stage.put(...carriers.map(({ who, where }) => button(`b-${who}`, { worker: who, place: where })));
  stage.put(...story.away.map((who) => somebody(who, { leave: [{ from: MONDAY_NINE + DAY_MS, to: MONDAY_NINE + 2 * DAY_MS }] })));
  // as (all): ids by hand.
  for (const [i, { who, role, where }] of story.grants.entries())
    grants.set(`g${i}` as GrantId, { grant: `g${i}` as GrantId, person: who, role, place: where });
  for (const [i, { where, steps }] of story.policies.entries())
    policies.set(`p${i}` as PolicyId, { policy: `p${i}` as PolicyId, name: `p${i}`, place: where, steps, repeatMs: 30_000 });
  stage.state.settle();
  return stage;
}

const lookAt = ({ state, at }: Stage, clock: Clock = new SystemClock()): CoverageLook => ({
  state,
  policy: DEFAULT_POLICY,
  at,
  reaches: (who: PersonId) => who !== 'lee',
  clock,
});

/** How many places and workers each gap is about. */
function totals(...answers: readonly CoverageGaps[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const { where: _, total, ...gap } of answers.flatMap(({ gaps }) => gaps)) {
    const key = JSON.stringify(gap);
    found[key] = (found[key] ?? 0) + total;
  }
  return found;
}

test('all places and workers asked about together miss what each of them misses alone', async () => {
  await fc.assert(
    fc.asyncProperty(house, async (story) => {
      const stage = furnished(story);
      const look = lookAt(stage);
      const subjects = [...subjectsOf(stage.state)];
      const together = await gapsOf(look, subjects);
      const alone = await Promise.all(subjects.map((subject) => gapsOf(look, [subject])));
      expect(together).toMatchObject({ looked: subjects.length, cut: false });
      expect(totals(together)).toEqual(totals(...alone));
    }),
    { numRuns: 200 },
  );
});

describe('in a house of many workers', () => {
  const ROOMS = 30;

  /** Each of them with a button and a grant. */
  function crowd(workers: number): { readonly stage: Stage; readonly subjects: readonly Subject[] } {
    const stage = smallHouse();
    const roomOf = (i: number): string => `r-${i % ROOMS}`;
    stage.put(...Array.from({ length: ROOMS }, (_, i) => somewhere(roomOf(i), { parent: place('site') })));
    for (let i = 0; i < workers; i += 1) {
      const id = `w-${i}`;
      stage.put(somebody(id), button(`b-${i}`, { worker: person(id), place: place(roomOf(i)) }));
      // as (both): an id by hand.
      stage.state.grants.set(id as GrantId, { grant: id as GrantId, person: person(id), role: 'worker', place: place('site') });
    }
    stage.state.settle();
    return { stage, subjects: [...subjectsOf(stage.state)] };
  }

  async function readsOfGrants(workers: number): Promise<number> {
    const { stage, subjects } = crowd(workers);
    const read = vi.spyOn(stage.state.grants, 'values');
    expect(await gapsOf(lookAt(stage), subjects)).toMatchObject({ looked: subjects.length, cut: false });
    return read.mock.calls.length;
  }

  test('the grants are read as often as in one of few', async () => {
    expect(await readsOfGrants(600)).toBe(await readsOfGrants(60));
  });

  test('a reader’s rights are looked up as often as in one of few', () => {
    const lookUps = (workers: number): number => {
      const { stage, subjects } = crowd(workers);
      stage.state.grants.set('g-ruth' as GrantId, {
        grant: 'g-ruth' as GrantId,
        person: person('ruth'),
        role: 'manager',
        place: place('r-7'),
      }); // as (both): an id by hand.
      stage.state.settle();
      const looked = vi.spyOn(stage.state.grants, 'by');
      const seen = [...subjectsFor(stage.state, { kind: 'person', person: person('ruth'), at: stage.at })];
      expect(seen).toEqual(subjects.filter((subject) => subject.place === 'r-7'));
      return looked.mock.calls.length;
    };
    expect(lookUps(600)).toBe(lookUps(60));
  });

  test('a press gets its turn after each place that takes long', async () => {
    const { stage, subjects } = crowd(60);
    // Each look at the clock finds it later by more than work may hold the loop.
    let mono = 0;
    const slow = new SystemClock();
    vi.spyOn(slow, 'mono').mockImplementation(() => (mono += 10));
    let turns = 0;
    let isUnderWay = true;
    const turn = (): void => {
      turns += 1;
      if (isUnderWay) setImmediate(turn);
    };
    setImmediate(turn);
    await gapsOf(lookAt(stage, slow), subjects);
    isUnderWay = false;
    expect(turns).toBeGreaterThanOrEqual(ROOMS);
  });
});
