import { QUERY_ROWS_MAX, type Queries } from '../engine/ports/queries.ts';
import type { StoredFact } from '../engine/ports/log.ts';

/** Pages that are read of one alarm's or debrief's facts (2,000 facts: a press each 2 s for an hour). What is beyond is in the log's export. */
const PAGES_MAX = 4;

/** The facts about one alarm or debrief, oldest first. */
export async function allFactsAbout(queries: Queries, about: string): Promise<StoredFact[]> {
  const facts: StoredFact[] = [];
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const next = await queries.factsAbout(about, facts.at(-1)?.seq ?? 0);
    facts.push(...next);
    if (next.length < QUERY_ROWS_MAX) break;
  }
  return facts;
}
