import { describe, expect, it } from 'vitest';
import { allFacts, batchAfter, committed, EMPTY, factAfter, grown, loaded, row } from './sample.ts';
import type { StoreKind } from './store-kind.ts';
import { underTest } from './under-test.ts';

/** What every implementation of the port `Log` must do. */
export function logSuite(kind: StoreKind): void {
  order(kind);
  rows(kind);
  seals(kind);
  trouble(kind);
}

/** Facts in one order, or not at all. */
function order(kind: StoreKind): void {
  describe(`the log (${kind.name})`, () => {
    const { store, again } = underTest(kind);

    it('starts empty', async () => {
      expect(await store().log.open()).toEqual(EMPTY);
      expect(await loaded(store().log)).toEqual([]);
      expect(await store().log.factsAfter(0, 10)).toEqual([]);
    });

    it('keeps what was committed, in order, through a restart', async () => {
      const open = await store().log.open();
      const first = await committed(
        store().log,
        batchAfter(open, { facts: [factAfter(open, 1, { about: 'alarm-1' }), factAfter(open, 2)] }),
      );
      expect(first).toMatchObject({ epoch: 1, seq: 2, at: 1_002, t: 2 });
      const head = await grown(store().log, first, 3);
      const before = await allFacts(store().log);
      await again();
      expect(await store().log.open()).toEqual(head);
      expect(await allFacts(store().log)).toEqual(before);
      expect(before.map((fact) => fact.seq)).toEqual([1, 2, 3, 4, 5]);
      expect(before[0]).toEqual({ ...factAfter(EMPTY, 1, { about: 'alarm-1' }), epoch: 1, secret: undefined });
    });

    it('refuses a batch that was decided on an older head, writes nothing of it and hands over what is newer', async () => {
      const open = await store().log.open();
      const head = await grown(store().log, open, 3);
      const appended = await store().log.append(batchAfter(open, { rows: [row('alarm/a', 1)] }));
      expect(appended).toMatchObject({ outcome: 'behind', head });
      expect(appended.outcome === 'behind' && appended.facts.map((fact) => fact.seq)).toEqual([1, 2, 3]);
      expect(await store().log.open()).toEqual(head);
      expect(await loaded(store().log)).toEqual([]);
    });

    it('rejects a head that never was in this log', async () => {
      const head = await grown(store().log, await store().log.open(), 2);
      await expect(store().log.append(batchAfter({ ...head, hash: 'f'.repeat(64) }))).rejects.toMatchObject({ code: 'log-broken' });
    });

    it('rejects facts that leave a gap, and writes neither them nor their rows', async () => {
      const head = await grown(store().log, await store().log.open(), 1);
      const batch = batchAfter(head, { facts: [factAfter(head, 1), factAfter(head, 3)], rows: [row('alarm/a', 1)] });
      await expect(store().log.append(batch)).rejects.toMatchObject({ code: 'log-append-failed' });
      expect(await store().log.open()).toEqual(head);
      expect(await loaded(store().log)).toEqual([]);
      await grown(store().log, head, 1);
    });
  });
}

/** Rows beside the facts. */
function rows(kind: StoreKind): void {
  describe(`rows of the log (${kind.name})`, () => {
    const { store, again } = underTest(kind);

    it('loads live rows as they stand, not archived and not deleted ones', async () => {
      let head = await store().log.open();
      head = await committed(
        store().log,
        batchAfter(head, {
          rows: [row('alarm/a', { n: 1 }), row('alarm/b', { n: 1 }), row('fault/a', 'x'), row('place/p', null)],
        }),
      );
      head = await committed(
        store().log,
        batchAfter(head, {
          rows: [row('alarm/a', { n: 2 }, { archived: true }), row('fault/a', undefined), row('alarm/b', { n: 2 })],
        }),
      );
      await store().log.open();
      expect(await loaded(store().log)).toEqual([
        { table: 'alarm', key: 'b', value: { n: 2 } },
        { table: 'place', key: 'p', value: null },
      ]);
      expect(await store().queries.row('alarm', 'a')).toEqual({ n: 2 });
      expect(await store().queries.row('fault', 'a')).toBeUndefined();
      await committed(store().log, batchAfter(head, { rows: [row('alarm/a', { n: 3 })] }));
      await again();
      await store().log.open();
      expect((await loaded(store().log)).find((found) => found.key === 'a')).toEqual({ table: 'alarm', key: 'a', value: { n: 3 } });
      expect(await store().queries.row('alarm', 'a')).toEqual({ n: 3 });
    });

    it('loads more rows than one slice holds, each once', async () => {
      let head = await store().log.open();
      for (let i = 0; i < 9; i += 1)
        head = await committed(
          store().log,
          batchAfter(head, { rows: Array.from({ length: 500 }, (_, n) => row(`device/d${String(i * 500 + n)}`, { n })) }),
        );
      await store().log.open();
      const keys = (await loaded(store().log)).map((found) => found.key);
      expect(keys.length).toBe(4_500);
      expect(new Set(keys).size).toBe(4_500);
    });
  });
}

