import { assert } from '../../base/assert.ts';
import type { PersonId, PlaceId } from '../../base/ids.ts';
import type { AlarmLevel } from '../../contract/alarm.ts';
import type { EscalationStep } from '../../contract/escalation.ts';
import type { EscalationPolicy } from '../escalation-policy.ts';
import { DEFAULT_POLICY, type Policy } from '../policy.ts';
import type { Ruling } from '../ruling.ts';
import { contactLists, freeOf, lastResort, lastResorts, type Asking } from './contacts.ts';
import { policyFor } from './policy-choice.ts';
import { isConsolesAlone, isWatched, namedBy, peopleOf, type Searching } from './targets.ts';

/** The steps that an alarm climbs by. */
export interface ClimbPlan {
  /** Absent: the built-in one. */
  readonly policy?: EscalationPolicy | undefined;
  readonly steps: readonly EscalationStep[];
  /** From the last step to its repetition, and from each of those to the next. */
  readonly repeatMs: number;
}

/** What a step does. */
export interface StepFound {
  readonly told: readonly PersonId[];
  /** It is the consoles' turn. */
  readonly consoles: boolean;
  /** Somebody has time to answer, and it is not known that nothing reaches them; else the next step begins at once. */
  readonly found: boolean;
  readonly ways?: EscalationStep['ways'];
}

export interface Matter {
  readonly place: PlaceId | undefined;
  readonly level?: AlarmLevel | undefined;
}

/** By which steps such an alarm climbs at this hour. */
export function planFor({ state, at, policy: numbers }: Pick<Ruling, 'state' | 'at' | 'policy'>, { place, level }: Matter): ClimbPlan {
  const policy = policyFor(state, { place, level, at });
  return policy === undefined ? builtIn(contactLists({ state }, place).length, numbers) : planOf(policy);
}

export function planOf(policy: EscalationPolicy): ClimbPlan {
  return { policy, steps: policy.steps, repeatMs: policy.repeatMs };
}

/** Without a policy of the house's own: the nearest list of emergency contacts, with each step the list above it as well. */
function builtIn(lists: number, { firstStepAfterMs, stepEveryMs }: Policy): ClimbPlan {
  const steps = Array.from({ length: lists }, (_, above): EscalationStep => {
    const afterMs = above === 0 ? firstStepAfterMs : stepEveryMs;
    return { afterMs, targets: [{ to: 'contacts', list: above + 1 }], again: true };
  });
  return { steps, repeatMs: stepEveryMs };
}

/** How long after the press the first step is due. Asked at each press, so nothing is looked up that is not needed. */
export function firstStepAfterMs({ state, at, policy: numbers }: Pick<Ruling, 'state' | 'at' | 'policy'>, matter: Matter): number {
  const policy = policyFor(state, { ...matter, at });
  return policy?.steps[0]?.afterMs ?? numbers.firstStepAfterMs;
}

/** By which ways step `step` goes out; undefined: by every one that there is. */
export function waysOf({ steps }: ClimbPlan, step: number): EscalationStep['ways'] {
  return steps[Math.max(1, Math.min(step, steps.length)) - 1]?.ways;
}

/** How long after `step` the next one is due. */
export function waitAfter({ steps, repeatMs }: ClimbPlan, step: number): number {
  return steps[step]?.afterMs ?? repeatMs;
}

/**
 * Whom step `step` (from 1; beyond the last it is the last one again) tells. `catchesUp`: also everybody whom the steps before would
 * have told. A repetition that finds nobody tells whoever any step finds, and else the last resort; and it goes on in that order for as
 * long as of all whom it tells it is known that nothing reaches them. They are told as well: what failed may get through now.
 */
export function stepAt(
  searching: Searching,
  plan: ClimbPlan,
  { step, catchesUp = false }: { step: number; catchesUp?: boolean },
): StepFound {
  const { steps } = plan;
  const index = Math.min(step, steps.length) - 1;
  const here = steps[index];
  assert(here !== undefined, 'a plan has steps, and the first one is number 1');
  const isAgain = step > steps.length;
  const own = peopleOf(searching, here, Math.max(0, step - steps.length) + 1);
  const before = here.again === true || catchesUp ? peopleAt(searching, steps.slice(0, index)) : [];
  const together = [...new Set([...before, ...own])];
  const isConsoles = here.targets.some(({ to }) => to === 'consoles');
  const isReachable = (person: PersonId): boolean => searching.isLost?.(person, here.ways) !== true;
  const found = isAgain || own.some(isReachable) || (isConsolesAlone(here) && isWatched(searching));
  const said = { consoles: isConsoles, found, ways: here.ways };
  if (isAgain) return { ...said, told: upToReachable(beyond(searching, plan, together), isReachable) };
  return { ...said, told: found || own.length > 0 || catchesUp ? together : [] };
}

/** Whom a repetition tells: the last step's own people, then whoever any step finds, then the last resort. */
function* beyond(searching: Searching, { steps }: ClimbPlan, own: PersonId[]): Generator<PersonId[], void> {
  yield own;
  yield peopleAt(searching, steps);
  const named = steps.flatMap(({ targets }) => targets.flatMap((target) => namedBy(searching, target)));
  yield* lastResorts(searching, named);
}

/** One group after the other, until there is somebody among them who can be reached as far as is known. */
function upToReachable(groups: Iterable<readonly PersonId[]>, isReachable: (person: PersonId) => boolean): PersonId[] {
  const told = new Set<PersonId>();
  for (const group of groups) {
    for (const person of group) told.add(person);
    if (group.some(isReachable)) break;
  }
  return [...told];
}

/** Is there a step up to this one at which nobody is? */
export function isShortUpTo(searching: Searching, plan: ClimbPlan, step: number): boolean {
  return plan.steps.slice(0, step).some((_, before) => !stepAt(searching, plan, { step: before + 1 }).found);
}

/** Whom to tell when there is time for one step alone: the first step that finds a person, else the last resort. */
export function contactsFor(asking: Asking, { place, level }: Matter): PersonId[] {
  const { state, at } = asking;
  const searching = { ...asking, place };
  // How long its steps wait matters to nobody here.
  const { steps } = planFor({ state, at, policy: DEFAULT_POLICY }, { place, level });
  const first = steps.map((step) => peopleOf(searching, step, 1)).find((people) => people.length > 0);
  if (first !== undefined) return first;
  const named = steps.flatMap(({ targets }) => targets.flatMap((target) => namedBy(searching, target)));
  return lastResort(searching, named);
}

function peopleAt(searching: Searching, steps: readonly EscalationStep[]): PersonId[] {
  return freeOf(
    searching,
    steps.flatMap((step) => peopleOf(searching, step, 1)),
  );
}
