import { canonical, type Json } from '../../base/canonical.ts';
import type { DeviceId, PlaceId, PolicyId } from '../../base/ids.ts';
import { ALARM_LEVELS } from '../../contract/alarm.ts';
import type { EscalationPolicy } from '../escalation-policy.ts';
import { isWithin, type Place } from '../places.ts';
import type { State } from '../state.ts';
import type { ClimbChange } from '../supervision.ts';
import { policiesAbove, policyFor } from './policy-choice.ts';
import { homeOf } from '../home.ts';

/** The fact that has changed something. */
interface Change {
  readonly at: number;
  readonly seq: number;
}

/**
 * A policy was saved, or removed. What leaves as it is whom it tells, its name for one, changes nothing. One that was added and is taken
 * away again before anybody has tried it leaves nothing to try.
 */
export function unprovenByPolicy(
  state: State,
  { before, after }: { readonly before: EscalationPolicy | undefined; readonly after: EscalationPolicy | undefined },
  change: Change,
): void {
  if (before !== undefined && after !== undefined && tells(before) === tells(after)) return;
  const moved = before !== undefined && after !== undefined && before.place !== after.place;
  if (before !== undefined && (after === undefined || moved)) {
    const key = pathOf(before.place, before.policy);
    if (state.paths.get(key)?.climb?.why === 'policy-new') state.paths.delete(key);
    else note(state, { why: 'policy-removed', place: before.place, policy: before.policy, name: before.name }, change);
  }
  if (after === undefined) return;
  const why = before === undefined || moved ? 'policy-new' : 'policy-changed';
  note(state, { why, place: after.place, policy: after.policy, name: after.name }, change);
}

/** The emergency contacts of a place are others now, and alarms there are brought to them. */
export function unprovenByContacts(state: State, { before, after }: { before: Place | undefined; after: Place }, change: Change): void {
  if (before === undefined || before.emergency.toSorted().join('\n') === after.emergency.toSorted().join('\n')) return;
  if (usesContacts(state, after.place)) note(state, { why: 'contacts', place: after.place }, change);
}

/** A test press from where it belongs has passed through: what holds there at this hour, for whatever level, is proven. */
export function climbProvenByTest(state: State, id: DeviceId, at: number): void {
  const device = state.devices.get(id);
  if (device === undefined || !isAnyUnproven(state)) return;
  const place = homeOf(state, device);
  proven(
    state,
    place,
    ALARM_LEVELS.map((level) => policyFor(state, { place, level, at })),
  );
}

/** A drill has told people by this policy. What is real proves nothing here: who reads the list might learn that there is an alarm. */
export function climbProvenByDrill(state: State, place: PlaceId | undefined, policy: PolicyId | undefined): void {
  if (isAnyUnproven(state)) proven(state, place, [policy === undefined ? undefined : state.policies.get(policy)]);
}

export function forgetClimbsOf(state: State, place: PlaceId): void {
  for (const { path, climb } of [...state.paths.values()]) if (climb?.place === place) state.paths.delete(path);
}

function proven(state: State, place: PlaceId | undefined, by: readonly (EscalationPolicy | undefined)[]): void {
  for (const { path, climb } of [...state.paths.values()]) {
    if (climb === undefined || (climb.place !== undefined && !isWithin(state.places, place, climb.place))) continue;
    const isTried = by.some((policy) => (climb.why === 'contacts' ? tellsContacts(policy) : policy?.policy === climb.policy));
    if (isTried || climb.why === 'policy-removed') state.paths.delete(path);
  }
}

function isAnyUnproven(state: State): boolean {
  return [...state.paths.values()].some(({ climb }) => climb !== undefined);
}

/** Since when is said of the first change that nobody has tried yet. */
function note(state: State, climb: Omit<ClimbChange, 'since'>, { at, seq }: Change): void {
  const path = pathOf(climb.place, climb.policy);
  const before = state.paths.get(path)?.climb;
  const why = before?.why === 'policy-new' && climb.why === 'policy-changed' ? before.why : climb.why;
  state.paths.set(path, { path, now: why, seq, climb: { ...climb, why, since: before?.since ?? at } });
}

function pathOf(place: PlaceId | undefined, policy: PolicyId | undefined): string {
  return `climb:${place ?? ''}:${policy ?? ''}`;
}

/** Everything of it that decides whom it tells, and when. */
function tells({ place, levels, hours, steps, repeatMs }: EscalationPolicy): string {
  return canonical(JSON.parse(JSON.stringify({ place, levels, hours, steps, repeatMs })) as Json); // as: plain records of JSON.
}

/** The built-in way does. */
function tellsContacts(policy: EscalationPolicy | undefined): boolean {
  return policy === undefined || policy.steps.some(({ targets }) => targets.some(({ to }) => to === 'contacts'));
}

/** Not where a policy that always holds calls others. */
function usesContacts(state: State, place: PlaceId): boolean {
  const above = policiesAbove(state, place);
  return !above.some(({ levels, hours }) => levels === undefined && hours === undefined) || above.some(tellsContacts);
}
