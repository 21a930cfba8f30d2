import type { DebriefDetail } from '../../contract/debrief.ts';
import type { Debrief } from '../../domain/debrief.ts';
import { causesOf, REPEATS_WITHIN_MS, repeatsOf } from '../../domain/views/repeats-view.ts';
import { QUERY_ROWS_MAX } from '../../engine/ports/queries.ts';
import type { ApiDeps } from '../api-deps.ts';

type Deps = Pick<ApiDeps, 'core' | 'queries'>;

/** Debriefs of a year at the same place, the newest of them if there are more than one page: a place with so many needs no count. */
export async function readRepeats({ core, queries }: Deps, debrief: Debrief): Promise<DebriefDetail['repeats']> {
  const { place, openedAt } = debrief;
  if (place === undefined || debrief.drill || causesOf(debrief).length === 0) return undefined;
  const query = { table: 'debrief', places: [place], from: openedAt - REPEATS_WITHIN_MS, to: openedAt + 1, limit: QUERY_ROWS_MAX } as const;
  const rows = await queries.rows(query);
  // as: rows of the table `debrief` are Debriefs, as they were written.
  const others = rows.flatMap(({ value }) => (value === undefined ? [] : [value as unknown as Debrief]));
  const found = repeatsOf(core.committed, debrief, others);
  return found.length === 0 ? undefined : found;
}
