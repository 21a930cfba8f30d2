import type { PersonId } from '../../base/ids.ts';
import type { DueItem, OwnerStep as OwnerStepView, TaskView } from '../../contract/debrief.ts';
import type { Debrief, OwnerStep } from '../debrief.ts';
import { openItems, type DebriefItem } from '../rules/debrief-items.ts';
import { nextOwner } from '../rules/debrief-opening.ts';
import { nextHandOn } from '../rules/debrief-time.ts';
import { isPartial, mayRead, relationTo } from '../rules/debrief-rights.ts';
import { joiningOf, wholeOf } from '../joined.ts';
import type { StateView } from '../state.ts';
import { named } from './alarm-view.ts';
import type { Reader } from './reader.ts';
import { lateItems } from './overdue-view.ts';
import { asAsked, dutySummary } from './duty-summary.ts';

/**
 * A debrief in its reader's list of tasks; undefined for somebody who may not know of it. Whoever does an action has it in the list of actions, and
 * whoever looks in has it as long as they are still to do so.
 */
export function taskView(state: StateView, debrief: Debrief, reader: Reader): TaskView | undefined {
  const relation = relationTo(state, debrief, reader.person);
  if (relation === 'action-owner' || (relation === 'second' && debrief.state === 'completed')) return undefined;
  if (relation === 'supporter' && looksOf(openItems(debrief), reader.person).length === 0) return undefined;
  return headOf(state, debrief, reader);
}

/** What stands above a debrief for everybody who may know of it. For one part alone: not how the debrief came to whom, nor what else is due. */
export function headOf(state: StateView, debrief: Debrief, reader: Reader): TaskView | undefined {
  const relation = relationTo(state, debrief, reader.person);
  const last = debrief.line.at(-1);
  if (relation === undefined || last === undefined) return undefined;
  const acceptBy = debrief.state === 'waiting' ? debrief.acceptBy : undefined;
  const welfareDone = debrief.welfare !== undefined;
  const open = openItems(debrief);
  const joining = joiningOf(debrief);
  const isPart = isPartial(relation);
  const own = isPart ? looksOf(open, reader.person) : open;
  const duty = mayRead([relation], 'duty')
    ? dutySummary(state, relation === 'worker' ? asAsked(state, debrief) : debrief, reader)
    : undefined;
  const head: TaskView = {
    debrief: debrief.debrief,
    state: debrief.state,
    short: debrief.short,
    drill: debrief.drill,
    ...(debrief.worker === undefined || relation === 'action-owner' ? {} : { worker: named(state, debrief.worker) }),
    owner: named(state, debrief.owner),
    why: isPart ? { to: named(state, debrief.owner), at: last.at, reason: last.reason, passed: [] } : ownerStepView(state, last),
    openedAt: debrief.openedAt,
    ...(relation === 'owner' && joining !== undefined ? { into: joining.into } : {}),
    alarmEnded: debrief.endedAt !== undefined,
    ...(acceptBy === undefined ? {} : { acceptBy }),
    welfareDue: debrief.welfareDue,
    welfareDone,
    debriefDue: debrief.debriefDue,
    overdue: isPart ? own.some(({ due }) => reader.at > due) : lateItems(state, debrief, reader).length > 0,
    items: own.map((item) => dueItemView(state, item, reader.at)),
    ...(relation === 'owner' ? goesOn(state, debrief, reader.at) : {}),
    relation,
    ...(duty === undefined ? {} : { duty }),
  };
  return relation === 'supporter' ? asLook(debrief, head, reader.person) : head;
}

/** For whoever looks in: nothing of how the debrief stands, nor of the alarm. The one time that is theirs stands in the place of the others. */
function asLook({ supportChecks = [] }: Debrief, { acceptBy: _acceptBy, ...head }: TaskView, person: PersonId): TaskView {
  const own = supportChecks.filter((check) => check.person === person && check.own !== true);
  const open = own.filter(({ done, said }) => !done && said === undefined);
  const at = Math.min(...(open.length === 0 ? own.slice(-1) : open).map(({ due }) => due));
  const why = { ...head.why, at, reason: 'by-hand' } as const;
  const times = { openedAt: at, welfareDue: at, debriefDue: at };
  return { ...head, ...times, why, state: 'accepted', short: false, alarmEnded: true, welfareDone: false };
}

/** The looks that are still this person's to make. */
function looksOf(items: readonly DebriefItem[], person: PersonId): DebriefItem[] {
  return items.filter(({ kind, who }) => kind === 'support' && who === person);
}

function dueItemView(state: StateView, { kind, due, who, action }: DebriefItem, at: number): DueItem {
  return { kind, due, late: at > due, who: named(state, who), ...(action === undefined ? {} : { action }) };
}

/** When it goes on by itself, as far as that is settled, and to whom as people and their leave stand now. */
function goesOn(state: StateView, debrief: Debrief, at: number): Pick<TaskView, 'goesOn'> {
  const next = nextHandOn(state, debrief);
  if (next === undefined) return {};
  const lead = wholeOf(state, debrief)[0];
  const { owner } = nextOwner({ state, at }, lead, next.reason === 'leave' ? 'unavailable' : next.reason);
  if (owner === debrief.owner) return next.reason === 'no-answer' ? { goesOn: next } : {};
  return { goesOn: { ...next, to: named(state, owner) } };
}

export function ownerStepView(state: StateView, step: OwnerStep): OwnerStepView {
  return {
    to: named(state, step.to),
    ...(step.from === undefined ? {} : { from: named(state, step.from) }),
    at: step.at,
    reason: step.reason,
    passed: step.passed.map(({ person, why }) => ({ ...named(state, person), why })),
  };
}

/** The tasks that a person has or follows, open ones only, the most urgent first. */
export function tasksOf(state: StateView, reader: Reader): TaskView[] {
  const { person } = reader;
  const mine = new Set([...state.debriefs.by('owner', person), ...state.debriefs.by('worker', person)]);
  for (const debrief of state.debriefs.values()) if (debrief.line.some((step) => step.to === person)) mine.add(debrief);
  for (const debrief of state.debriefs.values()) if (isAskedIn(debrief, person)) mine.add(debrief);
  return [...mine].flatMap((debrief) => taskView(state, debrief, reader) ?? []).sort((a, b) => a.welfareDue - b.welfareDue);
}

/** To agree about the client's service, or to look in again on the worker. */
function isAskedIn({ service = [], supportChecks = [] }: Debrief, asked: PersonId): boolean {
  return (
    service.some(({ second }) => second === asked) ||
    supportChecks.some(({ person, done, said }) => person === asked && !done && said === undefined)
  );
}
