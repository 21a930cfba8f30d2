import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';

const ROOT = join(import.meta.dirname, '../../..');

let folder: string;
const started: Demo[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'duress-demo-'));
});
afterEach(async () => {
  for (const demo of started.splice(0)) await demo.end('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** The demo as `npm run demo` runs it, without a terminal. */
class Demo {
  said = '';
  readonly process: ChildProcess;

  constructor(path: string) {
    this.process = spawn(process.execPath, ['gateway/src/demo.ts', folder], {
      cwd: ROOT,
      env: { PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) stream?.on('data', (text) => (this.said += String(text)));
    started.push(this);
  }

  async says(words: string): Promise<void> {
    await until(`the demo says "${words}"`, () => {
      if (this.process.exitCode !== null && !this.said.includes(words)) throw new Error(`it ended, and had said: ${this.said}`);
      return this.said.includes(words);
    });
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const gone = once(this.process, 'exit');
      this.process.kill(signal);
      await gone;
    }
    return this.process.exitCode;
  }
}

test('runs without socat and python3, and says what is missing', async () => {
  const demo = new Demo('');
  await demo.says('The radio button stays out');
  await demo.says('Ana presses in 20 seconds.');
  await demo.says("Ana's button shows: ready");
  expect(await demo.end('SIGINT')).toBe(0);
});

test('a taken port is said, another demo in its folder is refused, and the first goes on; no line is left behind', async () => {
  const taken = createServer().listen(8_080, '127.0.0.1');
  // Somebody else of this machine may have it already: then it is taken all the same.
  await new Promise((resolve) => taken.once('listening', resolve).once('error', resolve));
  const first = new Demo(process.env['PATH'] ?? '');
  await first.says('Port 8080 is taken here');
  await first.says("Tom's radio button shows: ready");
  const second = new Demo(process.env['PATH'] ?? '');
  await second.says('The demo could not start');
  expect(await readdir(folder)).toContain(`gateway-${String(first.process.pid)}.tty`);
  expect(await first.end('SIGINT')).toBe(0);
  expect((await readdir(folder)).filter((name) => name.endsWith('.tty'))).toEqual([]);
  taken.close();
});
