import ICAL from 'ical.js';
import { messageOf } from '../../base/errors.ts';
import type { Shift } from '../../contract/escalation.ts';
import type { ImportReport } from '../../contract/organisation.ts';
import type { Rota } from '../../domain/rota.ts';
import type { StateView } from '../../domain/state.ts';
import { eventIn, EventProblem, type CalendarEvent } from './calendar-event.ts';
import { PeopleByWords } from './people-by-words.ts';
import { shiftsOf } from './calendar-shifts.ts';

/** A rota holds no more shifts (contract/escalation.ts); a file of single days belongs into weekly ones. */
const SHIFTS_MAX = 200;
/** Events of one file that are looked at. */
const EVENTS_MAX = 2_000;
/** Days that all series of one file leave out together: each is worked out by its zone, and a press must not wait for a hundred thousand. */
const LEFT_OUT_MAX = 2_000;

interface CalendarRead {
  readonly shifts: Shift[];
  readonly problems: ImportReport['problems'];
}

/**
 * The shifts that a calendar file holds, or what is wrong with it, event by event: `line` is where the event begins in the file. Nothing
 * is left out in silence: an event that can't be taken as it is meant is a problem.
 */
export function readCalendar(state: StateView, rota: Rota, text: string): CalendarRead {
  const read = new CalendarReading(state, rota, text);
  read.events();
  return { shifts: read.shifts, problems: read.problems };
}

class CalendarReading {
  readonly shifts: Shift[] = [];
  readonly problems: { line: number; column?: string; problem: string }[] = [];
  readonly #rota: Rota;
  readonly #text: string;
  readonly #people: PeopleByWords;
  #leftOut = 0;

  constructor(state: StateView, rota: Rota, text: string) {
    this.#rota = rota;
    this.#text = text;
    this.#people = new PeopleByWords(state);
  }

  events(): void {
    const lines = this.#text.split(/\r\n|\r|\n/).flatMap((line, i) => (/^BEGIN:VEVENT\s*$/i.test(line) ? [i + 1] : []));
    const parts = this.#parsed();
    if (parts === undefined) return;
    if (parts.length === 0) this.#add(1, 'there is no event in this file');
    if (parts.length > EVENTS_MAX) this.#add(1, `there are more than ${String(EVENTS_MAX)} events in this file`);
    const events = parts.slice(0, EVENTS_MAX).flatMap((part, i) => this.#event(part, lines[i] ?? 0));
    for (const event of events) this.#shifts(event, events);
    if (this.shifts.length > SHIFTS_MAX) this.#add(1, `these are ${String(this.shifts.length)} shifts; a rota holds ${String(SHIFTS_MAX)}`);
  }

  #parsed(): readonly unknown[] | undefined {
    try {
      const calendar: unknown = ICAL.parse(this.#text);
      const parts: unknown = Array.isArray(calendar) && calendar[0] === 'vcalendar' ? calendar[2] : undefined;
      if (!Array.isArray(parts)) throw new SyntaxError('this is no calendar');
      const list: readonly unknown[] = parts;
      return list.filter((part) => Array.isArray(part) && part[0] === 'vevent');
    } catch (error) {
      this.#add(1, `the file can not be read as a calendar (${messageOf(error)})`);
      return undefined;
    }
  }

  #event(part: unknown, line: number): CalendarEvent[] {
    return this.#orProblem(line, () => {
      const event = eventIn(part, { line, zone: this.#rota.zone, leavesOutMax: LEFT_OUT_MAX - this.#leftOut });
      this.#leftOut += event?.without.length ?? 0;
      return event === undefined ? [] : [event];
    });
  }

  #shifts(event: CalendarEvent, all: readonly CalendarEvent[]): void {
    this.shifts.push(
      ...this.#orProblem(event.line, () => {
        // A single day of a series that was changed is an event of its own, and the series has a hole there.
        const moved = all
          .filter((other) => other.uid === event.uid && other.replaces !== undefined)
          .flatMap(({ replaces }) => replaces ?? []);
        const holes = event.replaces === undefined ? [...event.without, ...moved] : [];
        return shiftsOf({ ...event, without: holes }, this.#people.of(event));
      }),
    );
  }

  #orProblem<T>(line: number, work: () => T[]): T[] {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof EventProblem)) throw error;
      this.#add(line, error.message, error.property);
      return [];
    }
  }

  #add(line: number, problem: string, column?: string): void {
    this.problems.push({ line, ...(column === undefined ? {} : { column }), problem });
  }
}
