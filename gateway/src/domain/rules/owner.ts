import type { PersonId, PlaceId } from '../../base/ids.ts';
import type { OwnerReason } from '../../contract/debrief.ts';
import { administrationOf, administrators } from '../administrators.ts';
import { homeOf } from '../home.ts';
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
  /** Who had it and did not answer, in order: passed over until everybody was asked, then asked again in turn. */
  readonly tried?: readonly PersonId[] | undefined;
  /** Workers of other debriefs of the incident. They took part, and of all who did they are asked last. */
  readonly beside?: readonly PersonId[] | undefined;
  /** Whom the worker does not want: passed over while there is anybody else who did not take part. */
  readonly refused?: readonly PersonId[] | undefined;
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
    search.list('administrator', administrators(administrationOf(question.state))) ??
    search.last()
  );
}

class Search {
  readonly #question: OwnerQuestion;
  readonly #passed: { person: PersonId; why: OwnerReason }[] = [];
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

  /**
   * Nobody who is asked first is free. In this order: whoever is away and was not asked yet; whoever was asked longest ago; anybody
   * in the house; whom the worker did not want, one who is here first; and only if all took part, one of them.
   */
  last(): OwnerAnswer {
    const isThere = (id: PersonId): boolean => this.#question.state.people.get(id)?.active === true;
    const candidates = this.#passed
      .filter(({ why, person }) => why !== 'involved' && why !== 'by-hand' && isThere(person))
      .map(({ person }) => person);
    const away = candidates.find((id) => !this.#tried().includes(id));
    if (away !== undefined) return this.#answer(away, 'unavailable');
    const again = this.#again(candidates) ?? this.#leastAsked(this.#anybody());
    if (again !== undefined) return this.#answer(again, this.#tried().length > 0 ? 'no-answer' : 'unavailable');
    const unwanted = this.#leastAsked(this.#refused().filter((id) => isThere(id) && !this.#tookPart(id)));
    if (unwanted !== undefined) return this.#answer(unwanted, 'by-hand');
    return this.#answer(this.#conflict(), 'conflict');
  }

  /** Round again; if that is whoever was asked last, rather a delegate or another who was asked before. */
  #again(candidates: readonly PersonId[]): PersonId | undefined {
    const first = this.#leastAsked(candidates);
    if (first === undefined || first !== this.#tried().at(-1)) return first;
    const asked = this.#anybody().filter((id) => this.#tried().includes(id));
    return this.#leastAsked([first, ...asked]);
  }

  /** Not whoever was asked last, if there is another; then whoever is here; then whoever was asked longest ago, or never. */
  #leastAsked(ids: readonly PersonId[]): PersonId | undefined {
    const { state, at } = this.#question;
    const tried = this.#tried();
    const rank = (id: PersonId): readonly number[] => {
      const person = state.people.get(id);
      const isAway = person === undefined || absence(person, at) !== undefined;
      return [Number(tried.at(-1) === id), Number(isAway), tried.lastIndexOf(id)];
    };
    return [...ids].sort((a, b) => byRank(rank(a), rank(b)))[0];
  }

  #anybody(): PersonId[] {
    const others = [...this.#question.state.people.values()].filter(
      (one) => one.erased !== true && !this.#tookPart(one.person) && !this.#refused().includes(one.person),
    );
    const active = others.filter((one) => one.active);
    return (active.length > 0 ? active : others).map((one) => one.person);
  }

  /** All took part: the first who is not the worker's own manager, of the line and the lists, then of the house. */
  #conflict(): PersonId {
    const { state, worker, beside = [] } = this.#question;
    const manager = worker === undefined ? undefined : state.people.get(worker)?.manager;
    const all = [...this.#conflicted, ...[...state.people.values()].map((one) => one.person)].filter((id) => id !== worker);
    const fit = all.filter((id) => !beside.includes(id) && state.people.get(id)?.erased !== true);
    return fit.find((id) => id !== manager) ?? fit[0] ?? all[0] ?? worker ?? NOBODY;
  }

  #start(): Person | undefined {
    const { state, worker, place } = this.#question;
    if (worker === undefined) {
      const responsible = nearest(state.places, place, (step) => step.responsible);
      return responsible === undefined ? undefined : state.people.get(responsible);
    }
    const person = state.people.get(worker);
    return person === undefined ? undefined : managerOf(state, person);
  }

  #whyNot(person: Person): OwnerReason | undefined {
    if (this.#tookPart(person.person)) return 'involved';
    if (this.#refused().includes(person.person)) return 'by-hand';
    if (this.#tried().includes(person.person)) return 'no-answer';
    return absence(person, this.#question.at);
  }

  #tookPart(id: PersonId): boolean {
    return id === this.#question.worker || this.#question.involved.includes(id);
  }

  #tried(): readonly PersonId[] {
    return this.#question.tried ?? [];
  }

  #refused(): readonly PersonId[] {
    return this.#question.refused ?? [];
  }

  #pass(person: PersonId, why: OwnerReason): void {
    this.#seen.add(person);
    this.#passed.push({ person, why });
    if (why === 'involved') this.#conflicted.push(person);
  }

  #answer(owner: PersonId, reason: OwnerReason): OwnerAnswer {
    return { owner, reason, passed: this.#passed.filter((entry) => entry.person !== owner) };
  }
}

function byRank(a: readonly number[], b: readonly number[]): number {
  const first = a.findIndex((value, i) => value !== b[i]);
  return first < 0 ? 0 : (a[first] ?? 0) - (b[first] ?? 0);
}

function managerOf(state: StateView, person: Person): Person | undefined {
  return person.manager === undefined ? undefined : state.people.get(person.manager);
}

function fallbackOf(question: OwnerQuestion): readonly PersonId[] {
  const { state } = question;
  return upwards(state.places, homeOf(state, question)).flatMap((step) => step.fallback);
}
