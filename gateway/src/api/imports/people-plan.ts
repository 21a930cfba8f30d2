import { Compile } from 'typebox/compile';
import type { IdSource, PersonId } from '../../base/ids.ts';
import { PersonBody } from '../../contract/organisation.ts';
import { administrationOf, lastAdministrators } from '../../domain/administrators.ts';
import type { Change } from '../../domain/input.ts';
import type { Person } from '../../domain/people.ts';
import type { StateView } from '../../domain/state.ts';
import { personOf } from '../people/person-change.ts';
import { flagIn, isSame, placeIn } from './cells.ts';
import type { CsvFile, CsvLine } from './csv.ts';
import { PlacePaths } from './place-paths.ts';
import { ProblemsFound } from './problems-found.ts';
import { inTurns } from './turns.ts';

export const PEOPLE_COLUMNS = ['login', 'name', 'email', 'phone', 'place', 'manager', 'delegate', 'active'] as const;

export interface Plan {
  readonly changes: readonly Change[];
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly problems: ProblemsFound;
  /** Where each person or device stands in the file, by id. */
  readonly lines: ReadonlyMap<string, number>;
}

interface Row {
  readonly line: CsvLine;
  readonly before: Person | undefined;
  readonly person: PersonId;
}

/**
 * What a file of people asks for. A person is known by login; a column that the file does not have stays as it was; a
 * cell that is empty empties. The same file again asks for nothing.
 */
export function planPeople(state: StateView, ids: IdSource, file: CsvFile): Promise<Plan> {
  return new PeoplePlan(state, ids, file).make();
}

class PeoplePlan {
  readonly #state: StateView;
  readonly #ids: IdSource;
  readonly #file: CsvFile;
  readonly #problems: ProblemsFound;
  readonly #paths: PlacePaths;
  readonly #rows = new Map<string, Row>();
  readonly #validator = Compile(PersonBody);

  constructor(state: StateView, ids: IdSource, file: CsvFile) {
    this.#state = state;
    this.#ids = ids;
    this.#file = file;
    this.#problems = new ProblemsFound(file.problems);
    this.#paths = new PlacePaths(state);
  }

  async make(): Promise<Plan> {
    if (this.#file.columns.size > 0 && !this.#file.columns.has('login'))
      this.#problems.add({ line: 1, column: 'login', problem: 'this column is needed: people are known by it' });
    for await (const line of inTurns(this.#file.lines)) this.#claim(line);
    const people: { readonly row: Row; readonly value: Person }[] = [];
    for await (const row of inTurns(this.#rows.values())) people.push({ row, value: this.#person(row) });
    this.#refuseLoops(people);
    this.#refuseNobodyLeft(people);
    const changes: Change[] = [];
    let [added, changed, unchanged] = [0, 0, 0];
    for await (const { row, value } of inTurns(people)) {
      if (row.before === undefined) added += 1;
      else if (isSame(row.before, value)) {
        unchanged += 1;
        continue;
      } else changed += 1;
      changes.push({ put: 'person', value });
    }
    const lines = new Map(people.map(({ row }) => [row.person, row.line.line]));
    return { changes, added, changed, unchanged, problems: this.#problems, lines };
  }

  /** Each login once; new ones get their id now, so that any line may name any other as its manager. */
  #claim(line: CsvLine): void {
    const login = line.cells.get('login') ?? '';
    const key = login.toLowerCase();
    const twice = this.#rows.get(key);
    if (login === '') this.#problems.add({ line: line.line, column: 'login', problem: 'is empty' });
    else if (twice !== undefined)
      this.#problems.add({ line: line.line, column: 'login', problem: `stands in line ${twice.line.line} already` });
    else {
      const before = this.#known(key);
      // as: the id of a new person is given here.
      this.#rows.set(key, { line, before, person: before?.person ?? (this.#ids.next() as PersonId) });
    }
  }

  #person(row: Row): Person {
    const { before, line } = row;
    const text = (column: string, old: string | undefined): string | undefined => {
      if (!this.#file.columns.has(column)) return old;
      const cell = line.cells.get(column) ?? '';
      return cell === '' ? undefined : cell;
    };
    const body = {
      name: text('name', before?.name) ?? '',
      login: line.cells.get('login') ?? '',
      email: text('email', before?.email),
      phone: text('phone', before?.phone),
      place: this.#file.columns.has('place') ? placeIn(line, this.#paths, this.#problems) : before?.place,
      manager: this.#reference(line, 'manager', before?.manager),
      delegate: this.#reference(line, 'delegate', before?.delegate),
      active: this.#file.columns.has('active') ? flagIn(line, { column: 'active', empty: true }, this.#problems) : (before?.active ?? true),
    };
    const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
    for (const error of this.#validator.Check(given) ? [] : this.#validator.Errors(given)) {
      this.#problems.add({ line: line.line, column: error.instancePath.slice(1), problem: error.message });
    }
    if (row.person === body.delegate) this.#problems.add({ line: line.line, column: 'delegate', problem: 'is the person itself' });
    return personOf(body, row.person, before);
  }

  #reference(line: CsvLine, column: 'manager' | 'delegate', old: PersonId | undefined): PersonId | undefined {
    if (!this.#file.columns.has(column)) return old;
    const login = (line.cells.get(column) ?? '').toLowerCase();
    if (login === '') return undefined;
    const person = this.#rows.get(login)?.person ?? this.#known(login)?.person;
    if (person === undefined) this.#problems.add({ line: line.line, column, problem: 'nobody has this login, here or in the file' });
    return person;
  }

  /** The rules refuse a loop too; here its line can be named. */
  #refuseLoops(people: readonly { readonly row: Row; readonly value: Person }[]): void {
    const planned = new Map(people.map(({ value }) => [value.person, value.manager]));
    const sound = new Set<PersonId>();
    for (const { row, value } of people) {
      if (sound.has(value.person)) continue;
      const line = new Set<PersonId>();
      let next: PersonId | undefined = value.person;
      while (next !== undefined && !sound.has(next) && !line.has(next)) {
        line.add(next);
        next = planned.has(next) ? planned.get(next) : this.#state.people.get(next)?.manager;
      }
      if (next === value.person)
        this.#problems.add({ line: row.line.line, column: 'manager', problem: 'the line of managers leads back to this person' });
      else if (next === undefined || sound.has(next)) for (const one of line) sound.add(one);
    }
  }

  /**
   * So do the rules, but for each slice of the file: without this, one of two administrators would be recorded as gone before the
   * import is cut at the other, and a dry run would find nothing wrong.
   */
  #refuseNobodyLeft(people: readonly { readonly row: Row; readonly value: Person }[]): void {
    const planned = new Map(people.map(({ value }) => [value.person, value]));
    const before = administrationOf(this.#state);
    const last = new Set(lastAdministrators(before, { ...before, person: (id) => planned.get(id) ?? before.person(id) }));
    for (const { row, value } of people) {
      if (last.has(value.person))
        this.#problems.add({ line: row.line.line, column: 'active', problem: 'nobody would be left to administer' });
    }
  }

  #known(login: string): Person | undefined {
    return this.#state.people.by('login', login).find((person) => person.erased !== true);
  }
}
