import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutboxMessage } from '../../../gateway/src/engine/ports/log.ts';
import { batchAfter, committed, factAfter, grown } from './sample.ts';
import type { StoreKind, StoreUnderTest } from './store-kind.ts';

/** What every implementation of the port `Outbox` must do. */
export function outboxSuite(kind: StoreKind): void {
  describe(`the outbox (${kind.name})`, () => {
    let place: ReturnType<StoreKind['place']>;
    let store: StoreUnderTest;
    beforeEach(() => {
      place = kind.place();
      store = place.store();
    });
    afterEach(async () => {
      await store.close();
      place.remove();
    });
    const message = (id: string, dueAt: number): OutboxMessage => ({ id, channel: 'push', to: 'p1', body: { template: 'alarm' }, dueAt });
    const due = async (now: number): Promise<[string, number][]> =>
      (await store.outbox.due(now, 10)).map(({ id, attempts }) => [id, attempts]);

    it('gives what is due, oldest first, with its sealed part', async () => {
      const open = await store.log.open();
      const secret = { subject: 'person:p1', value: { phone: '+61 400' } };
      await committed(
        store.log,
        batchAfter(open, { outbox: [message('m2', 20), { ...message('m1', 10), subject: secret, about: 'a1' }, message('m3', 30)] }),
      );
      expect(await due(9)).toEqual([]);
      expect(await due(20)).toEqual([
        ['m1', 0],
        ['m2', 0],
      ]);
      expect((await store.outbox.due(10, 1))[0]).toEqual({ ...message('m1', 10), about: 'a1', subject: secret, attempts: 0 });
    });

    it('writes nothing for a batch that failed', async () => {
      const open = await store.log.open();
      await expect(store.log.append(batchAfter(open, { facts: [factAfter(open, 5)], outbox: [message('m1', 1)] }))).rejects.toMatchObject({
        code: 'log-append-failed',
      });
      expect(await due(10)).toEqual([]);
    });

    it('counts attempts, waits for the next one, and forgets what was sent or given up, through restarts', async () => {
      let head = await committed(
        store.log,
        batchAfter(await store.log.open(), { outbox: [message('m1', 1), message('m2', 2), message('m3', 3)] }),
      );
      await store.outbox.settle('m1', { outcome: 'sent' });
      await store.outbox.settle('m2', { outcome: 'gave-up', detail: 'no such number' });
      await store.outbox.settle('m3', { outcome: 'retry', nextAt: 50 });
      expect(await due(49)).toEqual([]);
      expect(await due(50)).toEqual([['m3', 1]]);
      await store.close();
      store = place.store();
      await store.log.open();
      expect(await due(50)).toEqual([['m3', 1]]);
      head = await grown(store.log, head, 2);
      await store.outbox.settle('m3', { outcome: 'sent' });
      await grown(store.log, head, 2);
      await store.close();
      store = place.store();
      await store.log.open();
      expect(await due(1_000)).toEqual([]);
    });
  });
}
