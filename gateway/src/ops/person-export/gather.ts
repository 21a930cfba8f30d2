import type { Json } from '../../base/canonical.ts';
import type { PersonId } from '../../base/ids.ts';
import type { Alarm } from '../../domain/alarm.ts';
import type { Debrief } from '../../domain/debrief.ts';
import { readingsAbout } from '../../domain/rules/debrief-keeping.ts';
import { isHiddenFrom } from '../../domain/rules/debrief-rights.ts';
import type { StateView } from '../../domain/state.ts';
import { sharedFacts } from '../../domain/views/together-view.ts';
import { personExport, type ExportedDebrief, type PersonExport } from '../../domain/views/person-export.ts';
import type { StoredFact } from '../../engine/ports/log.ts';
import { QUERY_ROWS_MAX, type Queries, type RowQuery } from '../../engine/ports/queries.ts';

/** Pages of alarms and of debriefs, and of the facts of one debrief, that one export reads. */
const PAGES_MAX = 4;

/** All that is held of a person and may be told to them. Reads only. */
export async function gatherExport(
  from: { readonly state: StateView; readonly queries: Queries },
  asked: { readonly person: PersonId; readonly at: number },
): Promise<PersonExport> {
  const { state, queries } = from;
  const { person } = asked;
  const pastAlarms = await allRows(queries, { table: 'alarm', person });
  const pastDebriefs = await allRows(queries, { table: 'debrief', person });
  // as (both): rows of these tables are Alarms and Debriefs, as they were written.
  const alarms = [...(pastAlarms.values as unknown as Alarm[]), ...state.alarms.by('worker', person)];
  const mine = [...(pastDebriefs.values as unknown as Debrief[]), ...state.debriefs.by('worker', person)];
  const debriefs: ExportedDebrief[] = [];
  for (const debrief of new Map(mine.map((one) => [one.debrief, one])).values()) {
    const facts = [...(await allFacts(queries, debrief.debrief)), ...(await sharedWith(from, debrief, person))].sort(
      (a, b) => a.seq - b.seq,
    );
    debriefs.push({ debrief, facts, readings: await allFacts(queries, readingsAbout(debrief.debrief)) });
  }
  const only = [...new Map(alarms.map((one) => [one.alarm, one])).values()];
  return personExport(state, asked, { alarms: only, debriefs, more: pastAlarms.more || pastDebriefs.more });
}

/** What was written for them where the incident was led, while theirs was held within that. */
async function sharedWith(
  { state, queries }: { readonly state: StateView; readonly queries: Queries },
  { joinings = [] }: Debrief,
  person: PersonId,
): Promise<StoredFact[]> {
  const shared = joinings.map(async (joining) => {
    // as: rows of the table `debrief` are Debriefs, as they were written.
    const lead =
      state.debriefs.get(joining.into) ?? ((await queries.row('debrief', joining.into)) as unknown as Debrief | undefined | null);
    const isTold = lead !== undefined && lead !== null && !isHiddenFrom(state, lead, person);
    return isTold ? sharedFacts(await allFacts(queries, joining.into), joining) : [];
  });
  return (await Promise.all(shared)).flat();
}

async function allRows(queries: Queries, query: Pick<RowQuery, 'table' | 'person'>): Promise<{ values: Json[]; more: boolean }> {
  const values: Json[] = [];
  let cursor: RowQuery['cursor'];
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const rows = await queries.rows({ ...query, limit: QUERY_ROWS_MAX, ...(cursor === undefined ? {} : { cursor }) });
    values.push(...rows.flatMap(({ value }) => value ?? []));
    const last = rows.at(-1);
    if (last === undefined || rows.length < QUERY_ROWS_MAX) return { values, more: false };
    cursor = { at: last.at, key: last.key };
  }
  return { values, more: true };
}

async function allFacts(queries: Queries, about: string): Promise<StoredFact[]> {
  const facts: StoredFact[] = [];
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const next = await queries.factsAbout(about, facts.at(-1)?.seq ?? 0);
    facts.push(...next);
    if (next.length < QUERY_ROWS_MAX) break;
  }
  return facts;
}
