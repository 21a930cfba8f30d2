import type { PersonId, PlaceId } from '../../base/ids.ts';
import type { AlarmAction, AlarmActionBody, AlarmStateName } from '../../contract/alarm.ts';
import { becomesRealT, isSilent, looksConfirmed, type Alarm, type LiveAlarm } from '../alarm.ts';
import type { Draft } from '../facts/catalogue.ts';
import type { RefusalCode } from '../input.ts';
import { byPerson, decided, draft, refused, type Decision, type Ruling } from '../ruling.ts';
import { acceptTime, involve } from './debrief-opening.ts';
import { becomesReal, toldReal } from './drill-rules.ts';
import { firstStepT, nobodyFaultOver } from './escalation.ts';
import { take } from './take.ts';
import { siteOf } from './test-round.ts';

export interface Act {
  readonly actor: PersonId;
  readonly action: AlarmAction;
  readonly body: AlarmActionBody;
  /** While the log was away, at this time. */
  readonly said?: { readonly at: number; readonly t: number } | undefined;
}

interface Deciding {
  readonly ruling: Ruling;
  readonly alarm: LiveAlarm;
  readonly act: Act;
}

interface Transition {
  /** In which states a person may do it at all. */
  readonly from: readonly AlarmStateName[];
  /** The state that it leads to; `same` leaves it where it is. */
  readonly to: AlarmStateName | 'same';
  /** Why this person may not do it now; asked again when the screens ask what to offer, then without a body. */
  readonly guard?: (alarm: LiveAlarm, actor: PersonId) => RefusalCode | undefined;
  readonly facts: (deciding: Deciding) => Draft[];
}

const isTakenBy = (alarm: Alarm, person: PersonId): boolean => 'taken' in alarm && alarm.taken?.person === person;

/**
 * Everything that a person can do to an alarm: from which states, under which condition, with which facts. The screens'
 * buttons, the documents and the tests are made from this one table.
 */
export const ALARM_TRANSITIONS: Readonly<Record<AlarmAction, Transition>> = {
  take: {
    from: ['open', 'taken', 'coming', 'here'],
    to: 'taken',
    guard: (alarm) => (alarm.state === 'open' ? undefined : 'taken-by-other'),
    facts: ({ ruling, alarm, act }) => [take(ruling, taking(ruling, alarm, act))],
  },
  'take-over': {
    from: ['taken', 'coming', 'here'],
    to: 'same',
    guard: (alarm, actor) => (isTakenBy(alarm, actor) ? 'not-now' : undefined),
    facts: ({ ruling, alarm, act }) => [
      take(ruling, { ...taking(ruling, alarm, act), from: 'taken' in alarm ? alarm.taken?.person : undefined }),
    ],
  },
  release: {
    from: ['taken', 'coming'],
    to: 'open',
    guard: (alarm, actor) => (isTakenBy(alarm, actor) ? undefined : 'not-yours'),
    facts: ({ ruling, alarm, act }) => [
      draft('AlarmReleased', { ...core(alarm, act), climbT: firstStepT(ruling, alarm) }, about(alarm, act)),
    ],
  },
  coming: {
    from: ['taken', 'coming'],
    to: 'coming',
    facts: ({ ruling, alarm, act }) => [
      draft(
        'ResponderComing',
        { ...core(alarm, act), responder: act.body.responder ?? act.actor, loudT: ruling.t + ruling.policy.comingQuietMs },
        about(alarm, act),
      ),
    ],
  },
  here: {
    from: ['taken', 'coming'],
    to: 'here',
    facts: ({ alarm, act }) => [draft('ResponderHere', core(alarm, act), about(alarm, act))],
  },
  progress: {
    from: ['taken', 'coming', 'here'],
    to: 'same',
    facts: ({ ruling, alarm, act }) => [
      draft(
        'ProgressNoted',
        { ...core(alarm, act), loudT: quietUntil(ruling, alarm) },
        { ...about(alarm, act), secret: noted(alarm, act) },
      ),
    ],
  },
  found: {
    from: ['here', 'cleared'],
    to: 'same',
    facts: ({ alarm, act }) => [
      draft('WorkerFound', { ...core(alarm, act), where: act.body.where ?? 'as-said', place: act.body.place }, about(alarm, act)),
    ],
  },
  'all-clear': {
    from: ['open', 'taken', 'coming', 'here'],
    to: 'cleared',
    facts: ({ ruling, alarm, act }) => [
      draft(
        'AllClearSaid',
        { ...core(alarm, act), loudT: ruling.t + ruling.policy.clearedQuietMs },
        { ...about(alarm, act), secret: noted(alarm, act) },
      ),
    ],
  },
  'not-all-clear': {
    from: ['cleared'],
    to: 'open',
    facts: ({ ruling, alarm, act }) => [
      draft('AllClearRefused', { ...core(alarm, act), climbT: firstStepT(ruling, alarm) }, about(alarm, act)),
    ],
  },
  close: { from: ['cleared'], to: 'closed', facts: close },
  'confirm-drill': {
    from: ['open', 'taken', 'coming', 'here', 'cleared'],
    to: 'same',
    guard: (alarm, actor) => (becomesRealT(alarm) === undefined ? 'not-now' : alarm.worker === actor ? 'second-person-needed' : undefined),
    facts: ({ alarm, act }) => [draft('DrillConfirmed', core(alarm, act), about(alarm, act))],
  },
  'make-real': {
    from: ['open', 'taken', 'coming', 'here'],
    to: 'same',
    guard: (alarm) => (alarm.drill ? undefined : 'not-now'),
    facts: ({ ruling, alarm, act }) => {
      const climbT = firstStepT(ruling, alarm);
      return [becomesReal(alarm, { why: 'by-hand', by: act.actor, climbT, said: act.said })];
    },
  },
};

