import { SHIFT_PEOPLE_MAX } from '../../contract/escalation.ts';
import type { StateView } from '../../domain/state.ts';
import { EventProblem, type CalendarEvent } from './calendar-event.ts';

/** Finds people as calendars name them: by the addresses of those invited, else by the title, which is then a name, a login or an address. */
export class PeopleByWords {
  /** Undefined: two people are called so. */
  readonly #known = new Map<string, string | undefined>();

  constructor(state: StateView) {
    for (const { person, name, login, email, active, erased } of state.people.values()) {
      if (!active || erased === true) continue;
      const words = new Set([name, login, email].flatMap((word) => (word === undefined ? [] : [word.trim().toLowerCase()])));
      for (const word of words) this.#known.set(word, this.#known.has(word) ? undefined : person);
    }
  }

  /** @throws EventProblem when somebody is not known, or not for sure, or when they are more than a shift holds */
  of({ attendees, summary }: Pick<CalendarEvent, 'attendees' | 'summary'>): string[] {
    const asked = attendees.length > 0 ? attendees : [summary];
    const property = attendees.length > 0 ? 'ATTENDEE' : 'SUMMARY';
    const people = new Set(asked.map((words) => this.#one(words, property)));
    if (people.size > SHIFT_PEOPLE_MAX) {
      throw new EventProblem(property, `these are ${String(people.size)} people; a shift holds ${String(SHIFT_PEOPLE_MAX)}`);
    }
    return [...people];
  }

  #one(words: string, property: string): string {
    const key = words.trim().toLowerCase();
    const person = this.#known.get(key);
    if (person !== undefined) return person;
    const why = this.#known.has(key) ? 'two people are called' : 'nobody here is called';
    throw new EventProblem(property, `${why} “${words.slice(0, 100)}”: invite them by their e-mail address`);
  }
}
