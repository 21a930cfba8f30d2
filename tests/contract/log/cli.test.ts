import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommandLine, type Outcome } from '../../../gateway/src/cli/command-line.ts';
import { allCommands } from '../../../gateway/src/cli/commands.ts';
import { allFacts, batchAfter, committed, factAfter, grown, row } from './sample.ts';
import { placesIn, sqliteStore, temporaryFolder } from './store-kind.ts';

describe('duress', () => {
  let folder: string;
  beforeEach(async () => {
    folder = temporaryFolder();
    const store = sqliteStore(folder);
    const open = await store.log.open();
    const fault = { fault: 'disk:gateway', code: 'disk', subject: 'gateway', label: 'disk' };
    const head = await committed(
      store.log,
      batchAfter(open, {
        facts: [
          factAfter(open, 1, { kind: 'FaultOpened', data: fault, secret: { subject: 'person:p1', value: 'x' } }),
          factAfter(open, 2, { kind: 'GatewayNoted', data: { event: 'started' } }),
        ],
        rows: [row('fault/disk:gateway', { ...fault, since: 1_001 })],
      }),
    );
    await committed(store.log, batchAfter(head, { facts: [factAfter(head, 1, { kind: 'GatewayNoted', data: { event: 'stopped' } })] }));
    await store.close();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const duress = async (words: string, data = placesIn(folder).folder): Promise<Outcome> =>
    await runCommandLine(
      allCommands(),
      [...words.split(' ').filter((word) => word !== ''), '--data', data, '--key-file', placesIn(folder).masterKeyFile],
      {},
    );
  const asked = async (words: string, data?: string): Promise<unknown> =>
    JSON.parse((await duress(`${words} --json`, data)).out) as unknown;

  it('verifies a sound log with exit 0 and a damaged one with exit 1', async () => {
    expect(await duress('log verify')).toMatchObject({ exit: 0, err: '' });
    expect(await asked('log verify')).toMatchObject({ ok: true, facts: 3 });
    const database = new DatabaseSync(join(placesIn(folder).folder, 'log.db'));
    database.exec('DELETE FROM fact WHERE seq = 2');
    database.close();
    expect(await duress('log verify')).toMatchObject({ exit: 1 });
    expect(await asked('log verify')).toMatchObject({ ok: false, defect: { seq: 2, what: 'missing' } });
  });

  it('exports with a signed head that finds a cut tail later', async () => {
    const file = join(folder, 'export.jsonl');
    expect(await asked(`log export ${file}`)).toMatchObject({ ok: true, facts: 3, signed: true });
    expect(await duress(`log verify ${file}`)).toMatchObject({ exit: 0 });
    const { end } = JSON.parse(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1) ?? '') as { end: object }; // as: the export's last line
    const head = JSON.stringify(end);
    const options = [
      'log',
      'verify',
      '--json',
      '--head',
      head,
      '--data',
      placesIn(folder).folder,
      '--key-file',
      placesIn(folder).masterKeyFile,
    ];
    expect(JSON.parse((await runCommandLine(allCommands(), options, {})).out)).toMatchObject({ ok: true, noted: 3, signatures: true });
    const database = new DatabaseSync(join(placesIn(folder).folder, 'log.db'));
    database.exec('DELETE FROM fact WHERE seq = 3');
    database.close();
    expect(JSON.parse((await runCommandLine(allCommands(), options, {})).out)).toMatchObject({
      ok: false,
      defect: { seq: 3, what: 'cut' },
    });
  });

  it('compares the derived rows with the facts, and makes them anew', async () => {
    expect(await asked('log rebuild --check')).toMatchObject({ ok: true, facts: 3, rows: 1 });
    const database = new DatabaseSync(join(placesIn(folder).folder, 'log.db'));
    database.exec(`UPDATE row SET body = '{}'; INSERT INTO archive (tbl, key, body) VALUES ('alarm', 'a', '{}')`);
    database.close();
    expect((await duress('log rebuild --check')).exit).toBe(1);
    expect(await asked('log rebuild --check')).toMatchObject({
      count: 2,
      differences: [
        { table: 'fault', what: 'different' },
        { table: 'alarm', what: 'surplus' },
      ],
    });
    expect(await asked('log rebuild')).toMatchObject({ ok: true, facts: 3 });
    expect(await asked('log rebuild --check')).toMatchObject({ ok: true });
  });

  it('backs up without the key, while a gateway runs, and restores into a new epoch', async () => {
    const running = sqliteStore(folder);
    const head = await grown(running.log, await running.log.open(), 2);
    const target = join(folder, 'backup');
    const done = await duress(`backup ${target}`);
    expect(done).toMatchObject({ exit: 0 });
    expect(done.out).toContain('NOT in it');
    expect(existsSync(join(target, 'master.key'))).toBe(false);
    expect(await duress(`backup ${target}`)).toMatchObject({ exit: 2 });
    await grown(running.log, head, 3);
    await running.close();
    expect(await duress(`restore ${target}`)).toMatchObject({ exit: 2 });
    rmSync(placesIn(folder).folder, { recursive: true });
    expect(await asked(`restore ${target}`)).toMatchObject({ ok: true, key: 'there', head: { seq: 5, epoch: 2 } });
    const restored = sqliteStore(folder);
    const open = await restored.log.open();
    expect(open).toMatchObject({ epoch: 2, seq: 5, hash: head.hash });
    const secret = { subject: 'person:p9', value: 'new' };
    await committed(restored.log, batchAfter(open, { facts: [factAfter(open, 1, { secret })] }));
    const facts = await allFacts(restored.log);
    expect(facts.map((fact) => fact.epoch)).toEqual([1, 1, 1, 1, 1, 2]);
    expect([facts[0]?.secret?.value, facts[5]?.secret?.value]).toEqual(['x', 'new']);
    await restored.close();
    expect(await duress('log verify')).toMatchObject({ exit: 0 });
  });

  it('restores on another machine from a backup with the key, and says when the key is missing', async () => {
    const target = join(folder, 'backup');
    expect((await duress(`backup ${target} --with-key`)).out).toContain('MASTER KEY');
    const there = join(folder, 'there');
    const words = ['restore', target, '--data', join(there, 'data'), '--key-file', join(there, 'keys', 'master.key'), '--json'];
    expect(JSON.parse((await runCommandLine(allCommands(), words, {})).out)).toMatchObject({ ok: true, key: 'restored' });
    const store = sqliteStore(there);
    await store.log.open();
    expect((await allFacts(store.log))[0]?.secret?.value).toBe('x');
    await store.close();
    rmSync(there, { recursive: true });
    rmSync(join(target, 'master.key'));
    expect(JSON.parse((await runCommandLine(allCommands(), words, {})).out)).toMatchObject({ ok: true, key: 'missing' });
  });

  it('does not restore a damaged backup', async () => {
    const target = join(folder, 'backup');
    cpSync(placesIn(folder).folder, target, { recursive: true });
    const database = new DatabaseSync(join(target, 'log.db'));
    database.exec('UPDATE fact SET hash = zeroblob(32) WHERE seq = 2');
    database.close();
    rmSync(placesIn(folder).folder, { recursive: true });
    expect(await asked(`restore ${target}`)).toMatchObject({ ok: false, code: 'log-broken' });
    expect(existsSync(join(placesIn(folder).folder, 'log.db'))).toBe(false);
  });

  it('erases a person of a stopped gateway, once it is told to really do so; a running one keeps it out', async () => {
    expect(await duress('erase person:p1')).toMatchObject({ exit: 2 });
    expect(await duress('erase p1 --yes')).toMatchObject({ exit: 2 });
    const running = sqliteStore(folder);
    await running.log.open();
    expect(await asked('erase person:p1 --yes')).toMatchObject({ ok: false, code: 'log-locked' });
    await running.close();
    expect(await asked('erase person:p1 --yes')).toMatchObject({ ok: true, destroyed: 1 });
    expect(await asked('erase person:nobody --yes')).toMatchObject({ ok: false, code: 'nothing-sealed' });
    expect(await duress('log verify')).toMatchObject({ exit: 0 });
    await running.log.open();
    expect((await allFacts(running.log))[0]?.secret).toEqual({ subject: 'person:p1', value: undefined });
    await running.close();
  });

  it('explains itself, and refuses what it does not know', async () => {
    expect(await runCommandLine(allCommands(), [], {})).toMatchObject({ exit: 0 });
    expect((await duress('log verify --help')).out).toContain('--head');
    expect(await duress('log verify --heda x')).toMatchObject({ exit: 2 });
    expect(await duress('log forget')).toMatchObject({ exit: 2 });
    expect(await duress('backup')).toMatchObject({ exit: 2 });
    expect(await asked('log verify /nowhere')).toMatchObject({ ok: false, code: 'not-found' });
    const main = new URL('../../../gateway/src/cli/main.ts', import.meta.url).pathname;
    expect(spawnSync(process.execPath, [main, 'log', 'verify', '--data', placesIn(folder).folder]).status).toBe(0);
    expect(spawnSync(process.execPath, [main, 'nonsense']).status).toBe(2);
  });
});
