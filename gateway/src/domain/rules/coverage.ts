import { DAY_MS } from '../../base/durations.ts';
import type { PersonId, PlaceId, RotaId } from '../../base/ids.ts';
import type { AlarmLevel } from '../../contract/alarm.ts';
import type { EscalationStep, GapKind } from '../../contract/escalation.ts';
import { administrationOf, administrators } from '../administrators.ts';
import { localTime, momentOf } from '../local-time.ts';
import { upwards } from '../places.ts';
import type { Policy } from '../policy.ts';
import { dutiesIn, onDuty } from '../rota.ts';
import type { StateView } from '../state.ts';
import { zoneAt } from '../zone-at.ts';
import { planFor, planOf, stepAt, waitAfter, type ClimbPlan } from './climb-plan.ts';
import { policiesAbove } from './policy-choice.ts';
import { everNamedBy, grantedAt, namedBy, type Searching } from './targets.ts';

/** If somebody pressed there, with a button of this worker: who would be told, and when? */
export interface CoverageQuestion {
  readonly state: StateView;
  readonly policy: Policy;
  readonly place: PlaceId | undefined;
  readonly worker?: PersonId | undefined;
  readonly level: AlarmLevel;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Is there a way by which this person could be told? */
  readonly reaches: (person: PersonId) => boolean;
}

export interface PlannedStep {
  readonly step: number;
  /** From the press. */
  readonly afterMs: number;
  readonly told: readonly PersonId[];
  readonly consoles: boolean;
  readonly lastResort: boolean;
}

/** What is missing: which step, and which rota or person it is about. */
export interface Missing {
  readonly kind: GapKind;
  readonly step?: number | undefined;
  readonly rota?: string | undefined;
  readonly person?: PersonId | undefined;
}

/** A time in which nothing changes. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** Name of the policy; absent: the built-in one. */
  readonly policy?: string | undefined;
  readonly steps: readonly PlannedStep[];
  readonly repeatMs: number;
  readonly missing: readonly Missing[];
}

/** People who are asked about between two turns: a fraction of a millisecond. */
const PEOPLE_AT_ONCE = 1_000;
/** More moments of change than this are looked at by the hour: a rota of quarter hours makes no answer longer than that. */
const MOMENTS_MAX = 500;
const HOUR_STEPS_A_DAY = 24;

/**
 * The whole time by the very rules that an alarm climbs by: one span from each moment at which something may change to the next. Whoever
 * takes them one by one may do something else in between; `undefined` is a time for that, and nothing more.
 */
export function* spansOf(question: CoverageQuestion): Generator<Span | undefined, void> {
  const moments = yield* momentsOf(question);
  yield undefined;
  const lasting = { watched: isToBeWatched(question), roles: new Map<string, readonly PersonId[]>() };
  for (const [i, from] of moments.entries()) yield spanAt(question, { from, to: moments[i + 1] ?? question.to, ...lasting });
}

/** Spans one after the other in which nothing has changed after all are one. */
export function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of spans) {
    const before = all.at(-1);
    if (before !== undefined && isSame(before, span)) all[all.length - 1] = { ...before, to: span.to };
    else all.push(span);
  }
  return all;
}

function spanAt(
  question: CoverageQuestion,
  { from, to, ...lasting }: Pick<Span, 'from' | 'to'> & Required<Pick<Searching, 'watched' | 'roles'>>,
): Span {
  const { state, policy: numbers, place, level, worker } = question;
  const plan = planFor({ state, at: from, policy: numbers }, { place, level });
  const searching = { state, at: from, place, worker, ...lasting };
  const steps = stepsOf(searching, plan);
  const missing = [...missingPeople(question, searching, plan), ...missingWays(question, steps)];
  return { from, to, policy: plan.policy?.name, steps, repeatMs: plan.repeatMs, missing };
}

