import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { duress, duressAt, type Said } from '../../harness/duress.ts';
import { GatewayProcess } from '../../harness/process.ts';
import { until } from '../../harness/wait.ts';

/** `nobody`: has no right to anything of ours. */
const NOBODY = 65_534;
const asRoot = process.getuid?.() === 0;

let gateway: GatewayProcess;
let folder: string;

beforeAll(async () => {
  gateway = await GatewayProcess.start();
  folder = mkdtempSync(join(tmpdir(), 'duress-cli-'));
});
afterAll(async () => {
  await gateway.remove();
  rmSync(folder, { recursive: true });
});

const ask = (words: string): Promise<Said> => duressAt(gateway, words.split(' '));
const refused = async (said: Promise<Said>): Promise<unknown> => {
  const { exit, json } = await said;
  return { exit, code: json['code'], ok: json['ok'] };
};

describe('a folder without a log', () => {
  test.each([
    'device list',
    'user list',
    'token list',
    'token revoke t',
    'user add ana',
    'token add t --scope wall',
    'backup there',
    'log export there.jsonl',
    'log rebuild',
    'erase person:a --yes',
  ])('`duress %s` says so, and makes nothing there', async (words) => {
    const cwd = mkdtempSync(join(folder, 'empty-'));
    const said = await duress([...words.split(' '), '--json'], { cwd });
    expect(said).toMatchObject({ exit: 1, json: { ok: false, code: 'not-found' } });
    expect(said.json['detail']).toContain('there is no log in var/data');
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe.runIf(asRoot)('a user without rights', () => {
  test.each(['device list', 'user add ana', 'backup /tmp/duress-not-made', 'log verify', 'log rebuild'])(
    '`duress %s` names the folder, and says whose commands these are',
    async (words) => {
      const said = await duressAt(gateway, [...words.split(' '), '--json'], { uid: NOBODY, cwd: '/' });
      expect(said).toMatchObject({ exit: 1, json: { ok: false, code: 'log-open-failed' } });
      expect(said.json['detail']).toContain(gateway.data);
      expect(existsSync('/tmp/duress-not-made')).toBe(false);
    },
  );
});

describe('on a running gateway', () => {
  test('what needs it stopped is refused with `log-locked`; the rest works', async () => {
    expect(await refused(ask('log rebuild --json'))).toEqual({ exit: 1, code: 'log-locked', ok: false });
    expect(await refused(ask('erase person:a --yes --json'))).toEqual({ exit: 1, code: 'log-locked', ok: false });
    const backup = join(folder, 'backup');
    expect(await ask(`backup ${backup} --json`)).toMatchObject({ exit: 0, json: { ok: true, withKey: false } });
    expect(await ask(`log verify ${backup} --json`)).toMatchObject({ exit: 0, json: { ok: true } });
    expect(await ask('log verify')).toMatchObject({ exit: 0, err: '' });
    expect(await refused(ask(`restore ${backup} --json`))).toEqual({ exit: 2, code: 'usage', ok: false });
  });

  test('an export does not write over a file: it may be the log itself', async () => {
    const file = join(folder, 'precious.txt');
    writeFileSync(file, 'precious');
    expect(await refused(ask(`log export ${file} --json`))).toEqual({ exit: 1, code: 'already-there', ok: false });
    expect(await refused(ask(`log export ${join(gateway.data, 'log.db')} --json`))).toEqual({ exit: 1, code: 'already-there', ok: false });
    expect(readFileSync(file, 'utf8')).toBe('precious');
    expect(await ask('log verify')).toMatchObject({ exit: 0 });
  });

  test('a backup with a key that is not there leaves nothing that looks like a backup', async () => {
    const target = join(folder, 'half');
    expect(await refused(ask(`backup ${target} --with-key --key-file ${join(folder, 'no.key')} --json`))).toEqual({
      exit: 1,
      code: 'key-unusable',
      ok: false,
    });
    expect(existsSync(target)).toBe(false);
  });

  test.each([
    ['/proc/duress-backup', 'log-open-failed', 1],
    ['/proc/duress/backup/of-today', 'log-open-failed', 1],
    ['/dev/null/backup', 'log-open-failed', 1],
    ['/dev/null', 'usage', 2],
  ])(
    'a backup to %s, where nothing can be made, is refused at once with what is wrong',
    { timeout: 20_000 },
    async (target, code, exit) => {
      const said = await ask(`backup ${target} --json`);
      expect(said).toMatchObject({ exit, json: { ok: false, code } });
      expect(said.json['detail']).toContain(target);
    },
  );

  test('a configuration that can not be used: status 2 and its own code', async () => {
    expect(await refused(ask('device list --config /nowhere.json --json'))).toEqual({ exit: 2, code: 'config-invalid', ok: false });
  });
});

describe('the control socket', () => {
  const path = (): string => join(gateway.data, 'control.sock');

  async function answerTo(text: string): Promise<unknown> {
    const socket = connect({ path: path(), allowHalfOpen: true });
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    const over = new Promise((done) => socket.once('end', done).once('close', done).once('error', done));
    socket.end(text);
    await over;
    socket.destroy();
    return answer === '' ? undefined : JSON.parse(answer);
  }

  test.each(['', 'device list', '{', '[]', '{"do":"rows","table":"sessions"}', '{"do":"save"}', '{"do":"stop"}'])(
    'answers %j, which is no request, with `usage`, and goes on',
    async (text) => {
      expect(await answerTo(text)).toMatchObject({ problem: { code: 'usage' } });
      expect(await answerTo('{"do":"rows","table":"devices"}')).toEqual({ rows: [] });
    },
  );

  test('closes a request without an end, and is there for the next', async () => {
    expect(await answerTo('x'.repeat(2 * 1_048_576))).toBeUndefined();
    expect(await ask('device list')).toMatchObject({ exit: 0 });
  });

  test('with all its places taken a command says that it got no answer; when one is free it works', async () => {
    const others = Array.from({ length: 4 }, () => connect(path()));
    await until('they are connected', () => others.every((one) => !one.connecting));
    expect(await refused(ask('device list --json'))).toEqual({ exit: 1, code: 'no-answer-in-time', ok: false });
    for (const one of others) one.destroy();
    await until('it works again', async () => (await ask('device list')).exit === 0);
  });

  test('can be opened by the user of the gateway alone', async () => {
    const { mode } = await import('node:fs').then(({ statSync }) => statSync(path()));
    expect(mode & 0o777).toBe(0o600);
  });
});

describe('a stopped gateway', () => {
  afterEach(() => {
    if (existsSync(gateway.masterKeyFile)) chmodSync(gateway.masterKeyFile, 0o600);
  });

  test('a wrong key: `key-unusable`, with nothing changed', async () => {
    expect(await gateway.stop()).toBe(0);
    const wrong = join(folder, 'wrong.key');
    writeFileSync(wrong, 'not a key');
    expect(await refused(ask(`user add ana --key-file ${wrong} --json`))).toEqual({ exit: 1, code: 'key-unusable', ok: false });
    expect(await ask('user add ana')).toMatchObject({ exit: 0 });
  });

  test('rebuilds, compares, exports, erases, restores; a no has its code', async () => {
    expect(await ask('log rebuild --json')).toMatchObject({ exit: 0, json: { ok: true } });
    expect(await ask('log rebuild --check --json')).toMatchObject({ exit: 0, json: { ok: true, count: 0 } });
    expect(await refused(ask('erase person:nobody --yes --json'))).toEqual({ exit: 1, code: 'nothing-sealed', ok: false });
    const { json } = await ask('user add eve --json');
    expect(await refused(ask(`erase person:${String(json['person'])} --json`))).toEqual({ exit: 2, code: 'usage', ok: false });
    expect(await ask(`erase person:${String(json['person'])} --yes --json`)).toMatchObject({ exit: 0, json: { destroyed: 1 } });
    const file = join(folder, 'log.jsonl');
    expect(await ask(`log export ${file} --json`)).toMatchObject({ exit: 0, json: { ok: true, signed: true } });
    expect(await ask(`log verify ${file} --json`)).toMatchObject({ exit: 0, json: { ok: true } });
    const cut = join(folder, 'cut.jsonl');
    writeFileSync(cut, readFileSync(file, 'utf8').replace('"kind":"PersonSaved"', '"kind":"PersonEaten"'));
    expect(await refused(ask(`log verify ${cut} --json`))).toEqual({ exit: 1, code: 'log-broken', ok: false });
    const there = join(folder, 'restored');
    const restored = ask(`restore ${join(folder, 'backup')} --data ${there} --json`);
    expect(await restored).toMatchObject({ exit: 0, json: { ok: true, key: 'there' } });
    expect(await refused(ask(`restore ${join(folder, 'nowhere')} --data ${there}-2 --json`))).toEqual({
      exit: 1,
      code: 'not-found',
      ok: false,
    });
  });
});
