import type { AlarmId, PersonId } from '../../base/ids.ts';
import { asToldToWorker, becomesRealT, isLoud, type LiveAlarm } from '../alarm.ts';
import type { EscalationStep } from '../../contract/escalation.ts';
import { keyOf } from '../escalation-policy.ts';
import type { Draft } from '../facts/catalogue.ts';
import { isRefused, lostTo, type Reach } from '../reach.ts';
import { draft, GATEWAY, type Message, type Ruling } from '../ruling.ts';
import { firstStepAfterMs, isShortUpTo, planFor, stepAt, waitAfter, waysOf, type ClimbPlan, type StepFound } from './climb-plan.ts';
import type { Drafts } from './debrief-opening.ts';
import { unconfirmedDue } from './drill-rules.ts';
import { faultClosed, faultOpened } from './faults.ts';
import type { Searching } from './targets.ts';

/**
 * An unanswered alarm climbs: step after step of the policy that holds now for its place and level, and the last step repeats
 * until somebody has it. A step that finds nobody opens a fault, and the next one starts at once: in the same commit. "Nobody" is
 * never the end. An alarm that has come under another policy (the hour, its level, a change of set-up) goes on and never begins
 * anew: its next step also tells whom the steps of that policy before it would have told (ADR 0016). Of whom it is known that nothing
 * reaches them, a step has not found (ADR 0026). `early`: before its time. Then only those count as lost whom no further try will
 * reach: a server that is away for a moment must not wake the whole house.
 */
export function climb(ruling: Ruling, alarm: LiveAlarm, { early = false }: { readonly early?: boolean } = {}): Drafts {
  const plan = planFor(ruling, { place: alarm.where.place, level: alarm.level });
  const isLost: NonNullable<Searching['isLost']> = (person, ways) => isLostBy(plan, alarm.reach, { person, ways, forGood: early });
  const searching = { state: ruling.state, at: ruling.at, worker: alarm.worker, place: alarm.where.place, isLost };
  const { policy } = plan;
  const facts: Draft[] = [];
  const messages = new Map<PersonId, Message>();
  let { step } = alarm.climb;
  let catchesUp = step > 0 && alarm.climb.under !== keyOf(policy);
  let here: StepFound;
  do {
    step += 1;
    here = stepAt(searching, plan, { step, catchesUp });
    catchesUp = false;
    const { told, consoles, found, ways } = here;
    const climbT = found ? ruling.t + waitAfter(plan, step) : ruling.t;
    const under = policy === undefined ? {} : { policy: policy.policy, saved: policy.saved };
    const stepped = { alarm: alarm.alarm, step, told: [...told], climbT, ...under, consoles: consoles ? true : undefined };
    facts.push(draft('EscalationStepped', stepped, { actor: GATEWAY, about: alarm.alarm }));
    for (const person of told) messages.set(person, message(ruling, { alarm: alarm.alarm, level: alarm.level, person, step, ways }));
  } while (!here.found);
  const { told, ways } = here;
  const isNobodyReached = told.length > 0 && told.every((person) => isLost(person, ways));
  // Whoever is only out of reach is named by a fault of their own.
  const isShort = isShortUpTo({ ...searching, isLost: undefined }, plan, step);
  facts.push(...(isShort || isNobodyReached ? nobodyFaultOpened(ruling, alarm) : nobodyFaultOver(ruling, alarm)));
  return { facts, messages: [...messages.values()] };
}

/**
 * Nothing has taken the newest message about this alarm to this person, and a step that goes out by `ways` brings no other way: whoever
 * was only written to may still be called.
 */
export function isLostBy(
  plan: ClimbPlan,
  reach: Reach | undefined,
  { person, ways, forGood = false }: { readonly person: PersonId; readonly ways: EscalationStep['ways']; readonly forGood?: boolean },
): boolean {
  const lost = lostTo(reach, person);
  if (lost === undefined || (forGood && !isRefused(lost))) return false;
  const tried = waysOf(plan, lost.step);
  return tried === undefined || ways?.every((way) => tried.includes(way)) === true;
}

/** When the first step is due of an alarm that nobody has from now on. */
export function firstStepT(
  ruling: Ruling,
  alarm: Pick<LiveAlarm, 'level'> & { readonly where: Pick<LiveAlarm['where'], 'place'> },
): number {
  return ruling.t + firstStepAfterMs(ruling, { place: alarm.where.place, level: alarm.level });
}

/**
 * The level of an alarm that climbs already has risen: where another policy holds for it then, its next step waits no longer than
 * the first one of that policy would. A press of the same level puts nothing off and brings nothing forward.
 */