/** Personal text, and its end. */
function seals(kind: StoreKind): void {
  describe(`sealed texts of the log (${kind.name})`, () => {
    const { store, again } = underTest(kind);

    it('gives sealed texts and rows back, and only their shell once the key is destroyed', async () => {
      let head = await store().log.open();
      const secret = { subject: 'person:p1', value: { name: 'Ann', leave: [1, null] } };
      head = await committed(
        store().log,
        batchAfter(head, {
          facts: [factAfter(head, 1, { secret })],
          rows: [row('person/p1', { name: 'Ann' }, { subject: 'person:p1' })],
        }),
      );
      head = await committed(
        store().log,
        batchAfter(head, { facts: [factAfter(head, 1, { secret: { subject: 'person:p2', value: 'Bo' } })] }),
      );
      expect((await allFacts(store().log))[0]?.secret).toEqual(secret);
      expect(await store().keys.destroy('person:p1')).toBe(1);
      expect((await allFacts(store().log))[0]?.secret).toEqual({ subject: 'person:p1', value: undefined });
      await again();
      expect(await store().log.open()).toEqual(head);
      expect(await loaded(store().log)).toEqual([{ table: 'person', key: 'p1', value: undefined }]);
      expect((await allFacts(store().log)).map((fact) => fact.secret?.value)).toEqual([undefined, 'Bo']);
      await committed(store().log, batchAfter(head, { facts: [factAfter(head, 1, { secret })] }));
      expect((await allFacts(store().log))[2]?.secret).toEqual(secret);
      expect(await store().keys.destroy('person:p1')).toBe(2);
      expect((await allFacts(store().log))[2]?.secret?.value).toBeUndefined();
    });
  });
}

/** Unknown outcomes, strange input, wrong order of calls. */
function trouble(kind: StoreKind): void {
  describe(`the log in trouble (${kind.name})`, () => {
    const { store } = underTest(kind);

    it('may be opened again at any time, also while a batch is in the air: then it was committed or was not', async () => {
      let head = await store().log.open();
      for (let i = 0; i < 10; i += 1) {
        const batch = batchAfter(head, { facts: [factAfter(head, 1), factAfter(head, 2)] });
        const appending = store()
          .log.append(batch)
          .then(
            () => 'committed',
            () => 'unknown',
          );
        const opened = await store().log.open();
        const outcome = await appending;
        if (outcome === 'committed') expect(opened.seq).toBe(head.seq + 2);
        expect([head.seq, head.seq + 2]).toContain(opened.seq);
        head = await grown(store().log, opened, 1);
      }
      expect((await allFacts(store().log)).length).toBe(head.seq);
    });

    it('is not stopped by a text that has no canonical form', async () => {
      const open = await store().log.open();
      await committed(store().log, batchAfter(open, { facts: [factAfter(open, 1, { data: { 'k\udc00': ['x\ud800'] } })] }));
      expect((await allFacts(store().log))[0]?.data).toEqual({ 'k\ufffd': ['x\ufffd'] });
    });

    it('rejects every call while it is closed', async () => {
      await expect(store().log.append(batchAfter(EMPTY))).rejects.toMatchObject({ code: 'log-open-failed' });
      await expect(store().log.factsAfter(0, 1)).rejects.toMatchObject({ code: 'log-open-failed' });
      await expect(store().queries.row('alarm', 'a')).rejects.toMatchObject({ code: 'log-open-failed' });
    });
  });
}
