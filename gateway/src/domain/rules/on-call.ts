import type { PersonId, PlaceId, RotaId } from '../../base/ids.ts';
import type { EscalationPolicy } from '../escalation-policy.ts';
import { isShiftOver } from '../rota.ts';
import type { StateView } from '../state.ts';

/**
 * The places of the policies by which this person may be called: by name, or from a rota. Undefined: everywhere. Whoever is called
 * at night must be able to see the alarm and to take it. Roles bring their own rights, and the reporting line brings none.
 * `at`: what is over then calls nobody any more; what is still to come does, so that they can look at it before their first night.
 */
export function* calledAt(state: StateView, person: PersonId, at: number): Generator<PlaceId | undefined, void> {
  const who = (one: PersonId): boolean => one === person;
  for (const policy of state.policies.values()) if (calls(state, policy, { who, at })) yield policy.place;
}

interface Asked {
  readonly who: (person: PersonId) => boolean;
  readonly at: number;
}

/** May this policy call somebody of these, by name or from a rota, from `at` on? */
export function calls(state: StateView, { steps }: Pick<EscalationPolicy, 'steps'>, { who, at }: Asked): boolean {
  const isOne = (id: string): boolean => who(id as PersonId); // as: ids in set-up are the strings that branded ids became.
  return steps.some(({ targets }) =>
    targets.some((target) => {
      if (target.to === 'person') return isOne(target.person);
      // as: see above.
      const rota = target.to === 'rota' ? state.rotas.get(target.rota as RotaId) : undefined;
      return (
        rota?.shifts.some((shift) => shift.people.some(isOne) && !isShiftOver(shift, at)) === true ||
        rota?.overrides.some(({ people, to }) => at < to && people.some(isOne)) === true
      );
    }),
  );
}
