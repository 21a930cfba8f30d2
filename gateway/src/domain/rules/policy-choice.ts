import type { PlaceId } from '../../base/ids.ts';
import type { AlarmLevel } from '../../contract/alarm.ts';
import type { EscalationPolicy } from '../escalation-policy.ts';
import { localTime, type LocalTime } from '../local-time.ts';
import { upwards } from '../places.ts';
import type { StateView } from '../state.ts';
import { hoursHold, minutesIn } from '../week-hours.ts';
import { zoneAt } from '../zone-at.ts';

/** What a policy is chosen by. Without a level, as when nobody watches, only those for all levels hold. */
export interface Circumstances {
  readonly place: PlaceId | undefined;
  readonly level?: AlarmLevel | undefined;
  /** Epoch ms. */
  readonly at: number;
}

/**
 * The policy that holds: of the nearest place, going up; there the one that names the level before one for all, then the one with
 * hours before one for always, fewer hours before more, and at last the older one. Undefined: the built-in one.
 */
export function policyFor(state: StateView, asked: Circumstances): EscalationPolicy | undefined {
  // Almost all houses have none, and each press asks.
  if (state.policies.size === 0) return undefined;
  const here = policiesAbove(state, asked.place).filter((policy) => holdsFor(policy, asked.level));
  const local = here.some(({ hours }) => hours !== undefined) ? localTime(asked.at, zoneAt(state, asked.place)) : undefined;
  return here.find((policy) => holdsAt(policy, local));
}

/** All that may ever hold at this place, whatever the level and the hour, those first that win over the ones behind them. */
export function policiesAbove(state: StateView, place: PlaceId | undefined): EscalationPolicy[] {
  const line = upwards(state.places, place).map((step) => step.place);
  const distanceOf = ({ place: own }: EscalationPolicy): number => (own === undefined ? line.length : line.indexOf(own));
  return [...state.policies.values()]
    .filter((policy) => distanceOf(policy) >= 0)
    .sort((a, b) => distanceOf(a) - distanceOf(b) || moreSpecific(a, b));
}

function moreSpecific(a: EscalationPolicy, b: EscalationPolicy): number {
  const breadth = ({ levels }: EscalationPolicy): number => new Set(levels).size || Infinity;
  const minutes = ({ hours }: EscalationPolicy): number => (hours === undefined ? Infinity : minutesIn(hours));
  return compare(breadth(a), breadth(b)) || compare(minutes(a), minutes(b)) || (a.policy < b.policy ? -1 : 1);
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function holdsFor({ levels }: EscalationPolicy, level: AlarmLevel | undefined): boolean {
  return levels === undefined || (level !== undefined && levels.includes(level));
}

function holdsAt({ hours }: EscalationPolicy, local: LocalTime | undefined): boolean {
  return hours === undefined || (local !== undefined && hoursHold(hours, local));
}
