import { mayLearn } from '../access/learning-rights.ts';
import { membersOf } from '../base/canonical.ts';
import type { AlarmId, DebriefId, PlaceId } from '../base/ids.ts';
import { isLoud } from '../domain/alarm.ts';
import { lookerOf } from '../domain/debrief.ts';
import { openItems } from '../domain/rules/debrief-items.ts';
import { openMatters } from '../domain/rules/open-matters.ts';
import { isDutyOpen } from '../domain/duty/standing.ts';
import type { Person } from '../domain/people.ts';
import { wants } from '../domain/rules/month-notice.ts';
import type { StateView } from '../domain/state.ts';
import type { QueuedMessage } from '../engine/ports/outbox.ts';
import { recipientOf } from './contact/contact-sender.ts';
import { isTask, kindOf } from './templates.ts';

interface Now {
  /** Epoch ms. */
  readonly at: number;
  /** Engine time. */
  readonly t: number;
}

/** Why a message need not go out any more, for the record; undefined while it must. */
export function whyNotNeeded(message: QueuedMessage, state: StateView, { at, t }: Now): string | undefined {
  const person = recipientOf(message);
  const known = person === undefined ? undefined : state.people.get(person);
  if (person !== undefined && (known === undefined || known.erased === true || !known.active)) return 'the person is gone';
  if (kindOf(message.body) === 'task-reminder') return ofReminder(state, message, person);
  // as: `about` holds the id that the rules gave it.
  if (kindOf(message.body) === 'duty-due') return ofDuty(state, { debrief: message.about as DebriefId, person });
  if (kindOf(message.body) === 'task-asked') return ofAsked(state, { debrief: message.about as DebriefId, person });
  if (isTask(kindOf(message.body))) return ofDebrief(state, { debrief: message.about as DebriefId, person });
  if (kindOf(message.body) === 'month-ready') return ofMonth(state, message.body, { person: known, at });
  if (kindOf(message.body) === 'device-needs-care') return ofDevice(state, message);
  return ofAlarm(state, message.about as AlarmId, t);
}

/** Needed for as long as somebody is still to be told, or nobody has decided, accepted or not. */
function ofDuty(state: StateView, one: { readonly debrief: DebriefId; readonly person: string | undefined }): string | undefined {
  const debrief = state.debriefs.get(one.debrief);
  if (debrief === undefined) return 'the debrief is completed';
  if (debrief.owner !== one.person) return 'the debrief has gone on to somebody else';
  return isDutyOpen(debrief) ? undefined : 'it was decided, and whoever must know was told';
}

/** Asked once more when it goes out: it may have waited, and rights are as they are now. */
function ofMonth(
  state: StateView,
  body: QueuedMessage['body'],
  one: { readonly person: Person | undefined; readonly at: number },
): string | undefined {
  const { person, at } = one;
  // as: the id that the rules gave it.
  const place = membersOf(body)?.['place'] as PlaceId;
  if (person?.email === undefined) return 'there is no e-mail address to write to';
  if (!wants(state.monthNotices.get(place), person.person)) return 'they do not want to hear of it any more';
  return mayLearn(state, { person: person.person, at })(place) ? undefined : 'it is not theirs to read any more';
}

/** Well again by its own word is enough not to send somebody after it. */
function ofDevice(state: StateView, { body }: QueuedMessage): string | undefined {
  const key = typeof body === 'object' && body !== null && 'fault' in body ? body['fault'] : undefined;
  const fault = typeof key === 'string' ? state.faults.get(key) : undefined;
  if (fault === undefined) return 'the fault is over';
  return fault.easedAt === undefined ? undefined : 'it is heard again';
}

function ofAlarm(state: StateView, id: AlarmId, t: number): string | undefined {
  const alarm = state.alarms.get(id);
  if (alarm === undefined) return 'the alarm is closed';
  // Taken is not enough: without progress it is loud again, and climbs.
  return isLoud(alarm, t) ? undefined : `the alarm is ${alarm.state}`;
}

function ofDebrief(state: StateView, one: { readonly debrief: DebriefId; readonly person: string | undefined }): string | undefined {
  const debrief = state.debriefs.get(one.debrief);
  if (debrief === undefined) return 'the debrief is completed';
  if (debrief.owner !== one.person) return 'the debrief has gone on to somebody else';
  return debrief.state === 'waiting' ? undefined : `the debrief is ${debrief.state}`;
}

/** Somebody is asked something about a debrief, whatever state that is in: its owner, a second person, whoever looks in, or whoever does an action. */
function ofAsked(state: StateView, one: { readonly debrief: DebriefId; readonly person: string | undefined }): string | undefined {
  const debrief = state.debriefs.get(one.debrief);
  if (debrief === undefined) return 'the debrief is completed';
  const { owner, service = [], supportChecks = [], actions } = debrief;
  const isForOwner = owner === one.person && openMatters(debrief).length > 0;
  const isForSecond = service.some(({ state: now, second }) => now === 'asked' && second === one.person);
  const isForDoer = actions.some((action) => action.state === 'planned' && action.owner === one.person);
  const isForSupporter = supportChecks.some((check) => !check.done && lookerOf(debrief, check) === one.person);
  return isForOwner || isForSecond || isForSupporter || isForDoer ? undefined : 'it was answered, or somebody else is asked now';
}

/** What it is about was done meanwhile, or is somebody else's now. */
function ofReminder(state: StateView, { body, about }: QueuedMessage, person: string | undefined): string | undefined {
  const debrief = state.debriefs.get(about as DebriefId); // as: `about` holds the id that the rules gave it.
  if (debrief === undefined) return 'the debrief is completed';
  const items = typeof body === 'object' && body !== null && 'items' in body ? body['items'] : undefined;
  const open = openItems(debrief).filter(({ item }) => Array.isArray(items) && items.includes(item));
  if (open.length === 0) return 'what was due is done';
  return debrief.owner === person || open.some(({ who }) => who === person) ? undefined : 'it is somebody else’s now';
}
