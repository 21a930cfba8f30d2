import ICAL from 'ical.js';
import { messageOf } from '../../base/errors.ts';
import type { Pace } from '../../base/pace.ts';
import { LEAVE_AHEAD_DAYS, LEAVE_EVENTS_MAX, type LeaveCalendarReport } from '../../contract/absence.ts';
import { localTime, momentOf } from '../../domain/local-time.ts';
import { recursOn } from '../../domain/rota.ts';
import { eventIn, EventProblem, type CalendarEvent } from '../escalation/calendar-event.ts';
import { once, patternOf } from '../escalation/calendar-rule.ts';
import { isBusy, isCalledOff, saysLeave, valueOf, plainEvent, zoneIn, type JCalEvent } from './leave-event.ts';

/** An event that lasts longer is not looked back for. */
const EVENT_DAYS_MAX = 366;
/** Days that all series of one file leave out together. */
const LEFT_OUT_MAX = 2_000;

interface Asked {
  /** IANA: of times that name no zone, and of whole days. */
  readonly zone: string;
  /** Epoch ms; leave that is over is not taken. */
  readonly at: number;
  readonly which: 'leave' | 'all';
  readonly pace: Pace;
}

export type LeaveRead = Pick<LeaveCalendarReport, 'name' | 'others' | 'refused' | 'problems'> & {
  readonly periods: { from: number; to: number }[];
};

/**
 * The times in a calendar's file at which somebody is away, joined where they touch. What can't be taken as it is meant is named, with its
 * line; the rest is taken. Nothing is fetched: the file is all there is.
 */
export async function readLeave(text: string, asked: Asked): Promise<LeaveRead> {
  const reading = new LeaveReading(text, asked);
  await reading.read();
  const { name, others, refused, problems } = reading;
  return { name, others, refused, problems, periods: refused ? [] : joined(reading.periods) };
}

class LeaveReading {
  readonly periods: { from: number; to: number }[] = [];
  readonly problems: LeaveCalendarReport['problems'] = [];
  name = '';
  others = 0;
  refused = false;
  readonly #text: string;
  readonly #asked: Asked;
  /** Days on which an event of a series is another one, or none, by its uid. */
  readonly #holes = new Map<string, number[]>();
  #leftOut = 0;

  constructor(text: string, asked: Asked) {
    this.#text = text;
    this.#asked = asked;
  }

  async read(): Promise<void> {
    const parts = this.#parsed();
    if (parts.length > LEAVE_EVENTS_MAX) {
      this.#refuse(`there are more than ${String(LEAVE_EVENTS_MAX)} events in this file`);
      return;
    }
    const lines = this.#text.split(/\r\n|\r|\n/).flatMap((line, i) => (/^BEGIN:VEVENT\s*$/i.test(line) ? [i + 1] : []));
    const events: { event: CalendarEvent; isLeave: boolean }[] = [];
    for (const [i, part] of parts.entries()) {
      await this.#asked.pace.rest();
      const line = lines[i] ?? 1;
      const event = this.#orProblem(line, () => this.#event(part, line));
      if (event !== undefined) events.push({ event, isLeave: this.#counts(part) });
    }
    for (const { event, isLeave } of events) {
      await this.#asked.pace.rest();
      if (isLeave) this.#orProblem(event.line, () => this.#take(event));
      else this.others += 1;
    }
  }

  #counts(part: JCalEvent): boolean {
    return saysLeave(part) || (this.#asked.which === 'all' && isBusy(part));
  }

  #parsed(): JCalEvent[] {
    try {
      const calendar: unknown = ICAL.parse(this.#text);
      if (!Array.isArray(calendar) || calendar[0] !== 'vcalendar') throw new SyntaxError('this is no calendar');
      // as: jCal (RFC 7265) has its properties and parts there.
      const [, properties, parts] = calendar as [string, unknown[], unknown[]];
      this.name = valueOf(['', properties], 'x-wr-calname').slice(0, 200);
      return parts.filter((part): part is JCalEvent => Array.isArray(part) && part[0] === 'vevent');
    } catch (error) {
      this.#refuse(`the file can not be read as a calendar (${messageOf(error)})`);
      return [];
    }
  }

  /** Undefined: it was called off, and makes a hole where it was one of a series. */
  #event(part: JCalEvent, line: number): CalendarEvent | undefined {
    const plain = plainEvent(part);
    const around = { line, zone: zoneIn(plain, this.#asked.zone), leavesOutMax: LEFT_OUT_MAX - this.#leftOut };
    const event = eventIn(plain, around);
    if (event === undefined) return undefined;
    this.#leftOut += event.without.length;
    if (event.replaces !== undefined) this.#holes.getOrInsertComputed(event.uid, () => []).push(event.replaces);
    return isCalledOff(part) ? undefined : event;
  }

  #take(event: CalendarEvent): void {
    const { start, end, rule, zone } = event;
    const over = end.dayNumber - start.dayNumber;
    if (over < 0 || (over === 0 && end.time <= start.time)) throw new EventProblem('DTEND', 'the event ends before it begins');
    if (over > EVENT_DAYS_MAX) throw new EventProblem('DTEND', `one event lasts at most ${String(EVENT_DAYS_MAX)} days`);
    const { at } = this.#asked;
    const today = localTime(at, zone).dayNumber;
    const pattern = rule === undefined ? once(start.dayNumber) : this.#pattern(event);
    const holes = event.replaces === undefined ? [...event.without, ...(this.#holes.get(event.uid) ?? [])] : [];
    const last = Math.min(pattern.until ?? Infinity, today + LEAVE_AHEAD_DAYS);
    for (let day = Math.max(start.dayNumber, today - over - 1); day <= last; day += 1) {
      if (holes.includes(day) || !recursOn(pattern, start.dayNumber, day)) continue;
      const period = { from: momentOf(day, start.time, zone), to: momentOf(day + over, end.time, zone) };
      if (period.to > at) this.periods.push(period);
    }
  }

  #pattern({ rule = {}, start, zone }: CalendarEvent): ReturnType<typeof patternOf> {
    try {
      return patternOf(rule, { first: start.dayNumber, time: start.time, zone });
    } catch (error) {
      if (!(error instanceof EventProblem)) throw error;
      throw new EventProblem('RRULE', 'it repeats in a way that can’t be followed here: put these days in by hand');
    }
  }

  #orProblem<T>(line: number, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof EventProblem)) throw error;
      this.problems.push({ line, column: error.property, problem: error.message });
      return undefined;
    }
  }

  #refuse(problem: string): void {
    this.refused = true;
    this.problems.push({ line: 1, problem });
  }
}

/** Earliest first, one where they touch. */
function joined(periods: readonly { from: number; to: number }[]): { from: number; to: number }[] {
  const done: { from: number; to: number }[] = [];
  for (const { from, to } of [...periods].sort((a, b) => a.from - b.from)) {
    const last = done.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else done.push({ from, to });
  }
  return done;
}
