import { reachOf } from '../../access/permissions.ts';
import type { PersonPrincipal } from '../../access/principal.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import type { PlaceId } from '../../base/ids.ts';
import { HISTORY_PAGE_ROWS, type AlarmRow, type HistoryPage, type HistoryQuery } from '../../contract/alarm.ts';
import type { Alarm } from '../../domain/alarm.ts';
import { downwards } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';
import { alarmRowFor } from '../../domain/views/own-alarm-view.ts';
import type { Queries, RowQuery } from '../../engine/ports/queries.ts';
import { ProblemError } from '../problems.ts';

/** One page of past and open alarms, newest first, of the places that the reader may look back at; one's own alarms always. */
export async function historyPage(
  sources: { state: StateView; queries: Queries },
  reader: PersonPrincipal,
  text: HistoryQuery,
): Promise<HistoryPage> {
  const { state, queries } = sources;
  const places = placesOf(state, reader, text);
  if (places?.length === 0) return { rows: [] };
  const query: RowQuery = {
    table: 'alarm',
    person: text.person,
    places,
    outcome: text.outcome,
    from: text.from === undefined ? undefined : Number(text.from),
    to: text.to === undefined ? undefined : Number(text.to),
    cursor: text.cursor === undefined ? undefined : readCursor(text.cursor),
    limit: HISTORY_PAGE_ROWS + 1,
  };
  const shown = await shownRows(queries, query, (alarm) => alarmRowFor(state, alarm, reader.person));
  const page = shown.slice(0, HISTORY_PAGE_ROWS);
  const last = page.at(-1)?.place;
  const rows = page.map(({ row }) => row);
  return shown.length > HISTORY_PAGE_ROWS && last !== undefined ? { rows, cursor: writeCursor(last) } : { rows };
}

interface Shown {
  readonly row: AlarmRow;
  readonly place: { readonly at: number; readonly key: string };
}

/** So many rows or more as the query asks for, if there are: a page that is short by one would tell that a row of it is hidden. */
async function shownRows(queries: Queries, query: RowQuery, show: (alarm: Alarm) => AlarmRow | undefined): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (let { cursor } = query; ;) {
    const found = await queries.rows({ ...query, cursor });
    for (const { value, at, key } of found) {
      // as: rows of the table `alarm` are Alarms, as they were written; one whose key was destroyed has no value.
      const row = value === undefined ? undefined : show(value as unknown as Alarm);
      if (row !== undefined) shown.push({ row, place: { at, key } });
    }
    cursor = found.at(-1);
    if (shown.length >= query.limit || found.length < query.limit || cursor === undefined) return shown;
  }
}

/** The places to search; `undefined`: all. @throws AccessRefusal for somebody who may look back nowhere. */
function placesOf(state: StateView, reader: PersonPrincipal, text: HistoryQuery): string[] | undefined {
  // as: a place that does not exist has nothing below it.
  const asked = text.place === undefined ? undefined : downwards(state.places, text.place as PlaceId);
  if (text.person === reader.person) return asked;
  const reach = reachOf(state, reader, 'see-history');
  if (reach === 'everywhere') return asked;
  if (reach.size === 0) throw new AccessRefusal('not-allowed');
  return asked === undefined ? [...reach] : asked.filter((place) => reach.has(place));
}

function writeCursor(row: { readonly at: number; readonly key: string }): string {
  return Buffer.from(JSON.stringify([row.at, row.key])).toString('base64url');
}

function readCursor(text: string): { at: number; key: string } {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(value) && typeof value[0] === 'number' && typeof value[1] === 'string' && value.length === 2) {
      return { at: value[0], key: value[1] };
    }
  } catch (error) {
    // A cursor that somebody made up; anything but bad JSON is ours.
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ProblemError('does-not-fit', { detail: 'cursor: as a former page gave it' });
}
