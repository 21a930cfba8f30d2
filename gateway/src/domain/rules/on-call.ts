import type { PersonId, PlaceId, RotaId } from '../../base/ids.ts';
import type { Target } from '../../contract/escalation.ts';
import type { StateView } from '../state.ts';

/**
 * The places of the policies by which this person may be called: by name, or from a rota. Undefined: everywhere. Whoever is called
 * at night must be able to see the alarm and to take it. Roles bring their own rights, and the reporting line brings none.
 */
export function* calledAt(state: StateView, person: PersonId): Generator<PlaceId | undefined, void> {
  for (const { place, steps } of state.policies.values()) {
    if (steps.some(({ targets }) => targets.some((target) => mayCall(state, target, person)))) yield place;
  }
}

function mayCall(state: StateView, target: Target, person: PersonId): boolean {
  if (target.to === 'person') return target.person === person;
  if (target.to !== 'rota') return false;
  // as: ids in set-up are the strings that branded ids became.
  const rota = state.rotas.get(target.rota as RotaId);
  return rota !== undefined && [...rota.shifts, ...rota.overrides].some(({ people }) => people.includes(person));
}