export function hastened(ruling: Ruling, alarm: LiveAlarm, level: LiveAlarm['level']): Draft[] {
  const { place } = alarm.where;
  const { nextT } = alarm.climb;
  if (level === alarm.level || nextT === undefined) return [];
  const [before, after] = [alarm.level, level].map((one) => keyOf(planFor(ruling, { place, level: one }).policy));
  const climbT = ruling.t + firstStepAfterMs(ruling, { place, level });
  if (before === after || climbT >= nextT) return [];
  return [draft('EscalationHastened', { alarm: alarm.alarm, climbT }, { actor: GATEWAY, about: alarm.alarm })];
}

function nobodyFaultOpened(ruling: Ruling, { alarm, where: { place } }: LiveAlarm): Draft[] {
  return faultOpened(ruling, { code: 'nobody-at-this-step', subject: `alarm:${alarm}`, label: alarm, place }, { about: alarm });
}

/** Each step that was reached finds somebody again, or a person has done something about the alarm: nothing is missing any more. */
export function nobodyFaultOver(ruling: Pick<Ruling, 'state'>, { alarm }: LiveAlarm): Draft[] {
  return faultClosed(ruling, { code: 'nobody-at-this-step', subject: `alarm:${alarm}` }, { about: alarm });
}

interface Telling {
  readonly alarm: AlarmId;
  readonly level: string;
  readonly person: PersonId;
  readonly step: number;
  readonly ways: StepFound['ways'];
}

function message(ruling: Ruling, { alarm, level, person, step, ways }: Telling): Message {
  return {
    // By the input that caused it: steps are counted anew when an alarm is released, and a key must never be used twice.
    id: `${alarm}:${ruling.id}:${person}`,
    channel: 'contact',
    to: `person:${person}`,
    body: { template: 'alarm-unanswered', level, step, ...(ways === undefined ? {} : { ways: [...ways] }) },
    about: alarm,
    dueAt: ruling.at,
  };
}

/** No console has shown it, nobody whom the worker is told of has taken it, and the hand has not been told so yet. */
function isUnproven(alarm: LiveAlarm): boolean {
  return asToldToWorker(alarm).state === 'open' && alarm.shown.length === 0 && !alarm.unseen;
}

/** Engine time from which on nobody has seen it: that a console shows it can be proven since it was recorded. */
function unseenT(alarm: LiveAlarm, policy: Ruling['policy']): number {
  return (alarm.reopened?.t ?? alarm.recordedT ?? alarm.raisedT) + policy.unseenAfterMs;
}

/** When the consoles ask after a responder who is with the worker; not while it is loud, which asks more than enough. */
function reminderT(alarm: LiveAlarm, policy: Ruling['policy']): number | undefined {
  if (alarm.state !== 'here' || alarm.loudT !== undefined) return undefined;
  return (alarm.wordT ?? alarm.raisedT) + policy.hereQuietMs;
}

/** Engine time at which something must happen to this alarm by itself; never its closing. */
export function alarmDueT(alarm: LiveAlarm, policy: Ruling['policy']): number | undefined {
  const unseen = isUnproven(alarm) ? unseenT(alarm, policy) : undefined;
  const again = 'loudT' in alarm && alarm.climb.nextT === undefined ? alarm.loudT : undefined;
  const due = [unseen, becomesRealT(alarm), alarm.climb.nextT, again, reminderT(alarm, policy)].filter((t) => t !== undefined);
  return due.length === 0 ? undefined : Math.min(...due);
}

/** What is due on an alarm at `ruling.t`: real where it was a drill, said to be unseen, asked about, loud again, the next step. */
export function alarmDue(ruling: Ruling, alarm: LiveAlarm): Drafts {
  // Alone: whom a step tells must be told what it is by then. The rest is due again at once.
  const real = unconfirmedDue(ruling, alarm);
  if (real !== undefined) return real;
  const facts: Draft[] = [];
  const about = { actor: GATEWAY, about: alarm.alarm };
  const { t, policy } = ruling;
  if (isUnproven(alarm) && t >= unseenT(alarm, policy)) {
    facts.push(draft('AlarmUnseen', { alarm: alarm.alarm }, about));
  }
  const reminder = reminderT(alarm, policy);
  if (reminder !== undefined && t >= reminder) facts.push(draft('AlarmReminded', { alarm: alarm.alarm }, about));
  if (alarm.climb.nextT === undefined) {
    if (isLoud(alarm, t)) facts.push(draft('AlarmLoudAgain', { alarm: alarm.alarm, climbT: t }, about));
    return { facts, messages: [] };
  }
  if (t < alarm.climb.nextT) return { facts, messages: [] };
  const step = climb(ruling, alarm);
  return { facts: [...facts, ...step.facts], messages: step.messages };
}
