import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { nextKeyFile, oldKeyFile } from '../../gateway/src/store/sealing/rotation.ts';
import { batchAfter, committed, factAfter } from '../contract/log/sample.ts';
import { placesIn, sqliteStore, temporaryFolder } from '../contract/log/store-kind.ts';
import { duress } from '../harness/duress.ts';
import { until } from '../harness/wait.ts';

const MAIN = fileURLToPath(new URL('../../gateway/src/cli/main.ts', import.meta.url));
const SENTENCE = 'He blocked the door';
/** Subjects with a text each, so that a rotation takes long enough to be hit in the middle. */
const SUBJECTS = 3_000;
const KILLS = 12;
const FURTHER = 5;

test('killed at any moment, the log opens with one of the two keys and every text is there', { timeout: 240_000 }, async () => {
  const folder = temporaryFolder();
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const places = placesIn(folder);
  const environment = { DURESS_DATA: places.folder, DURESS_MASTER_KEY_FILE: places.masterKeyFile };
  const store = sqliteStore(folder);
  const open = await store.log.open();
  const facts = Array.from({ length: SUBJECTS }, (_, i) =>
    factAfter(open, i + 1, { secret: { subject: `debrief:d${String(i)}`, value: { text: SENTENCE } } }),
  );
  await committed(store.log, batchAfter(open, { facts }));
  await store.close();

  async function everythingOpens(): Promise<void> {
    const again = sqliteStore(folder);
    try {
      await again.log.open();
      const some = await again.log.factsAfter(SUBJECTS - 400, 500);
      expect(some.map((fact) => fact.secret?.value)).toEqual(some.map(() => ({ text: SENTENCE })));
      expect(some).toHaveLength(400);
    } finally {
      await again.close();
    }
  }

  const rotate = (): ReturnType<typeof spawn> =>
    spawn(process.execPath, [MAIN, 'key', 'rotate', '--yes'], { env: { PATH: process.env['PATH'], ...environment }, stdio: 'ignore' });
  const begun = (): boolean => existsSync(nextKeyFile(places.masterKeyFile));
  // One that is let be, to know how long it takes here.
  const whole = rotate();
  await until('it has begun', begun);
  const from = performance.now();
  await until('it is over', () => !begun());
  const takes = performance.now() - from;
  if (whole.exitCode === null) await once(whole, 'exit');

  const outcomes = { before: 0, after: 0 };
  let key = readFileSync(places.masterKeyFile, 'utf8');
  // Later ones may be slower than the first: further on, until one was over before the kill.
  for (let i = 0; i < KILLS || (outcomes.after === 0 && i < FURTHER * KILLS); i += 1) {
    const child = rotate();
    const gone = once(child, 'exit');
    // From the new key's file on, a little further each time.
    await until('it has begun', () => begun() || child.exitCode !== null);
    await pause((takes * 1.2 * i) / KILLS);
    child.kill('SIGKILL');
    await gone;
    await everythingOpens();
    const now = readFileSync(places.masterKeyFile, 'utf8');
    outcomes[now === key ? 'before' : 'after'] += 1;
    key = now;
    expect(begun()).toBe(false);
  }
  // Both kinds were met, or this has proven nothing.
  expect(outcomes.before).toBeGreaterThan(0);
  expect(outcomes.after).toBeGreaterThan(0);
  expect(await duress(['key', 'rotate', '--yes', '--json'], { environment })).toMatchObject({ exit: 0 });
  await everythingOpens();
  expect(existsSync(oldKeyFile(places.masterKeyFile))).toBe(true);
});
