import { canonical, type Json } from '../../base/canonical.ts';
import type { PlaceId } from '../../base/ids.ts';
import type { CsvLine } from './csv.ts';
import type { PlacePaths } from './place-paths.ts';
import type { ProblemsFound } from './problems-found.ts';

const FLAGS: Readonly<Record<string, boolean>> = { yes: true, true: true, '1': true, no: false, false: false, '0': false };

/** The place that a cell names by its path. An empty cell names none; one that can't be found is a problem. */
export function placeIn(line: CsvLine, paths: PlacePaths, problems: ProblemsFound): PlaceId | undefined {
  const path = line.cells.get('place') ?? '';
  if (path === '') return undefined;
  const place = paths.find(path);
  if (place !== undefined && place !== 'ambiguous') return place;
  const problem = place === undefined ? 'there is no such place; write it as Site/Building/Room' : 'two places have this path';
  problems.add({ line: line.line, column: 'place', problem });
  return undefined;
}

/** Yes or no; an empty cell, and one that says neither, which is a problem, count as `empty`. */
export function flagIn(line: CsvLine, { column, empty }: { column: string; empty: boolean }, problems: ProblemsFound): boolean {
  const cell = (line.cells.get(column) ?? '').toLowerCase();
  const flag = cell === '' ? empty : FLAGS[cell];
  if (flag === undefined) problems.add({ line: line.line, column, problem: 'say yes or no' });
  return flag ?? empty;
}

/** Nothing would change. */
export function isSame(before: object, after: object): boolean {
  // as (both): rows are plain JSON.
  return canonical(before as unknown as Json) === canonical(after as unknown as Json);
}
