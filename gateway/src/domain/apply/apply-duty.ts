import { assert, unreachable } from '../../base/assert.ts';
import type { DebriefId, PersonId } from '../../base/ids.ts';
import { NOTHING_SAID, type DutyStanding } from '../duty/said.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { DUTY_FACTS } from '../facts/duty-facts.ts';
import { isWithin, type Place } from '../places.ts';
import type { State } from '../state.ts';

export type DutyFact = Extract<Fact, { readonly kind: keyof typeof DUTY_FACTS }>;
/** Of a fact, recorded or not, what changes what is known. */
type Said<F extends DutyFact = DutyFact> = F extends DutyFact ? Pick<F, 'kind' | 'data' | 'at' | 't'> : never;

/** What was said of telling a regulator, in the debrief that it belongs to. */
export function applyDuty(state: State, fact: DutyFact): void {
  // as: ids in facts are the strings that branded ids became.
  const debrief = state.debriefs.get(fact.data.debrief as DebriefId);
  assert(debrief !== undefined, `${fact.kind} is about a debrief that is open`);
  state.debriefs.set(debrief.debrief, { ...debrief, duty: dutyAfter(debrief.duty ?? NOTHING_SAID, fact) });
}

/**
 * Where a place lies, whose rules and public holidays hold there and which clock it goes by give debriefs their time limits: those of the
 * place and below are looked at again, and all where a clock changed, for a place without one goes by another's.
 */
export function limitsMoved(state: State, before: Place | undefined, after: Place | undefined): void {
  const isSame = (of: (place: Place) => unknown): boolean => (before && of(before)) === (after && of(after));
  const isClock = !isSame(({ zone }) => zone);
  const isMoved = isClock || !isSame(({ parent }) => parent) || !isSame(({ jurisdiction }) => jurisdiction);
  if (!isMoved && isSame(({ holidays }) => holidays) && isSame(({ regimes }) => regimes?.join())) return;
  const id = (after ?? before)?.place;
  for (const debrief of state.debriefs.values()) {
    const isBelow = id !== undefined && isWithin(state.places, debrief.place, id);
    if (isClock || after === undefined || isBelow) state.debriefs.set(debrief.debrief, { ...debrief });
  }
}

/** What is known of it once this is said. */
export function dutyAfter(duty: DutyStanding, fact: Said): DutyStanding {
  switch (fact.kind) {
    case 'DutyAwareSaid':
      return { ...duty, aware: fact.data.aware };
    case 'DutyConsidered': {
      const { decision, rules, by, version } = fact.data;
      // as: ids in facts are the strings that branded ids became.
      return { ...duty, decision: { decision, rules, by: by as PersonId, at: fact.at, t: fact.t, version } };
    }
    case 'DutyNotified': {
      const { rule, limit, toldAt, askedAt } = fact.data;
      const others = duty.told.filter((one) => one.rule !== rule || one.limit !== limit);
      const asked = askedAt === undefined ? duty.asked : [...duty.asked.filter((one) => one.rule !== rule), { rule, at: askedAt }];
      return { ...duty, told: [...others, { rule, limit, at: toldAt }], asked };
    }
    case 'DutyReminded':
      return { ...duty, remindedUntil: fact.data.until, remindedT: fact.t };
    default:
      return unreachable(fact);
  }
}
