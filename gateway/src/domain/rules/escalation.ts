import type { AlarmId, PersonId } from '../../base/ids.ts';
import { asToldToWorker, isLoud, type LiveAlarm } from '../alarm.ts';
import type { Draft } from '../facts/catalogue.ts';
import { draft, GATEWAY, type Message, type Ruling } from '../ruling.ts';
import { contactLists, freeOf, lastResort } from './contacts.ts';
import type { Drafts } from './debrief-opening.ts';
import { faultClosed, faultOpened } from './faults.ts';

/**
 * An unanswered alarm climbs: first the nearest list of emergency contacts is told, with each further step the next list above
 * as well, and the last step repeats until somebody has it. A step that finds nobody opens a fault, and the next one starts at
 * once: in the same commit. "Nobody" is never the end.
 */
export function climb(ruling: Ruling, alarm: LiveAlarm): Drafts {
  const lists = contactLists(ruling, alarm.where.place);
  const asking = { state: ruling.state, at: ruling.at, worker: alarm.worker };
  const facts: Draft[] = [];
  let { step } = alarm.climb;
  let told: PersonId[];
  let isLast: boolean;
  do {
    step += 1;
    isLast = step > lists.length;
    told = toldAt(asking, lists, step);
    const climbT = told.length > 0 || isLast ? ruling.t + ruling.policy.stepEveryMs : ruling.t;
    facts.push(draft('EscalationStepped', { alarm: alarm.alarm, step, told, climbT }, { actor: GATEWAY, about: alarm.alarm }));
  } while (told.length === 0 && !isLast);
  const isShort = lists.slice(0, step).some((list) => freeOf(asking, list).length === 0);
  facts.push(...(isShort ? nobodyFaultOpened(ruling, alarm) : nobodyFaultOver(ruling, alarm)));
  return { facts, messages: told.map((person) => message(ruling, { alarm: alarm.alarm, level: alarm.level, person, step })) };
}

/** Whom a step tells. Beyond the last list: everybody on them again, or the last resort. */
function toldAt(asking: Parameters<typeof freeOf>[0], lists: readonly (readonly PersonId[])[], step: number): PersonId[] {
  const own = lists[step - 1];
  if (own !== undefined && freeOf(asking, own).length === 0) return [];
  const told = freeOf(asking, lists.slice(0, step).flat());
  return told.length > 0 ? told : lastResort(asking, lists);
}

function nobodyFaultOpened(ruling: Ruling, { alarm, where: { place } }: LiveAlarm): Draft[] {
  return faultOpened(ruling, { code: 'nobody-at-this-step', subject: `alarm:${alarm}`, label: alarm, place }, { about: alarm });
}

/** Each step that was reached finds somebody again, or a person has done something about the alarm: nothing is missing any more. */
export function nobodyFaultOver(ruling: Pick<Ruling, 'state'>, { alarm }: LiveAlarm): Draft[] {
  return faultClosed(ruling, { code: 'nobody-at-this-step', subject: `alarm:${alarm}` }, { about: alarm });
}

function message(ruling: Ruling, one: { alarm: AlarmId; level: string; person: PersonId; step: number }): Message {
  return {
    // By the input that caused it: steps are counted anew when an alarm is released, and a key must never be used twice.
    id: `${one.alarm}:${ruling.id}:${one.person}`,
    channel: 'contact',
    to: `person:${one.person}`,
    body: { template: 'alarm-unanswered', level: one.level, step: one.step },
    about: one.alarm,
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
  const due = [unseen, alarm.climb.nextT, again, reminderT(alarm, policy)].filter((t) => t !== undefined);
  return due.length === 0 ? undefined : Math.min(...due);
}

/** What is due on an alarm at `ruling.t`: said to be unseen, asked about, loud again, the next step. */
export function alarmDue(ruling: Ruling, alarm: LiveAlarm): Drafts {
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
