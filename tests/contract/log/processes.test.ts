import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultError } from '../../../gateway/src/base/errors.ts';
import type { Head } from '../../../gateway/src/engine/ports/log.ts';
import { verify } from '../../../gateway/src/store/tools/verify.ts';
import { allFacts, batchAfter, committed, factAfter, grown, loaded, row } from './sample.ts';
import { placesIn, sqliteStore, temporaryFolder } from './store-kind.ts';

const CHILD = new URL('./writing-child.ts', import.meta.url).pathname;

describe('the log among processes', () => {
  let folder: string;
  let child: ChildProcessByStdio<Writable, Readable, null> | undefined;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(async () => {
    await killed();
    rmSync(folder, { recursive: true });
  });
  const start = (task: 'hold' | 'write'): AsyncIterator<string, undefined> => {
    child = spawn(process.execPath, [CHILD, folder, task], { stdio: ['pipe', 'pipe', 'inherit'] });
    return createInterface({ input: child.stdout })[Symbol.asyncIterator]() as AsyncIterator<string, undefined>; // as: lines end with nothing
  };
  const killed = async (): Promise<void> => {
    const ending = child;
    child = undefined;
    if (ending?.exitCode !== null || ending.signalCode !== null) return;
    ending.kill('SIGKILL');
    await once(ending, 'exit');
  };

  it('belongs to one process, until that one dies in whatever way', async () => {
    const lines = start('hold');
    expect((await lines.next()).value).toBe('open');
    const store = sqliteStore(folder);
    await expect(store.log.open()).rejects.toMatchObject({ code: 'log-locked', retryable: true });
    await killed();
    expect((await store.log.open()).seq).toBe(0);
    await store.close();
  });

  it('holds every confirmed batch after kill -9, whole, and its chain verifies', async () => {
    let least = 0;
    for (let round = 0; round < 4; round += 1) {
      const lines = start('write');
      const from = least;
      while (least < from + 20 + round * 7) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error('the writing process ended by itself');
        if (value !== 'open') least = Number(value);
      }
      await killed();
      for (let rest = await lines.next(); rest.done !== true; rest = await lines.next()) least = Number(rest.value);
      const store = sqliteStore(folder);
      const head = await store.log.open();
      expect(head.seq).toBeGreaterThanOrEqual(least);
      expect(head.seq % 2).toBe(0);
      const facts = await allFacts(store.log);
      expect(facts.length).toBe(head.seq);
      expect(facts.every((fact) => fact.seq % 2 === 0 || fact.secret?.value === 'Ann')).toBe(true);
      const rows = await loaded(store.log);
      expect(rows.length).toBe(head.seq / 2);
      expect(rows.every((found) => found.value !== undefined)).toBe(true);
      await store.close();
      expect(await verify(placesIn(folder).folder, {})).toMatchObject({ ok: true, facts: head.seq });
      least = head.seq;
    }
  });
});

/** A file system of its own that can really be full. Mounting takes root, as on the project's machines and in its CI. */
const DISK_MIB = 24;
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

describe.skipIf(!canMount)('the log on a full disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
    mkdirSync(placesIn(folder).folder);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${String(DISK_MIB)}m`, 'tmpfs', placesIn(folder).folder]);
    expect(mounted.status, String(mounted.stderr)).toBe(0);
  });
  afterEach(() => {
    spawnSync('umount', [placesIn(folder).folder]);
    rmSync(folder, { recursive: true });
  });

  it('rejects what it can not write, and goes on without a restart once there is space', async () => {
    const store = sqliteStore(folder);
    let head = await grown(store.log, await store.log.open(), 3);
    const filler = join(placesIn(folder).folder, 'filler');
    fill(filler);
    const big = (after: Head): ReturnType<typeof batchAfter> =>
      batchAfter(after, { facts: [factAfter(after, 1, { data: 'x'.repeat(1_000_000) })], rows: [row('alarm/a', after.seq)] });
    let failed: unknown;
    for (let i = 0; i < 100 && failed === undefined; i += 1) {
      head = await committed(store.log, big(head)).catch((error: unknown) => {
        failed = error;
        return head;
      });
    }
    expect(failed).toBeInstanceOf(FaultError);
    expect(failed).toMatchObject({ code: 'log-append-failed', retryable: true });
    // Still full: opening may fail or not, but never with a batch that was not confirmed in part.
    const reopened = await store.log.open().catch((error: unknown) => error);
    if (reopened instanceof Error) expect(reopened).toMatchObject({ retryable: true });
    else expect(reopened).toEqual(head);
    rmSync(filler);
    expect(await store.log.open()).toEqual(head);
    expect((await loaded(store.log)).map((found) => found.value)).toEqual([head.seq - 1]);
    head = await grown(store.log, head, 5);
    await store.close();
    expect(await verify(placesIn(folder).folder, {})).toMatchObject({ ok: true, facts: head.seq });
  });

  it('can be opened for the first time once there is space', async () => {
    const filler = join(placesIn(folder).folder, 'filler');
    fill(filler);
    const store = sqliteStore(folder);
    await expect(store.log.open()).rejects.toMatchObject({ code: 'log-open-failed', retryable: true });
    rmSync(filler);
    await grown(store.log, await store.log.open(), 2);
    await store.close();
  });
});

/** Writes until the file system takes no more. */
function fill(file: string): void {
  const chunk = Buffer.alloc(64 * 1024, 1);
  for (;;) {
    try {
      writeFileSync(file, chunk, { flag: 'a' });
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' });
      return;
    }
  }
}
