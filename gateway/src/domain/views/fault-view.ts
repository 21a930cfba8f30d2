import type { NamedPerson } from '../../contract/alarm.ts';
import type { FaultView } from '../../contract/feed.ts';
import { shelfOf } from '../../contract/supervision.ts';
import type { PersonId } from '../../base/ids.ts';
import type { Fault } from '../fault.ts';
import { faultActionsFor } from '../rules/fault-actions.ts';
import type { StateView } from '../state.ts';

interface Reader {
  /** What it goes by for this reader. */
  readonly label: string;
  /** Who may do something about it; absent: nobody who reads this. */
  readonly actor?: PersonId | undefined;
  /** May know who has done what. */
  readonly seesNames: boolean;
}

/** A technical matter as one reader sees it. */
export function faultView(state: StateView, fault: Fault, { label, actor, seesNames }: Reader): FaultView {
  const { fault: key, code, subject, since, place, detail, easedAt, acknowledged, owner, shelved } = fault;
  const named = (person: PersonId): NamedPerson => ({
    person: seesNames ? person : '',
    name: seesNames ? (state.people.get(person)?.name ?? '') : '',
  });
  return {
    fault: key,
    code,
    subject,
    label,
    since,
    ...(place === undefined ? {} : { place }),
    ...(detail === undefined ? {} : { detail }),
    ...(easedAt === undefined ? {} : { easedAt }),
    ...(acknowledged === undefined ? {} : { acknowledged: { ...named(acknowledged.by), at: acknowledged.at } }),
    ...(owner === undefined ? {} : { owner: named(owner) }),
    ...(shelved === undefined ? {} : { shelved: { ...named(shelved.by), until: shelved.until } }),
    shelfMs: shelfOf(code),
    actions: actor === undefined ? [] : faultActionsFor(fault, actor),
  };
}
