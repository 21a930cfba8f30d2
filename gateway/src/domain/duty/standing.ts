import { DAY_MS, HOUR_MS } from '../../base/durations.ts';
import type { DutyLimit, DutyRule } from '../../contract/duty.ts';
import type { Debrief } from '../debrief.ts';
import type { Holidays } from '../holidays.ts';
import { joiningOf } from '../joined.ts';
import { earliest, latest, writtenTime, shifted, type WrittenTime } from '../written-time.ts';
import { nearest, upwards, type Place } from '../places.ts';
import type { StateView } from '../state.ts';
import { zoneAt } from '../zone-at.ts';
import { dayAt, dueOf, WEEKDAYS, type Calendar } from './due.ts';
import { dutyRule, rulesOf } from './rules.ts';
import { NOTHING_SAID } from './said.ts';

/** What the times go by: who is where, and when nobody works there. */
export interface Known {
  readonly state: StateView;
  /** Undefined: Monday to Friday. */
  readonly holidays: Holidays | undefined;
}

/** One thing that is still to be done, and by when. */
export interface DutyItem {
  /** Absent: it is still to be decided. */
  readonly rule?: string | undefined;
  readonly limit?: string | undefined;
  readonly unit: DutyLimit['unit'];
  readonly from: number;
  readonly due: number;
  /** The same in engine time, where the time runs from the alarm itself and not from what a person said. */
  readonly dueT?: number | undefined;
}

/** Told at once means within minutes; whoever has not, or has not decided, hears of it after this. */
const AT_ONCE_REMINDED_MS = HOUR_MS;
/** By so much a day may be shorter than another. */
const CLOCK_CHANGE_MS = HOUR_MS;
/** A reminder comes a quarter of the time before it is over, and at most a day. */
const LEAD_SHARE = 0.25;
const LEAD_MAX_MS = DAY_MS;

/**
 * Business days of a place: Monday to Friday, without the public holidays of its region. A regulator works on the days off that a house has
 * of its own. Where no region is set a limit shows rather early than late.
 */
export function calendarOf({ state, holidays }: Known, { place }: Pick<Debrief, 'place'>): Calendar {
  const region = nearest(state.places, place, (step) => step.holidays);
  const zone = zoneAt(state, place);
  if (region === undefined || holidays === undefined) return { zone, isBusinessDay: WEEKDAYS };
  return { zone, isBusinessDay: (day) => WEEKDAYS(day) && !holidays.isHoliday(region, day.toString()) };
}

export function jurisdictionOf(state: StateView, { place }: Pick<Debrief, 'place'>): string | undefined {
  return nearest(state.places, place, (step) => step.jurisdiction);
}

/** The rules of the debrief's place as they stood on the day of the incident. */
export function dutyRulesOf(state: StateView, debrief: Pick<Debrief, 'place' | 'openedAt'>): readonly DutyRule[] {
  const regimes = nearest(state.places, debrief.place, (step) => step.regimes);
  const day = dayAt(debrief.openedAt, zoneAt(state, debrief.place));
  return rulesOf({ jurisdiction: jurisdictionOf(state, debrief), regimes, day });
}

/** Epoch ms from which the time runs: what was said, else the alarm's own. */
export function awareAt({ duty, openedAt }: Pick<Debrief, 'duty' | 'openedAt'>): number {
  return duty?.aware ?? openedAt;
}

/** By when one limit of a rule has to be met; undefined while nobody has asked for it. */
export function limitDue(known: Known, debrief: Debrief, asked: Limit): number | undefined {
  const from = runsFrom(debrief, asked);
  return from === undefined ? undefined : dueOf(asked.limit, from, calendarOf(known, debrief));
}

interface Limit {
  readonly rule: DutyRule;
  readonly limit: DutyLimit;
}

function runsFrom(debrief: Debrief, { rule, limit }: Limit): number | undefined {
  return limit.from === 'aware' ? awareAt(debrief) : debrief.duty?.asked.findLast((one) => one.rule === rule.rule)?.at;
}

