import { describe, expect, it } from 'vitest';
import type { PolicyId } from '../../base/ids.ts';
import type { EscalationPolicy } from '../escalation-policy.ts';
import { dayNumberOf, momentOf } from '../local-time.ts';
import { State } from '../state.ts';
import { place, somewhere } from '../testing/stage.ts';
import { policyFor } from './policy-choice.ts';

const at = (date: string, time: string): number => momentOf(dayNumberOf(date), time, 'Australia/Sydney');
const MONDAY_NOON = at('2026-03-02', '12:00');
const MONDAY_NIGHT = at('2026-03-02', '23:00');

function policy(id: string, more: Partial<EscalationPolicy> = {}): EscalationPolicy {
  const steps = [{ afterMs: 0, targets: [{ to: 'contacts' as const }] }];
  return { policy: id as PolicyId, name: id, steps, repeatMs: 60_000, ...more }; // as: an id by hand.
}

function house(...policies: readonly EscalationPolicy[]): State {
  const state = new State();
  state.places.set(place('site'), somewhere('site', { kind: 'site', zone: 'Australia/Sydney' }));
  state.places.set(place('floor'), somewhere('floor', { kind: 'floor', parent: place('site') }));
  state.places.set(place('room'), somewhere('room', { parent: place('floor') }));
  state.places.set(place('other'), somewhere('other', { kind: 'site', zone: 'UTC' }));
  for (const one of policies) state.policies.set(one.policy, one);
  state.settle();
  return state;
}

const NIGHT = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '20:00', to: '08:00' }];
const chosen = (state: State, where: string | undefined, more: { level?: 'assist' | 'duress'; at?: number } = {}): string | undefined =>
  policyFor(state.committed, { place: where === undefined ? undefined : place(where), level: 'duress', at: MONDAY_NOON, ...more })?.name;

describe('which policy holds', () => {
  it('is the built-in one where none fits', () => {
    expect(chosen(house(), 'room')).toBeUndefined();
    expect(chosen(house(policy('elsewhere', { place: place('other') })), 'room')).toBeUndefined();
    expect(chosen(house(policy('assist', { levels: ['assist'] })), 'room')).toBeUndefined();
    expect(chosen(house(policy('night', { hours: NIGHT })), 'room')).toBeUndefined();
  });

  it.each<[string, EscalationPolicy, EscalationPolicy]>([
    [
      'the nearest place wins over what it lies in, and that over the house',
      policy('z', { place: place('floor') }),
      policy('a', { place: place('site') }),
    ],
    [
      '… whatever levels and hours the farther one names',
      policy('z', { place: place('room') }),
      policy('a', { levels: ['duress'], hours: [{ days: [1], from: '11:00', to: '13:00' }] }),
    ],
    ['one that names the level wins over one for all', policy('z', { levels: ['duress'] }), policy('a')],
    ['one level is more specific than both', policy('z', { levels: ['duress'] }), policy('a', { levels: ['assist', 'duress'] })],
    [
      'the level comes before the hours',
      policy('z', { levels: ['duress'] }),
      policy('a', { hours: [{ days: [1], from: '11:00', to: '13:00' }] }),
    ],
    ['one with hours wins over one for always', policy('z', { hours: [{ days: [1], from: '11:00', to: '13:00' }] }), policy('a')],
    [
      'fewer hours win over more',
      policy('z', { hours: [{ days: [1], from: '11:00', to: '13:00' }] }),
      policy('a', { hours: [{ days: [1], from: '08:00', to: '18:00' }] }),
    ],
    ['of two alike it is the older one', policy('a'), policy('b')],
  ])('%s', (_, winner, other) => {
    expect(chosen(house(winner, other), 'room')).toBe(winner.name);
    expect(chosen(house(other, winner), 'room')).toBe(winner.name);
  });

  it('goes by the clock of the alarm’s own site', () => {
    const state = house(policy('night', { hours: NIGHT }));
    expect(chosen(state, 'room', { at: MONDAY_NIGHT })).toBe('night');
    expect(chosen(state, 'room', { at: at('2026-03-02', '19:59') })).toBeUndefined();
    // 23:00 in Sydney is noon in UTC.
    expect(chosen(state, 'other', { at: MONDAY_NIGHT })).toBeUndefined();
  });

  it('is one of the whole house’s alone where nobody knows the place', () => {
    expect(chosen(house(policy('site', { place: place('site') })), undefined)).toBeUndefined();
    expect(chosen(house(policy('house')), undefined)).toBe('house');
  });

  it('is one for all levels where there is no alarm at all, as when nobody watches', () => {
    const { committed } = house(policy('duress', { levels: ['duress'] }), policy('all'));
    expect(policyFor(committed, { place: place('room'), at: MONDAY_NOON })?.name).toBe('all');
  });
});