// as: Object.keys widens the keys of a record that has exactly the actions.
const ALARM_ACTIONS = Object.keys(ALARM_TRANSITIONS) as AlarmAction[];

/** A person acts on an alarm. Two who take at once have exactly one winner; the other is told who. */
export function decideAct(ruling: Ruling, act: Act, alarm: Alarm | undefined): Decision {
  if (alarm === undefined) return refused('unknown-alarm');
  const transition = ALARM_TRANSITIONS[act.action];
  const own = ownRefusal(alarm, act.actor);
  if (own !== undefined) return refused(own);
  if (alarm.state === 'closed' || !transition.from.includes(alarm.state)) return refused('not-now', { detail: alarm.state });
  // Their first *take* is on disk, and its answer was lost on the way: the same again is no race that they lost.
  if (act.action === 'take' && isTakenBy(alarm, act.actor)) return decided([], { outcome: 'accepted', alarm: alarm.alarm });
  const why = transition.guard?.(alarm, act.actor) ?? fromRefusal(alarm, act) ?? lastRefusal({ ruling, alarm, act });
  if (why !== undefined) {
    const by = 'taken' in alarm ? alarm.taken?.person : undefined;
    return refused(why, by === undefined ? {} : { by });
  }
  const part = takesPart(act) ? involve(ruling, alarm.debrief, responderOf(act)) : { facts: [], messages: [] };
  // Somebody is there: whatever the climb was short of is over, or is found out anew.
  const facts = [...transition.facts({ ruling, alarm, act }), ...nobodyFaultOver(ruling, alarm), ...part.facts];
  const messages = [...part.messages, ...(act.action === 'make-real' ? toldReal(ruling, alarm) : [])];
  return decided(facts, { outcome: 'accepted', alarm: alarm.alarm }, messages);
}

/**
 * What keeps workers from acting on their own alarm. Whoever forces one to close it reads the answer, which must be the same after
 * the right PIN and after the duress PIN; so from when it looks confirmed to the worker all further
 * doing is others', also when it is pressed again: who has it by then differs.
 */
function ownRefusal(alarm: Alarm, actor: PersonId): RefusalCode | undefined {
  if (alarm.state === 'closed' || alarm.worker !== actor) return undefined;
  if (isSilent(alarm)) return 'unknown-alarm';
  return looksConfirmed(alarm) || alarm.again !== undefined ? 'not-yours' : undefined;
}

/** What this person may do now, in the table's order. */
export function actionsFor(alarm: Alarm, actor: PersonId): AlarmAction[] {
  if (alarm.state === 'closed') return [];
  const offered: AlarmAction[] = [];
  for (const action of ALARM_ACTIONS) {
    const { from, guard } = ALARM_TRANSITIONS[action];
    if (from.includes(alarm.state) && guard?.(alarm, actor) === undefined) offered.push(action);
  }
  return offered;
}

/** Handed over by one person, and taken over by two at once: the second one would take it from the first. */
function fromRefusal(alarm: LiveAlarm, { action, body }: Act): RefusalCode | undefined {
  if (action !== 'take-over' || body.from === undefined) return undefined;
  return 'taken' in alarm && alarm.taken?.person === body.from ? undefined : 'taken-by-other';
}

/** Whoever leads the drill may confirm it, and say that it is real, also where they may do nothing else to alarms. */
const LEADERS_ACTIONS: readonly AlarmAction[] = ['confirm-drill', 'make-real'];

/** May this person, as the leader of the drill that it belongs to, do this to it whatever their rights at its place are? */
export function isLeaders(alarm: Alarm, actor: PersonId, action: AlarmAction): boolean {
  return alarm.exercise?.leader === actor && LEADERS_ACTIONS.includes(action);
}

/** What a reader is offered: all that the table lets them do where they may act, else what is a leader's. */
export function offeredTo(alarm: Alarm, reader: { readonly person?: PersonId | undefined; readonly mayAct: boolean }): AlarmAction[] {
  const { person, mayAct } = reader;
  if (person === undefined || (!mayAct && alarm.exercise?.leader !== person)) return [];
  const may = actionsFor(alarm, person);
  return mayAct ? may : may.filter((action) => isLeaders(alarm, person, action));
}

