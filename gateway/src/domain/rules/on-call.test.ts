import { expect, test } from 'vitest';
import type { PolicyId, RotaId } from '../../base/ids.ts';
import { DAY_MS, HOUR_MS } from '../../base/durations.ts';
import type { RotaOverride, Shift } from '../../contract/escalation.ts';
import { MONDAY_NINE, person, place, smallHouse, type Stage } from '../testing/stage.ts';
import { calledAt } from './on-call.ts';

/** Nights from Monday on, until eight in the morning. */
function called(stage: Stage, rota: { readonly shift?: Partial<Shift>; readonly override?: Partial<RotaOverride> }, at: number): unknown[] {
  const shift = { people: ['tom'], days: [1], from: '20:00', to: '08:00', since: '2026-03-02', ...rota.shift };
  const override = { from: MONDAY_NINE, to: MONDAY_NINE + HOUR_MS, people: ['tom'], ...rota.override };
  const { policies, rotas } = stage.state;
  // as (both): ids by hand.
  rotas.set('r' as RotaId, {
    rota: 'r' as RotaId,
    name: 'r',
    zone: 'Australia/Sydney',
    shifts: rota.shift === undefined ? [] : [shift],
    overrides: rota.override === undefined ? [] : [override],
  });
  policies.set('p' as PolicyId, {
    policy: 'p' as PolicyId,
    name: 'p',
    place: place('site'),
    steps: [{ afterMs: 0, targets: [{ to: 'rota', rota: 'r' }] }],
    repeatMs: 30_000,
  });
  stage.state.settle();
  return [...calledAt(stage.state.committed, person('tom'), at)];
}

test.each([
  ['before it begins', -HOUR_MS, true],
  ['while it lasts', HOUR_MS - 1, true],
  ['when it is over', HOUR_MS, false],
])('an override, asked %s', (_, afterMs, expected) => {
  expect(called(smallHouse(), { override: {} }, MONDAY_NINE + afterMs)).toEqual(expected ? ['site'] : []);
});

test.each<[string, Partial<Shift>, number, boolean]>([
  ['that has no last day, after years', {}, 1_000 * DAY_MS, true],
  ['before its first day', { since: '2026-04-06' }, 0, true],
  ['in the morning after its last night', { until: '2026-03-02' }, 22 * HOUR_MS, true],
  ['days after its last night', { until: '2026-03-02' }, 3 * DAY_MS, false],
  ['in the last of the two weeks that it goes on', { until: '2026-03-02', endsAfterDays: 14 }, 14 * DAY_MS, true],
  ['days after those two weeks', { until: '2026-03-02', endsAfterDays: 14 }, 17 * DAY_MS, false],
])('a shift %s', (_, shift, afterMs, expected) => {
  expect(called(smallHouse(), { shift }, MONDAY_NINE + afterMs)).toEqual(expected ? ['site'] : []);
});

test('whoever is named, or on another shift as well, is called all the same', () => {
  const stage = smallHouse();
  expect(called(stage, { shift: {}, override: {} }, MONDAY_NINE + 9 * DAY_MS)).toEqual(['site']);
  const policy = 'p2' as PolicyId; // as: an id by hand.
  const steps = [{ afterMs: 0, targets: [{ to: 'person' as const, person: 'tom' }] }];
  stage.state.policies.set(policy, { policy, name: 'p2', steps, repeatMs: 30_000 });
  stage.state.settle();
  expect(called(stage, { override: {} }, MONDAY_NINE + 9 * DAY_MS)).toEqual([undefined]);
});
