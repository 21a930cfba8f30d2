import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUERY_ROWS_MAX, type RowQuery } from '../../../gateway/src/engine/ports/queries.ts';
import { FEW_PLACES } from '../../../gateway/src/store/sqlite/history-sql.ts';
import { batchAfter, committed, factAfter, row } from './sample.ts';
import type { StoreKind, StoreUnderTest } from './store-kind.ts';
import { underTest } from './under-test.ts';

const ALARMS = 1_200;

/** What every implementation of the port `Queries` must do. */
export function queriesSuite(kind: StoreKind): void {
  history(kind);
  scratch(kind);
}

/** Most of them archived, in pairs of the same moment, spread over people and places; every fourth sealed. */
function sampleAlarms(): ReturnType<typeof row>[] {
  return Array.from({ length: ALARMS }, (_, i) => {
    const archived = i < ALARMS - 10;
    const index = {
      at: 1_000 + Math.floor(i / 2),
      person: `p${String(i % 7)}`,
      place: `l${String(i % 5)}`,
      outcome: archived ? (i % 3 === 0 ? 'genuine' : 'drill') : undefined,
    };
    return row(`alarm/a${String(i).padStart(5, '0')}`, { i }, { archived, index, subject: i % 4 === 0 ? `alarm:${String(i)}` : undefined });
  });
}

/** Places at which nothing has happened, and these. */
function fillers(many: number, places: readonly string[]): string[] {
  return [...Array.from({ length: many }, (_, i) => `calm-${String(i)}`), ...places];
}

function history(kind: StoreKind): void {
  describe(`queries (${kind.name})`, () => {
    let place: ReturnType<StoreKind['place']>;
    let store: StoreUnderTest;

    beforeAll(async () => {
      place = kind.place();
      store = place.store();
      let head = await store.log.open();
      const alarms = sampleAlarms();
      for (let i = 0; i < ALARMS; i += 400) head = await committed(store.log, batchAfter(head, { rows: alarms.slice(i, i + 400) }));
      const facts = Array.from({ length: QUERY_ROWS_MAX + 3 }, (_, i) => factAfter(head, i + 1, { about: i === 1 ? 'other' : 'a1' }));
      await committed(store.log, batchAfter(head, { facts }));
    });
    afterAll(async () => {
      await store.close();
      place.remove();
    });

    const pages = async (query: Omit<RowQuery, 'table' | 'limit'>, limit: number): Promise<number[]> => {
      const found: number[] = [];
      for (let cursor: RowQuery['cursor']; ;) {
        const rows = await store.queries.rows({ table: 'alarm', ...query, cursor, limit });
        // as: the rows are the sample's.
        found.push(...rows.map((read) => (read.value as { i: number }).i));
        const last = rows.at(-1);
        if (last === undefined) return found;
        cursor = { at: last.at, key: last.key };
      }
    };
    const downFrom = (keep: (i: number) => boolean): number[] => Array.from({ length: ALARMS }, (_, i) => ALARMS - 1 - i).filter(keep);

    it('pages through all rows, live and archived, newest first, each once, also where times are equal', async () => {
      expect(await pages({}, 77)).toEqual(downFrom(() => true));
    });

    it.each<[string, Omit<RowQuery, 'table' | 'limit'>, (i: number) => boolean]>([
      ['person', { person: 'p3' }, (i) => i % 7 === 3],
      ['places', { places: ['l1', 'l4'] }, (i) => i % 5 === 1 || i % 5 === 4],
      ['a place that is named twice', { places: ['l1', 'l1'] }, (i) => i % 5 === 1],
      ['as many places as are looked up one by one', { places: fillers(FEW_PLACES - 2, ['l1', 'l4']) }, (i) => i % 5 === 1 || i % 5 === 4],
      ['one place more', { places: fillers(FEW_PLACES - 1, ['l1', 'l4']) }, (i) => i % 5 === 1 || i % 5 === 4],
      ['no place', { places: [] }, () => false],
      ['outcome', { outcome: 'genuine' }, (i) => i % 3 === 0 && i < ALARMS - 10],
      ['time', { from: 1_100, to: 1_200 }, (i) => i >= 200 && i < 400],
      [
        'all of them',
        { person: 'p2', places: ['l2'], outcome: 'drill', from: 1_010, to: 1_500 },
        (i) => i % 7 === 2 && i % 5 === 2 && i % 3 !== 0 && i >= 20 && i < 1_000,
      ],
    ])('searches by %s', async (_, query, keep) => {
      expect(await pages(query, 50)).toEqual(downFrom(keep));
    });

    it('gives at most its limit, and never more than the port says', async () => {
      expect((await store.queries.rows({ table: 'alarm', limit: 3 })).length).toBe(3);
      expect((await store.queries.rows({ table: 'alarm', limit: 10_000 })).length).toBe(QUERY_ROWS_MAX);
      expect(await store.queries.rows({ table: 'debrief', limit: 10 })).toEqual([]);
    });

    it('gives the facts about one thing, oldest first, page by page', async () => {
      const first = await store.queries.factsAbout('a1', 0);
      expect(first.length).toBe(QUERY_ROWS_MAX);
      const rest = await store.queries.factsAbout('a1', first.at(-1)?.seq ?? 0);
      expect([...first, ...rest].map((fact) => fact.seq - 3)).toEqual([1, ...Array.from({ length: QUERY_ROWS_MAX + 1 }, (_, i) => i + 3)]);
    });
  });
}

function scratch(kind: StoreKind): void {
  describe(`drafts and presence (${kind.name})`, () => {
    const { store } = underTest(kind);

    it('keeps one draft for each person and part, sealed, until it is dropped', async () => {
      await store().log.open();
      const key = { debrief: 'd1', person: 'p1', part: 'account' };
      await store().queries.saveDraft(key, { text: 'first' });
      await store().queries.saveDraft(key, { text: 'second' });
      await store().queries.saveDraft({ ...key, part: 'welfare' }, [1]);
      await store().queries.saveDraft({ ...key, person: 'p2' }, 'of another');
      expect(await store().queries.drafts('d1', 'p1')).toEqual({ account: { text: 'second' }, welfare: [1] });
      await store().queries.dropDraft(key);
      expect(await store().queries.drafts('d1', 'p1')).toEqual({ welfare: [1] });
      await store().keys.destroy('debrief:d1');
      expect(await store().queries.drafts('d1', 'p1')).toEqual({});
    });

    it('keeps the newest presence of each device', async () => {
      await store().log.open();
      await store().queries.savePresence(Object.fromEntries(Array.from({ length: 1_201 }, (_, i) => [`d${String(i)}`, { heard: i }])));
      await store().queries.savePresence({ d7: { heard: 99 } });
      const presence = await store().queries.presence();
      expect(Object.keys(presence).length).toBe(1_201);
      expect([presence['d7'], presence['d1200']]).toEqual([{ heard: 99 }, { heard: 1_200 }]);
    });
  });
}
