import type { DebriefId, PersonId } from '../../base/ids.ts';
import type { DebriefDetail } from '../../contract/debrief.ts';
import type { Debrief } from '../../domain/debrief.ts';
import { relationTo } from '../../domain/rules/debrief-rights.ts';
import { causesOf, REPEATS_WITHIN_MS, repeatsOf } from '../../domain/views/repeats-view.ts';
import { QUERY_ROWS_MAX } from '../../engine/ports/queries.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';

type Deps = Pick<ApiDeps, 'core' | 'queries'>;

/** @throws ProblemError `unknown-debrief` for everybody who is not related to it. */
export async function readableDebrief({ core, queries }: Deps, person: PersonId, id: string): Promise<Debrief> {
  // as: whether there is such a debrief is what is asked here; rows of the table `debrief` are Debriefs, as they were written.
  const debrief =
    core.committed.debriefs.get(id as DebriefId) ?? ((await queries.row('debrief', id)) as unknown as Debrief | null | undefined);
  if (debrief === undefined || debrief === null || relationTo(core.committed, debrief, person) === undefined)
    throw new ProblemError('unknown-debrief');
  return debrief;
}

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