function takesPart(act: Act): boolean {
  return act.action === 'take' || act.action === 'take-over' || act.action === 'coming' || act.action === 'here';
}

function responderOf(act: Act): PersonId {
  // as: the face has checked that the responder is a known person.
  return act.action === 'coming' && act.body.responder !== undefined ? (act.body.responder as PersonId) : act.actor;
}

/** What hangs on more than the alarm and the person: what is said with it, and when. */
function lastRefusal(deciding: Deciding): RefusalCode | undefined {
  const { ruling, alarm, act } = deciding;
  if (act.action === 'close') return closeRefusal(deciding);
  if (act.action === 'found') return foundRefusal(deciding);
  // Its time is over: it is real, also where that is not written yet.
  if (act.action === 'confirm-drill') return ruling.t >= (becomesRealT(alarm) ?? 0) ? 'not-now' : undefined;
  return undefined;
}

/** Where it said is where it said; somewhere else is a place of the same site, or one that nobody names. */
function foundRefusal({ ruling: { state }, alarm, act: { body } }: Deciding): RefusalCode | undefined {
  if (body.where === 'as-said' && alarm.where.place === undefined) return 'invalid';
  if (body.place === undefined) return undefined;
  if (body.where !== 'elsewhere') return 'invalid';
  const place = body.place as PlaceId; // as: whether there is such a place is what is asked here.
  const site = siteOf(state, alarm.where.place);
  return siteOf(state, place) === undefined || (site !== undefined && siteOf(state, place) !== site) ? 'unknown-place' : undefined;
}

/** Closing needs an outcome, that of a drill where it is one and no other, and either the worker's word, a second person, or time and a reason. */
function closeRefusal({ ruling, alarm, act }: Deciding): RefusalCode | undefined {
  if (act.body.outcome === undefined || (act.body.outcome === 'drill') !== alarm.drill) return 'outcome-needed';
  if (!isSingleHanded(alarm, act.actor)) return undefined;
  if (alarm.state === 'cleared' && ruling.t < alarm.cleared.t + ruling.policy.aloneAfterMs) return 'second-person-needed';
  return (act.body.reason ?? '').trim() === '' ? 'reason-needed' : undefined;
}

function isSingleHanded(alarm: LiveAlarm, actor: PersonId): boolean {
  return alarm.state === 'cleared' && !alarm.cleared.confirmed && alarm.cleared.person === actor;
}

function close({ ruling, alarm, act }: Deciding): Draft[] {
  const { outcome } = act.body;
  if (outcome === undefined) return [];
  const debrief = ruling.state.debriefs.get(alarm.debrief);
  const closed = draft(
    'AlarmClosed',
    { ...core(alarm, act), outcome, singleHanded: isSingleHanded(alarm, act.actor) },
    { ...about(alarm, act), secret: noted(alarm, act) },
  );
  if (debrief === undefined) return [closed];
  const stillOpen = debrief.alarms.some(
    (id) => id !== alarm.alarm && ruling.state.alarms.get(id)?.state !== 'closed' && ruling.state.alarms.has(id),
  );
  if (stillOpen) return [closed];
  const short = outcome === 'accidental' || outcome === 'technical' || outcome === 'drill';
  const ready = { debrief: debrief.debrief, short, acceptBy: acceptTime(ruling, debrief.place) };
  return [closed, draft('DebriefReady', ready, { actor: byPerson(act.actor), about: debrief.debrief })];
}

function quietUntil(ruling: Ruling, alarm: LiveAlarm): number | undefined {
  if (alarm.state === 'here') return undefined;
  return ruling.t + (alarm.state === 'coming' ? ruling.policy.comingQuietMs : ruling.policy.takenQuietMs);
}

function noted(alarm: LiveAlarm, act: Act): { subject: string; value: { note?: string; reason?: string } } | undefined {
  const { note, reason } = act.body;
  if (note === undefined && reason === undefined) return undefined;
  return {
    subject: `alarm:${alarm.alarm}`,
    value: { ...(note === undefined ? {} : { note }), ...(reason === undefined ? {} : { reason }) },
  };
}

/** What the facts of all acts begin with. */
function core({ alarm }: LiveAlarm, { actor, said }: Act): { alarm: LiveAlarm['alarm']; by: PersonId; said: Act['said'] } {
  return { alarm, by: actor, said };
}

function taking(ruling: Ruling, { alarm }: LiveAlarm, { actor, said }: Act): Parameters<typeof take>[1] {
  return { alarm, by: actor, takenAt: ruling.at, unrecorded: said === undefined ? undefined : true };
}

function about(alarm: LiveAlarm, act: Act): { actor: string; about: LiveAlarm['alarm'] } {
  return { actor: byPerson(act.actor), about: alarm.alarm };
}
