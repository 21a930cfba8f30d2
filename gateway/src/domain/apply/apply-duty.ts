import { assert, unreachable } from '../../base/assert.ts';
import type { DebriefId, PersonId } from '../../base/ids.ts';
import { NOTHING_SAID, type DutyStanding } from '../duty/said.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { DUTY_FACTS } from '../facts/duty-facts.ts';
import type { State } from '../state.ts';

export type DutyFact = Extract<Fact, { readonly kind: keyof typeof DUTY_FACTS }>;
/** Of a fact, recorded or not, what changes what is known. */
type Said<F extends DutyFact = DutyFact> = F extends DutyFact ? Pick<F, 'kind' | 'data' | 'at'> : never;

/** What was said of telling a regulator, in the debrief that it belongs to. */
export function applyDuty(state: State, fact: DutyFact): void {
  // as: ids in facts are the strings that branded ids became.
  const debrief = state.debriefs.get(fact.data.debrief as DebriefId);
  assert(debrief !== undefined, `${fact.kind} is about a debrief that is open`);
  state.debriefs.set(debrief.debrief, { ...debrief, duty: dutyAfter(debrief.duty ?? NOTHING_SAID, fact) });
}

/** What is known of it once this is said. */
export function dutyAfter(duty: DutyStanding, fact: Said): DutyStanding {
  switch (fact.kind) {
    case 'DutyAwareSaid':
      return { ...duty, aware: fact.data.aware };
    case 'DutyConsidered': {
      const { decision, rules, by, version } = fact.data;
      // as: ids in facts are the strings that branded ids became.
      return { ...duty, decision: { decision, rules, by: by as PersonId, at: fact.at, version } };
    }
    case 'DutyNotified': {
      const { rule, limit, toldAt, askedAt } = fact.data;
      const others = duty.told.filter((one) => one.rule !== rule || one.limit !== limit);
      const asked = askedAt === undefined ? duty.asked : [...duty.asked.filter((one) => one.rule !== rule), { rule, at: askedAt }];
      return { ...duty, told: [...others, { rule, limit, at: toldAt }], asked };
    }
    case 'DutyReminded':
      return { ...duty, remindedUntil: fact.data.until };
    default:
      return unreachable(fact);
  }
}
