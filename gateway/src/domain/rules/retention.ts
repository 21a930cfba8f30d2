import { DAY_MS, HOUR_MS } from '../../base/durations.ts';
import type { DebriefId, PersonId } from '../../base/ids.ts';
import type { RetentionClass } from '../../contract/keeping.ts';
import type { Debrief } from '../debrief.ts';
import { dutyRule } from '../duty/rules.ts';
import { keepYearsOf } from '../duty/standing.ts';
import { holdOn, peopleOf, seenUntil, subjectsOf } from '../keeping.ts';
import type { Retention } from '../kept.ts';
import { wholeOf } from '../joined.ts';
import { byPerson, decided, draft, GATEWAY, refused, type Decision, type Ruling } from '../ruling.ts';
import type { StateView } from '../state.ts';
import { choiceKey, RETENTION_RULES } from './retention-classes.ts';

/** What is held, or not yet proven to be old enough, is looked at again after this long at most: one fact a month for each. */
const LOOK_AGAIN_MS = 30 * DAY_MS;
/** And not sooner: a gap of a second must not make a fact each second. */
const LOOK_AGAIN_LEAST_MS = HOUR_MS;
const MONTHS_A_YEAR = 12;
/** Holds that stand at once; lists of them are read whole. */
export const HOLDS_MAX = 500;

/** A law goes first, by what was decided of telling a regulator; then what it was. */
export function retentionClassOf(debrief: Debrief): RetentionClass {
  const decision = debrief.duty?.decision;
  if (decision?.decision === 'yes') return decision.rules.some((id) => dutyRule(id)?.regime === 'ndis') ? 'ndis' : 'notifiable';
  if (debrief.drill) return 'exercise';
  return debrief.short ? 'false-alarm' : 'standard';
}

/** How long a class is kept now, in months: the house's choice, within the bounds of its rule. */
export function monthsOf(state: StateView, name: RetentionClass): number {
  const rule = RETENTION_RULES[name];
  const chosen = state.settings.get(choiceKey(name))?.value;
  return typeof chosen === 'number' && Number.isFinite(chosen) ? Math.min(Math.max(chosen, rule.least), rule.most) : rule.months;
}

/**
 * The row that is left in memory of a debrief that was completed, with those that were held within it: each is kept as long as the longest of them, and
 * all go together.
 */
export function retentionOf(
  state: StateView,
  debrief: Debrief,
  now: { readonly at: number; readonly t: number },
): Extract<Retention, { readonly state: 'kept' }> {
  const whole = wholeOf(state, debrief);
  const terms = whole.map((one) => {
    const name = retentionClassOf(one);
    return { class: name, months: Math.max(monthsOf(state, name), (keepYearsOf(one) ?? 0) * MONTHS_A_YEAR) };
  });
  const longest = terms.reduce((a, b) => (b.months > a.months ? b : a));
  return {
    state: 'kept',
    debrief: debrief.debrief,
    ...longest,
    // The law counts from the notice; what was still worked on afterwards is kept as long.
    from: now.at,
    seenMs: seenUntil(state, now.t),
    people: [...new Set(whole.flatMap(peopleOf))],
    subjects: whole.flatMap(subjectsOf),
  };
}

/** By row, which never changes: the auditor asks for the ends of all of them every few seconds, and a calendar is slow. */
const ENDS = new WeakMap<Retention, number>();

/** Epoch ms at which its time is over. A law that was made longer since counts for what is there. */
export function retentionEnd(row: Retention): number {
  const known = ENDS.get(row);
  if (known !== undefined) return known;
  const months = Math.max(row.months ?? 0, RETENTION_RULES[row.class].least);
  const end = Temporal.Instant.fromEpochMilliseconds(row.from).toZonedDateTimeISO('UTC').add({ months }).epochMilliseconds;
  ENDS.set(row, end);
  return end;
}

/** Wall time at which it is looked at; undefined once it is over. */
export function retentionDueAt(row: Retention | undefined): number | undefined {
  return row?.state === 'kept' ? Math.max(retentionEnd(row), row.lookAt ?? 0) : undefined;
}

/**
 * The time is over by the wall clock. Nothing goes while a hold stands, and nothing before this gateway has itself seen that much time
 * pass: a clock that was set ahead, running or over a stop, destroys nothing.
 */
export function retentionDue(ruling: Ruling, id: DebriefId): Decision {
  const row = ruling.state.retentions.get(id);
  const due = retentionDueAt(row);
  if (row === undefined || due === undefined || ruling.at < due) return decided([]);
  const options = { actor: GATEWAY, about: id };
  const later = (why: 'hold' | 'clock' | 'open', ms: number): Decision => {
    const until = ruling.at + Math.min(Math.max(ms, LOOK_AGAIN_LEAST_MS), LOOK_AGAIN_MS);
    return decided([draft('RetentionDeferred', { debrief: id, until, why }, options)]);
  };
  if (ruling.state.debriefs.has(id)) return later('open', LOOK_AGAIN_MS);
  if (holdOn(ruling.state, row) !== undefined) return later('hold', LOOK_AGAIN_MS);
  const end = retentionEnd(row);
  const unseen = end - row.from - (seenUntil(ruling.state, ruling.t) - row.seenMs);
  if (unseen > 0) return later('clock', unseen);
  const over = { debrief: id, class: row.class, from: row.from, end, subjects: [...row.subjects] };
  return decided([draft('RetentionEnded', over, options)]);
}

/** The keys are gone from the disk. */
export function keysDestroyed(ruling: Ruling, { debrief, keys }: { readonly debrief: DebriefId; readonly keys: number }): Decision {
  const row = ruling.state.retentions.get(debrief);
  if (row?.state !== 'ended') return decided([]);
  return decided([draft('KeysDestroyed', { debrief, subjects: [...row.subjects], keys }, { actor: GATEWAY, about: debrief })]);
}

/** An administrator sets or lifts a hold. Whether there is such a debrief is not said: they may not know. */
export function decideHold(
  ruling: Ruling,
  { actor, on, reason, set }: { readonly actor: PersonId; readonly on: string; readonly reason: string; readonly set: boolean },
): Decision {
  const { state } = ruling;
  if (reason.trim() === '') return refused('reason-needed');
  if (on.startsWith('person:') && !state.people.has(on.slice('person:'.length) as PersonId)) return refused('unknown-person'); // as: looked up here.
  if (state.holds.has(on) === set) return refused('not-now', { detail: set ? 'held' : 'not-held' });
  if (set && state.holds.size >= HOLDS_MAX) return refused('not-now', { detail: 'too-many-holds' });
  const options = { actor: byPerson(actor), secret: { subject: on === 'house' ? GATEWAY : on, value: { reason } } };
  return decided([draft(set ? 'HoldSet' : 'HoldLifted', { on, by: actor }, options)]);
}
