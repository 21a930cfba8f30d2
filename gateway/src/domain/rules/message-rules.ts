import { isLoud, type LiveAlarm } from '../alarm.ts';
import type { Draft } from '../facts/catalogue.ts';
import type { Input } from '../input.ts';
import { isLost, isNews, newestTo, reported, sentAs, type Reach, type Result } from '../reach.ts';
import { decided, draft, GATEWAY, refused, type Decision, type Ruling } from '../ruling.ts';
import type { Drafts } from './debrief-opening.ts';
import { planFor, waysOf, type ClimbPlan } from './climb-plan.ts';
import { climb, isLostBy } from './escalation.ts';

type Of<T extends Input['type']> = Extract<Input, { readonly type: T }>;

/**
 * What became of a message is written down when it is news. When nothing of what a step sent gets through to anybody, the next step
 * starts with that very word: nobody is coming, and the wait would help nobody.
 */
export function decideMessage(ruling: Ruling, input: Of<'message'>): Decision {
  const alarm = ruling.state.alarms.get(input.alarm);
  if (alarm === undefined || alarm.state === 'closed') return refused('unknown-alarm');
  const result = resultIn(alarm, input);
  if (result === undefined || !isNews(alarm.reach, result)) return decided([]);
  const next = hurried(ruling, { ...alarm, reach: reported(alarm.reach, result) });
  return decided([messageReported(alarm, input, result), ...next.facts], { outcome: 'accepted', alarm: alarm.alarm }, next.messages);
}

/** A service that tells of it later knows only the message; the rest was said when it went out. */
function resultIn(alarm: LiveAlarm, { message, person, way, result, sent }: Of<'message'>): Result | undefined {
  const known = sent ?? sentAs(alarm.reach, message);
  return known === undefined ? undefined : { message, person, step: known.step, of: known.of, way, result };
}

export function messageReported(
  { alarm }: LiveAlarm,
  { tries = 1, provider, why, at }: Pick<Of<'message'>, 'tries' | 'provider' | 'why' | 'at'>,
  { message, person, step, of, way, result }: Result,
): Draft {
  const data = { alarm, message, to: person, step, of: [...of], way, result, tries, provider, why, reportedAt: at };
  return draft('MessageReported', data, { actor: GATEWAY, about: alarm });
}

/**
 * Nobody whom the step told has anything: the next one, at once. Only if it brings somebody for whom it is not known that nothing
 * reaches them; else steps would follow one another as fast as messages fail, for ever.
 */
function hurried(ruling: Ruling, alarm: LiveAlarm & { readonly reach: Reach }): Drafts {
  const none = { facts: [], messages: [] };
  const { climb: now, reach } = alarm;
  const waits = isLoud(alarm, ruling.t) && now.nextT !== undefined && now.nextT > ruling.t;
  if (!waits || reach.step !== now.step || reach.told.length === 0) return none;
  if (!reach.told.every((person) => isLostAt(reach, person, now.step))) return none;
  const next = climb(ruling, alarm, { early: true });
  const plan = planFor(ruling, { place: alarm.where.place, level: alarm.level });
  return next.facts.some((fact) => bringsSomebody(fact, plan, reach)) ? next : none;
}

function isLostAt(reach: Reach, person: Reach['told'][number], step: number): boolean {
  const newest = newestTo(reach, person);
  return newest?.step === step && isLost(newest);
}

function bringsSomebody({ kind, data }: Draft, plan: ClimbPlan, reach: Reach): boolean {
  if (kind !== 'EscalationStepped' || !('told' in data)) return false;
  const ways = waysOf(plan, data.step);
  return data.told.some((id) => !isLostBy(plan, reach, { person: id as Reach['told'][number], ways })); // as: ids in facts are the strings that branded ids became.
}