/** The climb up to its last step; on to the first repetition where that is the first to tell anybody. */
function stepsOf(searching: Searching, plan: ClimbPlan): PlannedStep[] {
  const steps: PlannedStep[] = [];
  const last = plan.steps.length;
  let afterMs = plan.steps[0]?.afterMs ?? 0;
  for (let step = 1; step <= last + 1; step += 1) {
    const { told, consoles, found } = stepAt(searching, plan, { step });
    const isTold = steps.some((before) => before.step === last && before.told.length > 0);
    if (step <= last || !isTold) steps.push({ step, afterMs, told, consoles, lastResort: step > last });
    if (found) afterMs += waitAfter(plan, step);
  }
  return steps;
}

function missingPeople(question: CoverageQuestion, searching: Searching, plan: ClimbPlan): Missing[] {
  const missing = plan.steps.flatMap((step, i) => missingAt(question, { searching, step, number: i + 1 }));
  const anybody = plan.steps.some((_, i) => stepAt(searching, plan, { step: i + 1 }).told.length > 0);
  return anybody ? missing : [{ kind: 'nobody' }, ...missing];
}

interface Looking {
  readonly searching: Searching;
  readonly step: EscalationStep;
  readonly number: number;
}

/** Each rota without anybody is said, also where others on the same step are there: a shift that is empty was not meant to be. */
function missingAt({ state }: CoverageQuestion, { searching, step, number }: Looking): Missing[] {
  const plan = { steps: [step], repeatMs: 0 };
  const isFound = stepAt(searching, plan, { step: 1 }).found;
  const empty = step.targets.flatMap((target): Missing[] => {
    if (target.to !== 'rota') return [];
    // as: ids in set-up are the strings that branded ids became.
    const rota = state.rotas.get(target.rota as RotaId);
    const isEmpty = rota === undefined || onDuty(rota, searching.at).length === 0;
    return isEmpty ? [{ kind: 'nobody-on-duty', step: number, rota: rota?.name ?? target.rota }] : [];
  });
  if (isFound || empty.length > 0) return empty;
  if (step.targets.every(({ to }) => to === 'consoles')) return [{ kind: 'not-watched', step: number }];
  const isNamed = step.targets.some((target) => namedBy(searching, target).some((person) => person !== searching.worker));
  return [{ kind: isNamed ? 'all-away' : 'nobody-named', step: number }];
}

/** Whoever is told may take (ADR 0023), so all that they can lack is a way. */
function missingWays({ reaches }: CoverageQuestion, steps: readonly PlannedStep[]): Missing[] {
  const told = new Map<PersonId, number>();
  for (const { step, told: people } of steps) for (const person of people) if (!told.has(person)) told.set(person, step);
  return [...told].flatMap(([person, step]): Missing[] => (reaches(person) ? [] : [{ kind: 'no-way', step, person }]));
}

/** Somebody has reception there. Whether they sit at a screen that day nobody knows in advance. */
function isToBeWatched({ state, place }: CoverageQuestion): boolean {
  const line = new Set(upwards(state.places, place).map((step) => step.place));
  return [...state.grants.values()].some(
    (grant) =>
      grant.role === 'reception' &&
      state.people.get(grant.person)?.active === true &&
      (grant.place === undefined || line.size === 0 || line.has(grant.place)),
  );
}

/**
 * Everything about a place and a worker that the answer hangs on: those of whom it is the same are asked about once. Asked in three steps,
 * because a house of 19,000 workers has few places: what the house has, then what a place has, then each worker there.
 */
export function profilesIn(state: StateView): (place: PlaceId | undefined) => (worker: PersonId | undefined) => string {
  const special = new Set([...state.grants.values(), ...state.policies.values()].flatMap(({ place }) => place ?? []));
  return (place) => {
    const steps = everyStepAt({ state, place });
    const isNamed = namedThere({ state, place }, steps);
    const isLine = steps.some(({ targets }) => targets.some(({ to }) => to === 'line'));
    const above = upwards(state.places, place);
    const line = above.filter((step) => step.emergency.length > 0 || step.responsible !== undefined || special.has(step.place));
    // Where nobody knows the place, roles and rights of every place count: nothing like a place of which nothing is said.
    const where = above.length === 0 ? ['nowhere'] : ['at', ...line.map((step) => step.place)];
    const kind = [zoneAt(state, place), ...where].join(' ');
    return (worker) => `${kind} ${isLine || (worker !== undefined && isNamed(worker)) ? `of ${worker ?? 'nobody'}` : ''}`;
  };
}

