import type { PersonId } from '../../base/ids.ts';
import type { NamedPerson } from '../../contract/alarm.ts';
import type { Debrief } from '../debrief.ts';
import { homeOf } from '../home.ts';
import { isOfSite } from '../rules/belonging.ts';
import { isAbove, mayDo } from '../rules/debrief-rights.ts';
import type { StateView } from '../state.ts';
import { named } from './alarm-view.ts';

/**
 * Whom its worker or its owner may say to have been part of it: the people of its site, whoever stands above the worker, and its owner. A worker
 * reads no directory of the house, and needs no more names than these. Undefined for everybody else.
 */
export function nameable(state: StateView, debrief: Debrief, reader: PersonId): NamedPerson[] | undefined {
  if (!mayDo(state, debrief, { reader, verb: 'name-involved' })) return undefined;
  const { worker, owner } = debrief;
  const place = homeOf(state, debrief);
  const isNear = (person: PersonId): boolean =>
    person === owner || isAbove(state, person, worker) || (place !== undefined && isOfSite(state, person, place));
  return [...state.people.values()]
    .filter((one) => one.active && one.erased !== true && one.person !== worker && isNear(one.person))
    .map((one) => named(state, one.person));
}
