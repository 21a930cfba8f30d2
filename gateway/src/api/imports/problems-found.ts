import type { LineProblem } from './csv.ts';

/** Problems that one report names; beyond that only their number, or the answer would outgrow the file. */
const NAMED_MAX = 1_000;

/** Gathers what is wrong, line by line. */
export class ProblemsFound {
  readonly #named: LineProblem[] = [];
  #more = 0;

  constructor(first: readonly LineProblem[] = []) {
    for (const problem of first) this.add(problem);
  }

  get any(): boolean {
    return this.#named.length > 0;
  }

  add(problem: LineProblem): void {
    if (this.#named.length < NAMED_MAX) this.#named.push(problem);
    else this.#more += 1;
  }

  list(): { line: number; column?: string; problem: string }[] {
    const named = this.#named
      .toSorted((a, b) => a.line - b.line)
      .map(({ line, column, problem }) => ({ line, problem, ...(column === undefined ? {} : { column }) }));
    return this.#more === 0 ? named : [...named, { line: 0, problem: `and ${this.#more} more` }];
  }
}
