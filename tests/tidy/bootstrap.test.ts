import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from './tree.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'duress-old-node-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the first file of every npm script under a Node that says it is of another version. */
function startAs(version: string, ...args: readonly string[]) {
  const disguise = join(folder, `${version}.cjs`);
  writeFileSync(
    disguise,
    `Object.defineProperty(process, 'version', { value: 'v${version}' });
     Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', disguise, 'gateway/bootstrap/run.cjs', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test.each(['8.17.0', '16.20.2', '19.9.0'])('Node %s is refused in one sentence', (version) => {
  const { status, stdout, stderr } = startAs(version, 'start');
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    `Duress Gateway needs Node.js 20 or newer to start; this is v${version}. Install a current one from https://nodejs.org and run the command again.\n`,
  );
});

test('Node 20 goes on to the command', () => {
  expect(startAs('20.0.0')).toMatchObject({ status: 2, stderr: expect.stringContaining('usage:') as unknown });
});

test.each([
  ['all passed', 0, { numPassedTests: 3, numFailedTests: 0, testResults: [] }, { passed: 3, failed: 0 }],
  ['one failed', 1, { numPassedTests: 2, numFailedTests: 1, testResults: [] }, { passed: 2, failed: 1 }],
  ['a file that could not be loaded', 1, report({ status: 'failed', assertionResults: [] }), { passed: 2, failed: 1 }],
  [
    'a failed test counts once, not again as its file',
    1,
    report({ status: 'failed', assertionResults: [{ status: 'failed' }] }, 1),
    { passed: 2, failed: 1 },
  ],
  ['an error outside every test', 1, { numPassedTests: 2, numFailedTests: 0, testResults: [] }, { passed: 2, failed: 1 }],
  ['nothing was run', 0, { numPassedTests: 0, numFailedTests: 0, testResults: [] }, { passed: 0, failed: 1 }],
])('the last line of npm test: %s', async (_, code, found, tally) => {
  const address = new URL('../../gateway/bootstrap/tests.mjs', import.meta.url).href;
  // as: plain JavaScript, because it runs before anything is installed.
  const { count } = (await import(address)) as { count: (code: number, text: string | undefined, say: () => void) => unknown };
  expect(count(code, JSON.stringify(found), () => undefined)).toEqual(tally);
  expect(count(1, undefined, () => undefined)).toEqual({ passed: 0, failed: 1 });
});

function report(file: object, failed = 0) {
  return { numPassedTests: 2, numFailedTests: failed, testResults: [{ name: 'a.test.ts', ...file }] };
}
