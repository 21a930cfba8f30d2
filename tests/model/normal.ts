import { isSilent, type Alarm, type ClosedAlarm, type Deed, type LiveAlarm } from '../../gateway/src/domain/alarm.ts';
import { person } from '../../gateway/src/domain/testing/stage.ts';
import { CONSOLE, OPERATORS } from './events.ts';
import { AT, SHORT, T } from './scale.ts';

/** What was said while the log was away is decided as of so long ago (events.ts). */
const SAID_BEFORE = 1;
/** Behind the last list of contacts each step is like the one before. */
const STEP_MAX = 2;

/** An alarm without what no rule asks for, and its times as far as rules can tell them apart. Equal ones have one future. */
export function normal(alarm: Alarm): Alarm {
  return alarm.state === 'closed' ? ended(alarm) : renamed(live(alarm));
}

/** The same alarm one moment later. */
export function later(alarm: LiveAlarm): LiveAlarm {
  const earlier = <X extends number | undefined>(t: X): X => (t === undefined ? t : t - 1) as X; // as: a number or nothing, as it came.
  const passed: object = {
    ...alarm,
    raisedT: earlier(alarm.raisedT),
    climb: { ...alarm.climb, nextT: earlier(alarm.climb.nextT) },
    ...(alarm.reopened === undefined ? {} : { reopened: { ...alarm.reopened, t: earlier(alarm.reopened.t) } }),
    ...(alarm.exercise === undefined ? {} : { exercise: { ...alarm.exercise, confirmT: earlier(alarm.exercise.confirmT) } }),
    ...('loudT' in alarm ? { loudT: earlier(alarm.loudT) } : {}),
    ...(alarm.state === 'here' ? { here: somebody(), wordT: earlier(alarm.wordT) } : {}),
    ...(alarm.state === 'cleared' ? { cleared: { ...alarm.cleared, t: earlier(alarm.cleared.t) } } : {}),
  };
  return passed as LiveAlarm; // as: the members of each state are the ones it had.
}

export function keyOf(alarm: Alarm): string {
  return JSON.stringify(alarm, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** All that is over is alike: nothing can be done to it. */
function ended({ alarm, subject, device, worker }: ClosedAlarm): Alarm {
  return { alarm, subject, device, worker, drill: false, state: 'closed' } as unknown as Alarm; // as: whoever gives it to the rules gives nothing of it.
}

/** What was a drill once and is real is like what always was; who has confirmed one is asked by no rule, nor when. */
function exercised({ drill, exercise }: LiveAlarm): LiveAlarm['exercise'] {
  if (!drill || exercise === undefined) return undefined;
  return exercise.confirmed === undefined
    ? { ...exercise, confirmT: since(exercise.confirmT, SAID_BEFORE) }
    : { ...exercise, confirmT: T, confirmed: somebody() };
}

/** A deadline by then or already over. */
function due(t: number | undefined): number | undefined {
  return t === undefined ? undefined : Math.max(t, T);
}

/** Since then, at most so long that everything which waits for it has come. */
function since(t: number, longest: number): number {
  return Math.max(t, T - longest);
}

function live(alarm: LiveAlarm): LiveAlarm {
  const isProven = alarm.shown.length > 0 || alarm.unseen;
  const core = {
    ...alarm,
    // Rules ask only whether it was raised by the duress PIN and never pressed since.
    cause: isSilent(alarm) ? ('cancel' as const) : ('duress' as const),
    presses: 1,
    // Whether nobody has seen it is asked once, and counted from when it was opened last.
    raisedT: alarm.reopened !== undefined || isProven ? T : since(alarm.raisedT, SHORT.unseenAfterMs),
    reopened: alarm.reopened === undefined ? undefined : { times: 1, t: isProven ? T : since(alarm.reopened.t, SHORT.unseenAfterMs) },
    shown: alarm.shown.some((one) => one.console === CONSOLE) ? [{ console: CONSOLE, at: AT }] : [],
    climb: { step: Math.min(alarm.climb.step, STEP_MAX), nextT: due(alarm.climb.nextT) },
    exercise: exercised(alarm),
    masked: alarm.masked === undefined ? undefined : ('shown' as const),
    // What follows is kept for people to see. That no rule asks for it is tried by random walks with all of it.
    where: { confidence: 'unknown' as const, at: AT, place: alarm.where.place === undefined ? undefined : ('room1' as never) }, // as: an id by hand.
    again: alarm.again === undefined ? undefined : {},
    forcedBefore: undefined,
    maskedBy: undefined,
    coerced: false,
    cancelAsked: undefined,
    pinGiven: undefined,
    first: undefined,
    found: undefined,
    hand: undefined,
    heard: [],
    // Whom it has reached is asked by the word of a message alone, and no such word is among the events.
    reach: undefined,
    late: false,
    ...('loudT' in alarm ? { loudT: due(alarm.loudT) } : {}),
    ...(alarm.state === 'coming' || alarm.state === 'here' ? { responder: somebody() } : {}),
    ...(alarm.state === 'here'
      ? {
          here: somebody(),
          wordT: alarm.loudT === undefined ? since(alarm.wordT ?? alarm.raisedT, SHORT.hereQuietMs) : T,
          reminded: undefined,
        }
      : {}),
    ...(alarm.state === 'cleared'
      ? {
          cleared: { ...alarm.cleared, t: since(alarm.cleared.t, SHORT.aloneAfterMs + SAID_BEFORE) },
          taken: undefined,
          responder: undefined,
          here: undefined,
        }
      : {}),
  };
  return core as LiveAlarm; // as: the members of each state are the ones it had.
}

function somebody(): Deed {
  return { person: person('tom'), at: AT };
}

/** Two operators are two names: the one that a rule may ask for is called by the first. */
function renamed(alarm: LiveAlarm): LiveAlarm {
  const [first, second] = OPERATORS;
  switch (alarm.state) {
    case 'open':
      return alarm;
    case 'cleared':
      return alarm.cleared.person === second ? { ...alarm, cleared: { ...alarm.cleared, person: person(first) } } : alarm;
    case 'taken':
    case 'coming':
    case 'here':
      return alarm.taken.person === second ? { ...alarm, taken: { ...alarm.taken, person: person(first) } } : alarm;
  }
}

export function isRenamed(alarm: LiveAlarm): boolean {
  return renamed(alarm) !== alarm;
}
