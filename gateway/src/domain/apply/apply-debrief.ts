import { assert, unreachable } from '../../base/assert.ts';
import type { AlarmId, DebriefId, PersonId, PlaceId } from '../../base/ids.ts';
import { isSilent } from '../alarm.ts';
import type { Debrief, OwnerStep, WaitingDebrief } from '../debrief.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { DEBRIEF_FACTS } from '../facts/debrief-facts.ts';
import { engineTimeOf } from '../written-time.ts';
import type { State } from '../state.ts';

export type DebriefFact = Extract<Fact, { readonly kind: keyof typeof DEBRIEF_FACTS }>;
type Of<K extends DebriefFact['kind']> = Extract<DebriefFact, { readonly kind: K }>;

/**
 * An alarm is over, and with the last one that its worker knows of what they may read changes: whoever shows them their debriefs must
 * look again at those of silent alarms.
 */
export function lookAgain(state: State, worker: PersonId): void {
  for (const debrief of state.debriefs.by('worker', worker))
    if (debrief.silent === true) state.debriefs.set(debrief.debrief, { ...debrief });
}

/** What was a drill is none any more: its debrief takes the form of what is real. */
export function isReal(state: State, id: DebriefId): void {
  const debrief = state.debriefs.get(id);
  if (debrief !== undefined) state.debriefs.set(id, { ...debrief, drill: false, short: false });
}

/** What a fact makes of a debrief. */
export function applyDebrief(state: State, fact: DebriefFact): void {
  // as: ids in facts are the strings that branded ids became.
  const id = fact.data.debrief as DebriefId;
  if (fact.kind === 'DebriefOpened') {
    state.debriefs.set(id, opened(state, fact));
    return;
  }
  const debrief = state.debriefs.get(id);
  assert(debrief !== undefined, `${fact.kind} is about a debrief that is open`);
  state.debriefs.set(id, next(debrief, fact));
}

function opened(state: State, fact: Of<'DebriefOpened'>): WaitingDebrief {
  const { data } = fact;
  // as: ids in facts are the strings that branded ids became.
  const owner = data.owner as PersonId;
  const alarm = state.alarms.get(data.alarm as AlarmId);
  const openedAt = alarm?.raisedAt ?? fact.at;
  return {
    state: 'waiting',
    debrief: data.debrief as DebriefId,
    alarms: [data.alarm as AlarmId],
    worker: data.worker as PersonId | undefined,
    place: data.place as PlaceId | undefined,
    drill: data.drill,
    silent: alarm !== undefined && isSilent(alarm) ? true : undefined,
    short: data.drill,
    openedAt,
    openedT: engineTimeOf(openedAt, fact),
    involved: [],
    owner,
    line: [{ to: owner, at: fact.at, reason: data.reason, passed: passedIn(data.passed) }],
    welfareDue: data.welfareDue,
    debriefDue: data.debriefDue,
    actions: [],
  };
}

function next(debrief: Debrief, fact: Exclude<DebriefFact, Of<'DebriefOpened'>>): Debrief {
  switch (fact.kind) {
    case 'DebriefReady':
      return debrief.state === 'waiting'
        ? { ...debrief, short: fact.data.short, endedAt: fact.at, ...acceptBy(fact.data.acceptBy, fact) }
        : { ...debrief, short: fact.data.short, endedAt: fact.at };
    case 'DebriefReassigned':
      return reassigned(debrief, fact);
    case 'PersonInvolved':
      // as: ids in facts are the strings that branded ids became.
      return involved(debrief, fact.data.person as PersonId, fact.data.named);
    case 'DebriefAccepted': {
      assert(debrief.state === 'waiting', 'only a waiting debrief is accepted');
      const { acceptBy: _, acceptByT: __, ...rest } = debrief;
      const { answeredAt } = rest;
      if (answeredAt !== undefined) return { ...rest, state: 'following', acceptedAt: fact.at, answeredAt };
      return { ...rest, state: 'accepted', acceptedAt: fact.at };
    }
    case 'WelfareChecked':
      return { ...debrief, welfare: written(fact) };
    case 'AccountGiven':
      return { ...debrief, account: written(fact) };
    case 'DebriefReviewed':
      return { ...debrief, review: written(fact), factors: fact.data.factors };
    case 'PreventionPlanned': {
      const { action, owner, due, factors } = fact.data;
      return { ...debrief, actions: [...debrief.actions, { action, owner: owner as PersonId, due, state: 'planned', factors }] };
    }
    case 'DebriefCompleted':
      assert(debrief.state === 'accepted' || debrief.state === 'following', 'only an accepted debrief is completed');
      return { ...debrief, state: 'completed', completedAt: fact.at };
    default:
      return unreachable(fact);
  }
}

function reassigned(debrief: Debrief, fact: Of<'DebriefReassigned'>): WaitingDebrief {
  assert(debrief.state !== 'completed', 'a completed debrief stays where it is');
  const { to, from, by, reason, passed, graceUntil } = fact.data;
  // as: ids in facts are the strings that branded ids became.
  const asked = by === debrief.worker ? { asked: true as const } : {};
  const step: OwnerStep = { to: to as PersonId, from: from as PersonId, at: fact.at, reason, passed: passedIn(passed), ...asked };
  const moved = {
    ...debrief,
    state: 'waiting' as const,
    owner: step.to,
    line: [...debrief.line, step],
    ...acceptBy(fact.data.acceptBy, fact),
    graceUntil,
    graceUntilT: graceUntil === undefined ? undefined : engineTimeOf(graceUntil, fact),
  };
  if (debrief.prompts === undefined) return moved;
  // Whether its owner is away begins anew with another one.
  const { owner: _, ...prompts } = debrief.prompts;
  return { ...moved, prompts };
}

function acceptBy(at: number | undefined, fact: Fact): Pick<WaitingDebrief, 'acceptBy' | 'acceptByT'> {
  return { acceptBy: at, acceptByT: at === undefined ? undefined : engineTimeOf(at, fact) };
}

function involved(debrief: Debrief, person: PersonId, isNamed: boolean | undefined): Debrief {
  const all = debrief.involved.includes(person) ? debrief.involved : [...debrief.involved, person];
  return { ...debrief, involved: all, ...(isNamed === true ? { named: [...(debrief.named ?? []), person] } : {}) };
}

function passedIn(passed: Of<'DebriefOpened'>['data']['passed']): OwnerStep['passed'] {
  // as: ids in facts are the strings that branded ids became.
  return passed.map(({ person, why }) => ({ person: person as PersonId, why }));
}

function written(fact: Of<'WelfareChecked'> | Of<'AccountGiven'> | Of<'DebriefReviewed'>): NonNullable<Debrief['welfare']> {
  // as: ids in facts are the strings that branded ids became.
  return { by: fact.data.by as PersonId, at: fact.at, version: fact.data.version };
}