/**
 * What is still to be decided or told. Nothing after *no*. The short form is only offered it: nothing is open until somebody has decided
 * otherwise. Undecided, the strictest first limit of the rules that hold is the one by which to decide; where no rule is known there is no time.
 */
export function dutyItems(known: Known, debrief: Debrief): DutyItem[] {
  const decision = debrief.duty?.decision;
  if (decision?.decision === 'no' || isAskedElsewhere(debrief)) return [];
  if (decision?.decision === 'yes') return toTell(debrief).map((limit) => itemOf(known, debrief, limit));
  if (decision === undefined && debrief.short) return [];
  const first = strictest(known, debrief);
  return first === undefined ? [] : [first];
}

/**
 * The first limit by which to decide. At once is before all others, and so many business days are never over before as many days: no calendar
 * is asked where another limit comes first, for the auditor asks this of each debrief.
 */
function strictest(known: Known, debrief: Debrief): DutyItem | undefined {
  const from = awareAt(debrief);
  const firsts = dutyRulesOf(known.state, debrief)
    .filter((rule) => rule.from !== 'unknown')
    .flatMap((rule) => rule.limits.slice(0, 1))
    .filter((limit) => limit.from === 'aware');
  const item = (unit: DutyItem['unit'], due: number): DutyItem => ({ unit, from, due, dueT: sinceOpened(debrief, due) });
  if (firsts.some(({ unit }) => unit === 'at-once')) return item('at-once', from);
  const calendar = calendarOf(known, debrief);
  let first: DutyItem | undefined;
  for (const limit of firsts) {
    if (first !== undefined && first.due <= soonest(limit, from)) continue;
    const due = dueOf(limit, from, calendar);
    if (first === undefined || due < first.due) first = item(limit.unit, due);
  }
  return first;
}

/** Before that it is never due, whatever the calendar says. */
function soonest({ unit, count }: DutyLimit, from: number): number {
  return unit === 'hours' ? from + count * HOUR_MS : from + count * DAY_MS - CLOCK_CHANGE_MS;
}

/** Of the rules that were decided on: what runs, and of which nobody has said that they told. Needs no calendar. */
function toTell(debrief: Debrief): Running[] {
  const { decision, told = [] } = debrief.duty ?? {};
  const rules = decision?.decision === 'yes' ? decision.rules.flatMap((id) => dutyRule(id) ?? []) : [];
  return rules.flatMap((rule) =>
    rule.limits.flatMap((limit) => {
      const from = runsFrom(debrief, { rule, limit });
      const isTold = told.some((one) => one.rule === rule.rule && one.limit === limit.key);
      return from === undefined || isTold ? [] : [{ rule, limit, from }];
    }),
  );
}

interface Running extends Limit {
  readonly from: number;
}

function itemOf(known: Known, debrief: Debrief, { rule, limit, from }: Running): DutyItem {
  const due = dueOf(limit, from, calendarOf(known, debrief));
  const dueT = limit.from === 'aware' ? sinceOpened(debrief, due) : undefined;
  return { rule: rule.rule, limit: limit.key, unit: limit.unit, from: awareAt(debrief), due, dueT };
}

/**
 * Several alarms of one incident are one thing to tell or not, in the debrief that leads. What was said before they came together, here or there,
 * was said of one of them: then each asks for itself.
 */
export function isAskedElsewhere(debrief: Debrief): boolean {
  return joiningOf(debrief)?.duty === 'lead' && debrief.duty?.decision === undefined;
}

/** Still to be decided, or decided that somebody must be told and not all were: the debrief has not come to its end. */
export function isDutyOpen(debrief: Debrief): boolean {
  const decision = debrief.duty?.decision?.decision;
  if (decision === 'no' || isAskedElsewhere(debrief)) return false;
  if (decision === 'yes') return toTell(debrief).length > 0;
  return decision === 'unsure' || !debrief.short;
}

