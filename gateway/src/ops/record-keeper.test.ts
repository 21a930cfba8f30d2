import { expect, test } from 'vitest';
import type { DebriefId } from '../base/ids.ts';
import type { Retention } from '../domain/kept.ts';
import type { Core, Follower } from '../engine/ports/core.ts';
import { RecordKeeper } from './record-keeper.ts';

const ids = { next: (): string => 'one' };

/** Records that are over, and a disk that destroys a key when it is told to. */
function over(count: number): {
  readonly keeper: RecordKeeper;
  readonly asked: string[];
  readonly rows: Map<DebriefId, Retention>;
  readonly done: (error?: Error) => Promise<void>;
  readonly tell: (kind: string) => void;
} {
  const rows = new Map<DebriefId, Retention>();
  for (let i = 1; i <= count; i += 1) {
    const debrief = `d-${String(i)}` as DebriefId; // as: an id by hand.
    const rest = { class: 'standard', from: 0, seenMs: 0, people: [] } as const;
    rows.set(debrief, { ...rest, state: 'ended', debrief, subjects: [`debrief:${debrief}`] });
  }
  const asked: string[] = [];
  const waiting: ((error?: Error) => void)[] = [];
  let follower: Follower = () => undefined;
  // as (both): what a keeper asks of them.
  const core = {
    committed: { retentions: rows },
    health: { state: 'ok' },
    ids,
    follow: (one: Follower) => {
      follower = one;
      return () => {
        follower = () => undefined;
      };
    },
    submit: (input: { readonly debrief: DebriefId }) => {
      rows.delete(input.debrief);
      return Promise.resolve({ outcome: 'accepted' });
    },
  } as unknown as Core;
  const keeper = new RecordKeeper({
    core,
    events: { info: () => undefined, warn: () => undefined, error: () => undefined },
    queries: { row: () => Promise.resolve(undefined) },
    attachments: {
      keep: () => Promise.reject(new Error('nobody asks')),
      piece: () => Promise.resolve(undefined),
      drop: () => Promise.resolve(),
      names: () => Promise.resolve([]),
    },
    destroy: (subject) => {
      asked.push(subject);
      return new Promise((resolve, reject) => {
        waiting.push((error) => {
          if (error === undefined) resolve(1);
          else reject(error);
        });
      });
    },
  });
  const done = async (error?: Error): Promise<void> => {
    waiting.shift()?.(error);
    await turns();
  };
  const tell = (kind: string): void => {
    follower({ facts: [{ kind, data: {} }] } as unknown as Parameters<Follower>[0]);
  };
  return { keeper, asked, rows, done, tell };
}

/** All that is only waiting for a promise has come on. */
async function turns(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('one after another: a press waits for one key at most', async () => {
  const { keeper, asked, rows, done, tell } = over(3);
  keeper.start();
  await turns();
  expect(asked).toEqual(['debrief:d-1']);
  // Asked again meanwhile: nothing is begun twice.
  tell('HeadSigned');
  await done();
  expect(asked).toEqual(['debrief:d-1', 'debrief:d-2']);
  // One that does not work holds up nothing, and is tried again.
  await done(new Error('a sick disk'));
  await done();
  expect([...rows.keys()]).toEqual(['d-2']);
  tell('HeadSigned');
  await turns();
  await done();
  expect(asked).toEqual(['debrief:d-1', 'debrief:d-2', 'debrief:d-3', 'debrief:d-2']);
  expect(rows.size).toBe(0);
  await keeper.stop();
});

test('stopped: what is begun is ended, the rest waits for the next start', async () => {
  const { keeper, asked, rows, done } = over(3);
  keeper.start();
  await turns();
  const stopped = keeper.stop();
  await done();
  await stopped;
  expect(asked).toEqual(['debrief:d-1']);
  expect([...rows.keys()]).toEqual(['d-2', 'd-3']);
  keeper.start();
  await turns();
  expect(asked).toEqual(['debrief:d-1', 'debrief:d-2']);
});
