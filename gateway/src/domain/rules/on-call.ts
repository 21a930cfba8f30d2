import type { PersonId, PlaceId, RotaId } from '../../base/ids.ts';
import type { Target } from '../../contract/escalation.ts';
import { isShiftOver } from '../rota.ts';
import type { StateView } from '../state.ts';

/**
 * The places of the policies by which this person may be called: by name, or from a rota. Undefined: everywhere. Whoever is called
 * at night must be able to see the alarm and to take it. Roles bring their own rights, and the reporting line brings none.
 * `at`: what is over then calls nobody any more; what is still to come does, so that they can look at it before their first night.
 */
export function* calledAt(state: StateView, person: PersonId, at: number): Generator<PlaceId | undefined, void> {
  const mayCall = (target: Target): boolean => isNamedBy(state, target, { person, at });
  for (const { place, steps } of state.policies.values()) if (steps.some(({ targets }) => targets.some(mayCall))) yield place;
}

function isNamedBy(state: StateView, target: Target, { person, at }: { readonly person: PersonId; readonly at: number }): boolean {
  if (target.to === 'person') return target.person === person;
  if (target.to !== 'rota') return false;
  // as: ids in set-up are the strings that branded ids became.
  const rota = state.rotas.get(target.rota as RotaId);
  if (rota === undefined) return false;
  return (
    rota.shifts.some((shift) => shift.people.includes(person) && !isShiftOver(shift, at)) ||
    rota.overrides.some(({ people, to }) => people.includes(person) && at < to)
  );
}