/** Does it keep the debrief from its end? Where no rule is known the question stands, and nobody waits for an answer. */
export function holdsEnd(state: StateView, debrief: Debrief): boolean {
  return isDutyOpen(debrief) && (debrief.duty?.decision !== undefined || dutyRulesOf(state, debrief).length > 0);
}

/** All of a place that a duty's times hang on. */
interface Where {
  readonly zone: string;
  readonly jurisdiction: string | undefined;
  readonly regimes: Place['regimes'];
  /** Whose public holidays count. */
  readonly region: Place['holidays'];
}

/** By row, which never changes, for what its place was then: the auditor asks for the times of all of them every few seconds, and a calendar is slow. */
const TIMES = new WeakMap<Debrief, { readonly where: Where; readonly time: WrittenTime | undefined }>();

/** When the owner is to be reminded next: at each of its times once, and as long as it is open after the last of them once a day. */
export function dutyTime(known: Known, debrief: Debrief): WrittenTime | undefined {
  if (debrief.state === 'completed' || isAskedElsewhere(debrief)) return undefined;
  const where = whereOf(known.state, debrief);
  const last = TIMES.get(debrief);
  if (last !== undefined && isSamePlace(last.where, where)) return last.time;
  const time = timeOf(known, debrief);
  TIMES.set(debrief, { where, time });
  return time;
}

function whereOf(state: StateView, { place }: Debrief): Where {
  const line = upwards(state.places, place);
  return {
    zone: line.find(({ zone }) => zone !== undefined)?.zone ?? zoneAt(state, place),
    jurisdiction: line.find(({ jurisdiction }) => jurisdiction !== undefined)?.jurisdiction,
    regimes: line.find(({ regimes }) => regimes !== undefined)?.regimes,
    region: line.find(({ holidays }) => holidays !== undefined)?.holidays,
  };
}

function isSamePlace(one: Where, other: Where): boolean {
  return one.zone === other.zone && one.jurisdiction === other.jurisdiction && one.regimes === other.regimes && one.region === other.region;
}

function timeOf(known: Known, debrief: Debrief): WrittenTime | undefined {
  const { remindedUntil, remindedT = -Infinity, decision } = debrief.duty ?? NOTHING_SAID;
  const items = dutyItems(known, debrief);
  // Said is what had come by either clock.
  const moments = items.flatMap(reminders).filter(({ at, t }) => at > (remindedUntil ?? -Infinity) && t > remindedT);
  if (moments.length > 0) return earliest(moments);
  if (items.length === 0 && decision?.decision !== 'unsure') return undefined;
  const said = [
    ...(remindedUntil === undefined ? [] : [writtenTime(remindedUntil, debrief.duty?.remindedT)]),
    ...(decision?.decision === 'unsure' ? [writtenTime(decision.at, decision.t)] : []),
  ];
  return said.length === 0 ? undefined : shifted(said.reduce(latest), DAY_MS);
}

/** From when on it is late: what has to be done at once is not late in the first hour. Epoch ms. */
export function lateAt({ unit, due }: Pick<DutyItem, 'unit' | 'due'>): number {
  return unit === 'at-once' ? due + AT_ONCE_REMINDED_MS : due;
}

function reminders({ unit, from, due, dueT }: DutyItem): WrittenTime[] {
  const last = writtenTime(due, dueT);
  if (unit === 'at-once') return [shifted(last, lateAt({ unit, due }) - due)];
  return [shifted(last, -Math.min((due - from) * LEAD_SHARE, LEAD_MAX_MS)), last];
}

function sinceOpened({ duty, openedAt, openedT }: Debrief, due: number): number | undefined {
  return openedT === undefined || duty?.aware !== undefined ? undefined : openedT + due - openedAt;
}

/** How long the record has to be kept after it was told: the longest of the rules that were decided on. Undefined: no rule asks for it. */
export function keepYearsOf({ duty }: Pick<Debrief, 'duty'>): number | undefined {
  if (duty?.decision?.decision !== 'yes') return undefined;
  const years = duty.decision.rules.flatMap((id) => dutyRule(id)?.keepYears ?? []);
  return years.length === 0 ? undefined : Math.max(...years);
}
