import { unreachable } from '../../base/assert.ts';
import type { PersonId, PlaceId, RotaId } from '../../base/ids.ts';
import type { EscalationStep, Target } from '../../contract/escalation.ts';
import type { Grant } from '../people.ts';
import { nearest, upwards } from '../places.ts';
import { onDuty } from '../rota.ts';
import { contactLists, isFree, type Asking } from './contacts.ts';

/** Whose alarm, where, and when somebody is looked for. */
export type Searching = Asking & {
  readonly place: PlaceId | undefined;
  /** Somebody is at the consoles then; absent: as far as is known now. */
  readonly watched?: boolean | undefined;
  /** Of this person it is known that nothing reaches them by these ways. Absent: of nobody. */
  readonly isLost?: ((person: PersonId, ways: EscalationStep['ways']) => boolean) | undefined;
  /** Who has which role there, kept by whoever asks about many moments: it hangs on none. */
  readonly roles?: Map<string, readonly PersonId[]> | undefined;
};

/**
 * A step tells at most so many people, those first that its targets name first: a role that was granted to a whole house must not
 * make a thousand messages of one press. The next step, and each repetition, names people anew.
 */
const TOLD_MAX = 64;

/** Whoever a step finds, nearest first. `turn`: how often it has come, from 1; with each one the reporting line is told one higher. */
export function peopleOf(searching: Searching, { targets }: EscalationStep, turn: number): PersonId[] {
  const found = new Set<PersonId>();
  for (const target of targets) {
    const most = target.to === 'line' ? turn : TOLD_MAX;
    for (const person of freeAmong(searching, target, most)) {
      if (found.size < TOLD_MAX) found.add(person);
    }
  }
  return [...found];
}

/** The first `most` of those whom a target means, each once. Of a role that thousands have, no more are looked at than are needed. */
function freeAmong(searching: Searching, target: Target, most: number): ReadonlySet<PersonId> {
  const free = new Set<PersonId>();
  for (const person of namedBy(searching, target)) {
    if (free.size >= most) break;
    if (isFree(searching, person)) free.add(person);
  }
  return free;
}

/** Whom a target means, here or away. */
export function namedBy({ state, at, place, worker, roles }: Searching, target: Target): readonly PersonId[] {
  // as (all in this function): ids in set-up are the strings that branded ids became.
  switch (target.to) {
    case 'consoles':
      return [];
    case 'rota': {
      const rota = state.rotas.get(target.rota as RotaId);
      return rota === undefined ? [] : onDuty(rota, at);
    }
    case 'person':
      return [target.person as PersonId];
    case 'role':
      return (
        roles?.getOrInsertComputed(target.role, () => withRole({ state, place }, target.role)) ?? withRole({ state, place }, target.role)
      );
    case 'line':
      return lineOf({ state, place, worker });
    case 'contacts':
      return contactLists({ state }, place)[(target.list ?? 1) - 1] ?? [];
    default:
      return unreachable(target);
  }
}

/** Everybody whom a target could ever mean at this place, on whatever day. */
export function everNamedBy(searching: Searching, target: Target): readonly PersonId[] {
  if (target.to !== 'rota') return namedBy(searching, target);
  // as (both): ids in set-up are the strings that branded ids became.
  const rota = searching.state.rotas.get(target.rota as RotaId);
  return [...(rota?.shifts ?? []), ...(rota?.overrides ?? [])].flatMap(({ people }) => people as PersonId[]);
}

/** Is this step the consoles' alone? */
export function isConsolesAlone({ targets }: EscalationStep): boolean {
  return targets.every(({ to }) => to === 'consoles');
}

/** Nobody is missing at the consoles of this place, as far as is known: what is not watched is a fault. */
export function isWatched({ state, place, watched }: Pick<Searching, 'state' | 'place' | 'watched'>): boolean {
  if (watched !== undefined) return watched;
  const line = new Set(upwards(state.places, place).map((step) => step.place));
  return ![...state.faults.values()].some(
    (fault) => fault.code === 'no-watching-console' && (fault.place === undefined || line.has(fault.place)),
  );
}

function withRole({ state, place }: Pick<Searching, 'state' | 'place'>, role: string): PersonId[] {
  const isThere = grantedAt({ state, place });
  return [...state.grants.values()].filter((grant) => grant.role === role && isThere(grant)).map(({ person }) => person);
}

/** Does what was granted hold at this place? Where nobody knows the place: whatever was granted anywhere. */
export function grantedAt({ state, place }: Pick<Searching, 'state' | 'place'>): (grant: Pick<Grant, 'place'>) => boolean {
  const line = new Set(upwards(state.places, place).map((step) => step.place));
  return (grant) => grant.place === undefined || line.size === 0 || line.has(grant.place);
}

/** The worker's managers upwards; without a worker the place's responsible person, and on from there. */
function lineOf({ state, place, worker }: Pick<Searching, 'state' | 'place' | 'worker'>): PersonId[] {
  const line = new Set<PersonId>();
  let next = worker === undefined ? nearest(state.places, place, (step) => step.responsible) : state.people.get(worker)?.manager;
  while (next !== undefined && !line.has(next)) {
    line.add(next);
    next = state.people.get(next)?.manager;
  }
  return [...line];
}