/** Steps of every policy that may hold there at some hour, and of the built-in one where none holds always. */
function everyStepAt({ state, place }: Pick<CoverageQuestion, 'state' | 'place'>): EscalationStep[] {
  const own = policiesAbove(state, place).flatMap((policy) => planOf(policy).steps);
  const lists = upwards(state.places, place).length + 1;
  const contacts = Array.from({ length: lists }, (_, i): EscalationStep => ({ afterMs: 0, targets: [{ to: 'contacts', list: i + 1 }] }));
  return [...own, ...contacts];
}

/** May these steps ever name somebody there? Asked person by person: a role may be everybody's, and a list of them as long as the house. */
function namedThere(
  { state, place, worker }: Pick<CoverageQuestion, 'state' | 'place' | 'worker'>,
  steps: readonly EscalationStep[],
): (person: PersonId) => boolean {
  const targets = steps.flatMap((step) => step.targets);
  const roles = new Set<string>(targets.flatMap((target) => (target.to === 'role' ? [target.role] : [])));
  const searching = { state, at: 0, place, worker };
  const listed = new Set(targets.flatMap((target) => (target.to === 'role' ? [] : everNamedBy(searching, target))));
  const isThere = grantedAt({ state, place });
  return (person) =>
    listed.has(person) || (roles.size > 0 && state.grants.by('person', person).some((grant) => roles.has(grant.role) && isThere(grant)));
}

/** When something may change: hours of policies, shifts, stand-ins, and leave of everybody who may be named. */
function* momentsOf(question: CoverageQuestion): Generator<undefined, number[]> {
  const { state, place, from, to } = question;
  const moments = new Set<number>([from]);
  const add = (at: number): void => {
    if (at > from && at < to) moments.add(at);
  };
  for (const policy of policiesAbove(state, place)) for (const at of edgesOf(policy.hours ?? [], question)) add(at);
  const steps = everyStepAt(question);
  for (const target of steps.flatMap(({ targets }) => targets)) {
    // as: ids in set-up are the strings that branded ids became.
    const rota = target.to === 'rota' ? state.rotas.get(target.rota as RotaId) : undefined;
    if (rota !== undefined) for (const period of [...dutiesIn(rota, from, to), ...rota.overrides]) [period.from, period.to].forEach(add);
  }
  yield undefined;
  const last = new Set([...administrators(administrationOf(state)), ...[...state.places.values()].flatMap((one) => one.emergency)]);
  const isNamed = namedThere(question, steps);
  let asked = 0;
  for (const { person, leave } of state.people.values()) {
    asked += 1;
    if (asked % PEOPLE_AT_ONCE === 0) yield undefined;
    if (leave.length > 0 && (last.has(person) || isNamed(person))) for (const away of leave) [away.from, away.to].forEach(add);
  }
  return moments.size > MOMENTS_MAX ? hourly(from, to) : [...moments].sort((a, b) => a - b);
}

function edgesOf(hours: readonly { readonly from: string; readonly to: string }[], question: CoverageQuestion): number[] {
  const zone = zoneAt(question.state, question.place);
  const first = localTime(question.from, zone).dayNumber;
  const last = localTime(question.to, zone).dayNumber;
  const days = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return hours.flatMap(({ from, to }) => days.flatMap((day) => [momentOf(day, from, zone), momentOf(day, to, zone)]));
}

function hourly(from: number, to: number): number[] {
  const hour = DAY_MS / HOUR_STEPS_A_DAY;
  return Array.from({ length: Math.ceil((to - from) / hour) }, (_, i) => from + i * hour);
}

function isSame(a: Span, b: Span): boolean {
  return textOf(a) === textOf(b);
}

function textOf({ policy, steps, repeatMs, missing }: Span): string {
  return JSON.stringify([policy, steps, repeatMs, missing]);
}
