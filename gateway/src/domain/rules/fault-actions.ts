import type { PersonId } from '../../base/ids.ts';
import { FAULT_ACTIONS, SHELVE_AT_LEAST_MS, shelfOf, type FaultAction } from '../../contract/supervision.ts';
import type { Draft } from '../facts/catalogue.ts';
import type { Fault } from '../fault.ts';
import type { Input } from '../input.ts';
import { byPerson, decided, draft, GATEWAY, refused, type Decision, type Ruling } from '../ruling.ts';

type Act = Extract<Input, { readonly type: 'fault-act' }>;

interface Row {
  /** May this person do it to this fault as it stands? Their right at its place is asked before. */
  readonly from: (fault: Fault, person: PersonId) => boolean;
  /** `undefined`: what was asked does not fit. */
  readonly facts: (ruling: Ruling, fault: Fault, act: Act) => readonly Draft[] | undefined;
}

/** Everything that people can do about a technical matter. The buttons on the screens are made from it. None of it closes one. */
const TABLE: Readonly<Record<FaultAction, Row>> = {
  acknowledge: {
    from: (fault) => fault.acknowledged === undefined,
    facts: (_ruling, { fault }, { actor }) => [draft('FaultAcknowledged', { fault, by: actor }, { actor: byPerson(actor) })],
  },
  'look-after': {
    from: (fault, person) => fault.owner !== person,
    facts: (_ruling, { fault, acknowledged }, { actor }) => [
      // Whoever looks after it has seen it.
      ...(acknowledged === undefined ? [draft('FaultAcknowledged', { fault, by: actor }, { actor: byPerson(actor) })] : []),
      draft('FaultAssigned', { fault, by: actor, owner: actor }, { actor: byPerson(actor) }),
    ],
  },
  'hand-back': {
    from: (fault, person) => fault.owner === person,
    facts: (_ruling, { fault }, { actor }) => [draft('FaultAssigned', { fault, by: actor }, { actor: byPerson(actor) })],
  },
  shelve: {
    from: (fault) => fault.shelved === undefined,
    facts: (ruling, { fault, code }, { actor, forMs }) => {
      if (forMs === undefined || forMs < SHELVE_AT_LEAST_MS || forMs > shelfOf(code)) return undefined;
      const data = { fault, by: actor, until: ruling.at + forMs, untilT: ruling.t + forMs };
      return [draft('FaultShelved', data, { actor: byPerson(actor) })];
    },
  },
  unshelve: {
    from: (fault) => fault.shelved !== undefined,
    facts: (_ruling, { fault }, { actor }) => [draft('FaultUnshelved', { fault, by: actor }, { actor: byPerson(actor) })],
  },
};

export function faultActionsFor(fault: Fault, person: PersonId): FaultAction[] {
  return FAULT_ACTIONS.filter((action) => TABLE[action].from(fault, person));
}

export function decideFaultAct(ruling: Ruling, act: Act): Decision {
  const fault = ruling.state.faults.get(act.fault);
  if (fault === undefined) return refused('unknown-fault');
  const row = TABLE[act.action];
  if (!row.from(fault, act.actor)) return refused('not-now');
  const facts = row.facts(ruling, fault, act);
  return facts === undefined
    ? refused('invalid', { detail: `forMs: 1 min to ${String(shelfOf(fault.code) / 60_000)} min` })
    : decided(facts);
}

/** Engine ms at which it comes back by itself. */
export function faultDueT(fault: Fault | undefined): number | undefined {
  return fault?.shelved?.untilT;
}

/** What was put aside is back when its time is over. */
export function faultDue(ruling: Ruling, key: string): Decision {
  const dueT = faultDueT(ruling.state.faults.get(key));
  return dueT === undefined || ruling.t < dueT ? decided([]) : decided([draft('FaultUnshelved', { fault: key }, { actor: GATEWAY })]);
}
