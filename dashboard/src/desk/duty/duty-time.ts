import type { DebriefDetail } from '@duress/gateway/contract/debrief.ts';
import type { DutyLimitView, DutySummary } from '@duress/gateway/contract/duty.ts';
import type { Desk } from '../desk.svelte.ts';
import { dueWords } from '../tasks/due.ts';

/** `due in 5 hours`, as tasks say it. */
export function dueText(desk: Desk, due: number): string {
  return dueWords(due, desk.now, {
    texts: desk.texts.tasks.due,
    span: (ms) => desk.span(ms),
    time: (at) => desk.time(at),
    day: (at) => desk.day(at),
    dayKey: (at) => desk.day(at),
  });
}

/** How one limit stands, counted down. */
export function limitText(desk: Desk, { unit, due, doneAt, overdue }: Pick<DutyLimitView, 'unit' | 'due' | 'doneAt' | 'overdue'>): string {
  const { time } = desk.texts.duty;
  if (doneAt !== undefined) return time.told(desk.when(doneAt));
  if (due === undefined) return time.asked;
  if (unit === 'at-once') return time.atOnce(desk.span(Math.max(desk.now - due, MINUTE_MS)));
  return overdue || due <= desk.now ? time.over(desk.span(Math.max(desk.now - due, MINUTE_MS))) : dueText(desk, due);
}

const MINUTE_MS = 60_000;

/** One line: what is open, and by when. */
export function dutyLine(desk: Desk, { decision, open, due, overdue }: DutySummary): string {
  const { task } = desk.texts.duty;
  if (decision === 'yes') {
    const when = due === undefined ? undefined : overdue ? task.late : due <= desk.now ? task.now : dueText(desk, due);
    return when === undefined ? task.open(open) : `${task.open(open)}: ${when}`;
  }
  const stands = decision === 'unsure' ? task.unsure : task.undecided;
  return due === undefined ? stands : `${stands}. ${due <= desk.now ? task.decideNow : dueText(desk, due)}`;
}

/** The same where it stands below what was decided, or that nothing is yet: what is still to do, without that once more. */
export function dutyNeeds(desk: Desk, duty: DutySummary): string {
  const { decision, due } = duty;
  const { task } = desk.texts.duty;
  if (decision === 'yes') return dutyLine(desk, duty);
  return due === undefined ? '' : due <= desk.now ? task.decideNow : task.decideBy(dueText(desk, due));
}

/** Something is to be decided or told, and the reader may. */
export function isDutyOpen({ may, task }: Pick<DebriefDetail, 'may' | 'task'>): boolean {
  return may.includes('duty') && task.duty !== undefined && task.duty.open > 0;
}

/** A moment as `datetime-local` shows it, where the reader is. */
export function localMinute(at: number): string {
  const day = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${String(day.getFullYear())}-${two(day.getMonth() + 1)}-${two(day.getDate())}T${two(day.getHours())}:${two(day.getMinutes())}`;
}

/** The moment that a `datetime-local` field says; never one after `now`, for a minute is coarser than the clock. */
export function momentIn(text: string, now: number): number {
  return Math.min(new Date(text).getTime(), Math.trunc(now));
}
