import type { AlarmId, PersonId, PlaceId } from '../../base/ids.ts';
import { isLoud, type LiveAlarm } from '../alarm.ts';
import type { Draft } from '../facts/catalogue.ts';
import { faultKey } from '../fault.ts';
import { absence } from '../people.ts';
import { nearest } from '../places.ts';
import { draft, GATEWAY, type Message, type Ruling } from '../ruling.ts';

/**
 * An unanswered alarm climbs: the emergency contacts of its place are told, again and again, until somebody has it.
 * A step that finds nobody opens a fault; the next step stays due all the same. "Nobody" is never the end.
 */
export function climb(ruling: Ruling, alarm: LiveAlarm): { facts: Draft[]; messages: Message[] } {
  const told = contactsFor(ruling, alarm.where.place);
  const step = alarm.climb.step + 1;
  const facts: Draft[] = [
    draft(
      'EscalationStepped',
      { alarm: alarm.alarm, step, told, climbT: ruling.t + ruling.policy.stepEveryMs },
      { actor: GATEWAY, about: alarm.alarm },
    ),
  ];
  if (told.length > 0) facts.push(...nobodyFaultOver(ruling, alarm));
  const key = nobodyFault(alarm);
  if (told.length === 0 && !ruling.state.faults.has(key)) {
    const fault = {
      fault: key,
      code: 'nobody-at-this-step',
      subject: `alarm:${alarm.alarm}`,
      label: alarm.alarm,
      place: alarm.where.place,
    };
    facts.push(draft('FaultOpened', fault, { actor: GATEWAY, about: alarm.alarm }));
  }
  return { facts, messages: told.map((person) => message(ruling, { alarm: alarm.alarm, level: alarm.level, person, step })) };
}

function nobodyFault(alarm: LiveAlarm): string {
  return faultKey('nobody-at-this-step', `alarm:${alarm.alarm}`);
}

/** Somebody was found after all, or the alarm is over: what was said about it does not stay behind. */
export function nobodyFaultOver(ruling: Pick<Ruling, 'state'>, alarm: LiveAlarm): Draft[] {
  const fault = nobodyFault(alarm);
  return ruling.state.faults.has(fault) ? [draft('FaultClosed', { fault }, { actor: GATEWAY, about: alarm.alarm })] : [];
}

/**
 * The emergency contacts of the place or, going upwards, of what it lies in; whoever is away is passed over. Where all of a list
 * are away the next one above is asked: a room's own list must not keep the site's from being called.
 */
export function contactsFor(ruling: Pick<Ruling, 'state' | 'at'>, place: PlaceId | undefined): PersonId[] {
  const { places } = ruling.state;
  const here = (ids: readonly PersonId[]): PersonId[] => ids.filter((id) => isHere(ruling, id));
  const isListed = nearest(places, place, (step) => (step.emergency.length > 0 ? true : undefined)) === true;
  if (!isListed) return here(everyEmergencyContact(ruling));
  const near = nearest(places, place, (step) => {
    const free = here(step.emergency);
    return free.length > 0 ? free : undefined;
  });
  return near ?? [];
}

function isHere(ruling: Pick<Ruling, 'state' | 'at'>, id: PersonId): boolean {
  const person = ruling.state.people.get(id);
  return person !== undefined && absence(person, ruling.at) === undefined;
}

/** For an alarm whose place is not known: whoever is a contact anywhere. */
function everyEmergencyContact(ruling: Pick<Ruling, 'state'>): PersonId[] {
  return [...new Set([...ruling.state.places.values()].flatMap((place) => place.emergency))];
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

/** No console has shown it, nobody has taken it, and the hand has not been told so yet. */
function isUnproven(alarm: LiveAlarm): boolean {
  return alarm.state === 'open' && alarm.shown.length === 0 && !alarm.unseen;
}

/** Engine time at which something must happen to this alarm by itself; never its closing. */
export function alarmDueT(alarm: LiveAlarm, policy: Ruling['policy']): number | undefined {
  const unseen = isUnproven(alarm) ? alarm.raisedT + policy.unseenAfterMs : undefined;
  const again = 'loudT' in alarm && alarm.climb.nextT === undefined ? alarm.loudT : undefined;
  const due = [unseen, alarm.climb.nextT, again].filter((t) => t !== undefined);
  return due.length === 0 ? undefined : Math.min(...due);
}

/** What is due on an alarm at `ruling.t`: said to be unseen, loud again, the next step. */
export function alarmDue(ruling: Ruling, alarm: LiveAlarm): { facts: Draft[]; messages: Message[] } {
  const facts: Draft[] = [];
  const about = { actor: GATEWAY, about: alarm.alarm };
  const { t, policy } = ruling;
  if (isUnproven(alarm) && t >= alarm.raisedT + policy.unseenAfterMs) {
    facts.push(draft('AlarmUnseen', { alarm: alarm.alarm }, about));
  }
  if (alarm.climb.nextT === undefined) {
    if (isLoud(alarm, t)) facts.push(draft('AlarmLoudAgain', { alarm: alarm.alarm, climbT: t }, about));
    return { facts, messages: [] };
  }
  if (t < alarm.climb.nextT) return { facts, messages: [] };
  const step = climb(ruling, alarm);
  return { facts: [...facts, ...step.facts], messages: step.messages };
}
