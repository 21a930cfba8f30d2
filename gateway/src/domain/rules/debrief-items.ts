import { DAY_MS, HOUR_MS } from '../../base/durations.ts';
import type { PersonId } from '../../base/ids.ts';
import type { DebriefItemKind } from '../../contract/debrief.ts';
import { isActionOpen, lookerOf, type Debrief, type Prompt } from '../debrief.ts';
import { holdsEnd } from '../duty/standing.ts';
import { joiningOf, wholeOf } from '../joined.ts';
import { latest, writtenTime, shifted, type WrittenTime } from '../written-time.ts';
import type { StateView } from '../state.ts';
import { openMatters, serviceReview } from './open-matters.ts';

/** Something that a debrief asks of somebody by a time of its own, and that is still open. */
export interface DebriefItem {
  /** Within the debrief: `welfare`, `action:<id>`. */
  readonly item: string;
  readonly kind: DebriefItemKind;
  /** Epoch ms, plain time. */
  readonly due: number;
  /** The same in engine time; unknown of days that a person chose. */
  readonly dueT?: number | undefined;
  /** Whose it is to do. */
  readonly who: PersonId;
  readonly action?: string | undefined;
}

interface Terms {
  /** The reminder before it is due, plain time. */
  readonly beforeMs: number;
  /** Working time that stays once it is due. */
  readonly graceMs: number;
  /** What comes then: the debrief goes up the line, or its owner is told. */
  readonly then: 'passed-on' | 'owner-told';
  /** Reminders wait for working time; but who is asked today, on a night shift, is asked in the night. */
  readonly atOnce: boolean;
}

/** A day of work: so long somebody has who got what was late already, and so often it is said again. */
export const WORKING_DAY_MS = 8 * HOUR_MS;

/** The one table of a debrief's deadlines. Nothing in it closes anything, and none of it ends before its item is done. */
export const ITEM_TERMS: Readonly<Record<DebriefItemKind, Terms>> = {
  welfare: { beforeMs: HOUR_MS, graceMs: HOUR_MS, then: 'passed-on', atOnce: true },
  debrief: { beforeMs: DAY_MS, graceMs: WORKING_DAY_MS, then: 'passed-on', atOnce: false },
  week: { beforeMs: DAY_MS, graceMs: WORKING_DAY_MS, then: 'passed-on', atOnce: false },
  month: { beforeMs: DAY_MS, graceMs: WORKING_DAY_MS, then: 'passed-on', atOnce: false },
  action: { beforeMs: DAY_MS, graceMs: WORKING_DAY_MS, then: 'owner-told', atOnce: false },
  check: { beforeMs: DAY_MS, graceMs: WORKING_DAY_MS, then: 'owner-told', atOnce: false },
  support: { beforeMs: DAY_MS, graceMs: WORKING_DAY_MS, then: 'owner-told', atOnce: false },
  // How the worker is stands there and waits to be read: that does not stay with somebody who does not look.
  'looked-in': { beforeMs: DAY_MS, graceMs: WORKING_DAY_MS, then: 'passed-on', atOnce: false },
  service: { beforeMs: DAY_MS, graceMs: WORKING_DAY_MS, then: 'owner-told', atOnce: false },
  dispute: { beforeMs: DAY_MS, graceMs: WORKING_DAY_MS, then: 'passed-on', atOnce: false },
  agreement: { beforeMs: DAY_MS, graceMs: WORKING_DAY_MS, then: 'owner-told', atOnce: false },
  // Its times come from the law of the place, and its reminders with them (duty/standing.ts); here it has what comes when it is late.
  duty: { beforeMs: DAY_MS, graceMs: WORKING_DAY_MS, then: 'owner-told', atOnce: true },
};

/** After the alarm: when bad sleep is still usual, and when it should have passed (reference: watchful waiting). */
const FOLLOW_UP_AFTER_MS = { week: 7 * DAY_MS, month: 28 * DAY_MS } as const;

/** As long as the worker waits for the debrief itself. */
const ANSWER_WITHIN_MS = 3 * DAY_MS;

/** What is still open, the next first. The short form asks for the answer and what was planned alone. */
export function openItems(debrief: Debrief): DebriefItem[] {
  if (debrief.state === 'completed') return [];
  return [...ofOwner(debrief), ...ofActions(debrief), ...ofCare(debrief)].sort((a, b) => a.due - b.due);
}

