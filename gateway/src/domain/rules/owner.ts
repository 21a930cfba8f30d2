import type { PersonId, PlaceId } from '../../base/ids.ts';
import type { OwnerReason } from '../../contract/debrief.ts';
import { absence, type Person } from '../people.ts';
import { nearest, upwards } from '../places.ts';
import type { StateView } from '../state.ts';

export interface OwnerQuestion {
  readonly state: StateView;
  /** Epoch ms at which leave is looked at. */
  readonly at: number;
  readonly worker?: PersonId | undefined;
  readonly place?: PlaceId | undefined;
  /** People who took part; never owners while anybody else is there. The worker is always one of them. */
  readonly involved: readonly PersonId[];
  /** Who had it and did not answer, in order; the search goes on above the last of them. */
  readonly tried?: readonly PersonId[] | undefined;
}

export interface OwnerAnswer {
  readonly owner: PersonId;
  readonly reason: OwnerReason;
  readonly passed: readonly { readonly person: PersonId; readonly why: OwnerReason }[];
}

/** Stands in the log where there is not a single person; set-up makes an administrator before the first device. */
export const NOBODY = 'nobody' as PersonId; // as: a constant id that no person has.

/**
 * Who owns a debrief: a total rule (language.md). Up the worker's reporting line, over whoever is on leave, unavailable or
 * involved, with one hop to a delegate; then the site's fallback list; then the administrators. If nobody is free, somebody
 * who is away rather than somebody who took part; if all took part, the first who is not the worker's own manager.
 */
export function findOwner(question: OwnerQuestion): OwnerAnswer {
  const search = new Search(question);
  return (
    search.line() ??
    search.list('fallback', fallbackOf(question)) ??
    search.list('administrator', administratorsOf(question.state)) ??
    search.last()
  );
}

class Search {
  readonly #question: OwnerQuestion;
  readonly #passed: { person: PersonId; why: OwnerReason }[] = [];
  readonly #away: PersonId[] = [];
  readonly #conflicted: PersonId[] = [];
  readonly #seen = new Set<PersonId>();

  constructor(question: OwnerQuestion) {
    this.#question = question;
  }

  /** Up the reporting line; a loop or a hole in it ends it. */
  line(): OwnerAnswer | undefined {
    const { state } = this.#question;
    let reason: OwnerReason = this.#question.worker === undefined ? 'responsible' : 'manager';
    for (let person = this.#start(); person !== undefined && !this.#seen.has(person.person); person = managerOf(state, person)) {
      const why = this.#whyNot(person);
      if (why === undefined) return this.#answer(person.person, reason);
      this.#pass(person.person, why);
      reason = why;
      if (why !== 'leave' && why !== 'unavailable') continue;
      const delegate = person.delegate === undefined ? undefined : state.people.get(person.delegate);
      if (delegate !== undefined && !this.#seen.has(delegate.person) && this.#whyNot(delegate) === undefined)
        return this.#answer(delegate.person, why);
    }
    return undefined;
  }

  list(reason: OwnerReason, candidates: readonly PersonId[]): OwnerAnswer | undefined {
    for (const id of candidates) {
      const person = this.#question.state.people.get(id);
      if (person === undefined || this.#seen.has(id)) continue;
      const why = this.#whyNot(person);
      if (why === undefined) return this.#answer(id, reason);
      this.#pass(id, why);
    }
    return undefined;
  }

  /** Nobody is free: away before involved, involved before the worker's own manager, anybody before nobody. */
  last(): OwnerAnswer {
    const { state, worker } = this.#question;
    const away = this.#away.find((id) => this.#tried().at(-1) !== id);
    if (away !== undefined) return this.#answer(away, 'unavailable');
    const untried = [...state.people.values()].find((person) => this.#whyNot(person) === undefined || this.#isSilent(person.person));
    if (untried !== undefined) return this.#answer(untried.person, 'no-answer');
    const manager = worker === undefined ? undefined : state.people.get(worker)?.manager;
    const involved = this.#conflicted.filter((id) => id !== worker);
    const owner = involved.find((id) => id !== manager) ?? involved[0] ?? this.#conflicted[0] ?? this.#away[0] ?? NOBODY;
    return this.#answer(owner, 'conflict');
  }

  #start(): Person | undefined {
    const { state, worker, place } = this.#question;
    const last = this.#tried().at(-1);
    if (last !== undefined) return state.people.get(last);
    if (worker === undefined) {
      const responsible = nearest(state.places, place, (step) => step.responsible);
      return responsible === undefined ? undefined : state.people.get(responsible);
    }
    const person = state.people.get(worker);
    return person === undefined ? undefined : managerOf(state, person);
  }

  #whyNot(person: Person): OwnerReason | undefined {
    if (person.person === this.#question.worker || this.#question.involved.includes(person.person)) return 'involved';
    if (this.#tried().includes(person.person)) return 'no-answer';
    return absence(person, this.#question.at);
  }

  /** Did not answer before, took no part and is here: may be asked again when nobody else is left. */
  #isSilent(id: PersonId): boolean {
    return (
      this.#tried().includes(id) && this.#tried().at(-1) !== id && id !== this.#question.worker && !this.#question.involved.includes(id)
    );
  }

  #tried(): readonly PersonId[] {
    return this.#question.tried ?? [];
  }

  #pass(person: PersonId, why: OwnerReason): void {
    this.#seen.add(person);
    this.#passed.push({ person, why });
    if (why === 'involved') this.#conflicted.push(person);
    else if (why !== 'no-answer') this.#away.push(person);
  }

  #answer(owner: PersonId, reason: OwnerReason): OwnerAnswer {
    return { owner, reason, passed: this.#passed.filter((entry) => entry.person !== owner) };
  }
}

function managerOf(state: StateView, person: Person): Person | undefined {
  return person.manager === undefined ? undefined : state.people.get(person.manager);
}

function fallbackOf(question: OwnerQuestion): readonly PersonId[] {
  const { state, worker, place } = question;
  const home = place ?? (worker === undefined ? undefined : state.people.get(worker)?.place);
  return upwards(state.places, home).flatMap((step) => step.fallback);
}

export function administratorsOf(state: StateView): PersonId[] {
  return [...state.grants.values()].filter((grant) => grant.role === 'administrator').map((grant) => grant.person);
}