function ofOwner(debrief: Debrief): DebriefItem[] {
  const { owner, welfareDue, debriefDue, short, worker, openedAt, openedT, followUps } = debrief;
  const item = (kind: 'welfare' | 'debrief' | 'week' | 'month', due: number): DebriefItem => {
    const dueT = openedT === undefined ? undefined : openedT + due - openedAt;
    return { item: kind, kind, due, dueT, who: owner };
  };
  const items: DebriefItem[] = [];
  const joining = joiningOf(debrief);
  // Of several debriefs of one incident the one that leads gets the answer, and each person is asked after once.
  if (debrief.answeredAt === undefined && joining === undefined) items.push(item('debrief', debriefDue));
  if (joining?.same === true) return items;
  if (!short && debrief.welfare === undefined) items.push(item('welfare', welfareDue));
  if (short || worker === undefined || followUps?.month !== undefined) return items;
  // Once the later one was made nobody needs the earlier one any more.
  if (followUps?.week === undefined) items.push(item('week', openedAt + FOLLOW_UP_AFTER_MS.week));
  items.push(item('month', openedAt + FOLLOW_UP_AFTER_MS.month));
  return items;
}

function ofActions(debrief: Debrief): DebriefItem[] {
  return debrief.actions.flatMap((one): DebriefItem[] => {
    const { action, owner, due, checkDue, state } = one;
    if (!isActionOpen(one)) return [];
    if (state === 'planned') return [{ item: `action:${action}`, kind: 'action', due, who: owner, action }];
    return [{ item: `check:${action}`, kind: 'check', due: checkDue ?? due, who: debrief.owner, action }];
  });
}

/** The next looks at how somebody is, by whoever was named for it, and at whether a decision about the client's service still holds. */
function ofCare(debrief: Debrief): DebriefItem[] {
  const { owner, supportChecks = [] } = debrief;
  const review = serviceReview(debrief);
  const items = [
    ...ofAnswers(debrief),
    ...supportChecks.flatMap((check): DebriefItem[] => {
      const { id, due, done, said } = check;
      if (done) return [];
      if (said !== undefined) return [{ item: `looked-in:${id}`, kind: 'looked-in', ...answerDue(said), who: owner }];
      return [{ item: `support:${id}`, kind: 'support', due, who: lookerOf(debrief, check) }];
    }),
  ];
  return review === undefined ? items : [...items, { item: `service:${review.decision}`, kind: 'service', due: review.due, who: owner }];
}

/** Somebody waits for a word: the worker who disputes something, or whoever asked a second person. */
function ofAnswers({ owner, disputes = [], service = [] }: Debrief): DebriefItem[] {
  const items = disputes
    .filter(({ answered }) => !answered)
    .map((one): DebriefItem => ({ item: `dispute:${one.dispute}`, kind: 'dispute', ...answerDue(one), who: owner }));
  const last = service.at(-1);
  if (last?.state !== 'asked' && last?.state !== 'not-agreed') return items;
  const who = last.state === 'asked' ? (last.second ?? owner) : owner;
  return [...items, { item: `agreement:${last.decision}`, kind: 'agreement', ...answerDue(last), who }];
}

function answerDue({ at, t }: { readonly at: number; readonly t?: number | undefined }): Pick<DebriefItem, 'due' | 'dueT'> {
  return { due: at + ANSWER_WITHIN_MS, dueT: t === undefined ? undefined : t + ANSWER_WITHIN_MS };
}

/**
 * Is all done that comes after the answer, in every debrief of the incident? What the worker disputes, what nobody has agreed to yet, and whether a
 * regulator is told is open all the same.
 */
export function isNothingLeft(state: StateView, debrief: Debrief): boolean {
  return wholeOf(state, debrief).every((one) => {
    const items = openItems({ ...one, answeredAt: one.answeredAt ?? 0 });
    return items.length === 0 && openMatters(one).length === 0 && !holdsEnd(state, one);
  });
}

export interface Move extends WrittenTime {
  readonly step: Prompt['step'];
}

/** What happens to an item next, and when: a reminder before, one when it is due, and then what its terms say, again and again. */
export function nextMove(debrief: Debrief, one: DebriefItem): Move {
  const prompt = debrief.prompts?.[one.item];
  const { beforeMs, then } = ITEM_TERMS[one.kind];
  const due = writtenTime(one.due, one.dueT);
  // A time that was changed begins anew.
  if (prompt?.due !== one.due) return { step: 'before', ...shifted(due, -beforeMs) };
  if (prompt.step === 'before') return { step: 'due', ...due };
  const next = writtenTime(prompt.next, prompt.nextT);
  const { graceUntil, graceUntilT } = debrief;
  const isHeld = then === 'passed-on' && graceUntil !== undefined;
  return { step: 'late', ...(isHeld ? latest(next, writtenTime(graceUntil, graceUntilT)) : next) };
}
