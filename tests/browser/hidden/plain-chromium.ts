import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { until } from '../../harness/wait.ts';
import { Tab } from './tab.ts';

/** A cold start of the browser on a busy machine. */
const START_WITHIN_MS = 60_000;

/**
 * Chromium as a person starts it, in a window on a screen of its own (Xvfb). Playwright's browser never hides a page and turns the
 * throttling of hidden ones off; only this one shows what a tab behind another tab can do.
 */
export class PlainChromium {
  readonly #screen: ChildProcess;
  readonly #browser: ChildProcess;
  readonly #folder: string;
  #devTools = '';

  private constructor(parts: { screen: ChildProcess; browser: ChildProcess; folder: string }) {
    this.#screen = parts.screen;
    this.#browser = parts.browser;
    this.#folder = parts.folder;
  }

  static async start(flags: readonly string[] = []): Promise<PlainChromium> {
    const { screen, display } = await startScreen();
    const folder = await mkdtemp(join(tmpdir(), 'duress-chromium-'));
    // No flag here may touch timers, sound policy, or what counts as hidden.
    const own = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--no-default-browser-check'];
    const where = [`--user-data-dir=${folder}`, '--remote-debugging-port=0', '--window-size=1280,800'];
    const program = process.env['DURESS_CHROMIUM'] ?? '/usr/bin/chromium';
    const browser = spawn(program, [...own, ...where, ...flags, 'about:blank'], {
      env: { ...process.env, DISPLAY: display },
      stdio: 'ignore',
      // A group of its own: the program is a script that starts the browser.
      detached: true,
    });
    const started = new PlainChromium({ screen, browser, folder });
    try {
      const port = await until('the browser says where it listens', () => portOf(folder), { withinMs: START_WITHIN_MS });
      started.#devTools = `http://127.0.0.1:${port}`;
    } catch (error) {
      await started.stop();
      throw error;
    }
    return started;
  }

  /** A new tab in front of all others in the one window. */
  async open(address: string): Promise<Tab> {
    const answer = await fetch(`${this.#devTools}/json/new?${encodeURIComponent(address)}`, { method: 'PUT' });
    if (!answer.ok) throw new Error(`no new tab: ${answer.status} ${await answer.text()}`);
    const { id } = (await answer.json()) as { id: string }; // as: the browser's own description of a tab
    return new Tab(this.#devTools, id);
  }

  async stop(): Promise<void> {
    await ended(this.#browser, () => {
      // as a negative number: the whole group.
      if (this.#browser.pid !== undefined) process.kill(-this.#browser.pid, 'SIGTERM');
    });
    await ended(this.#screen, () => this.#screen.kill('SIGTERM'));
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A virtual screen with a number of its own choice. */
async function startScreen(): Promise<{ screen: ChildProcess; display: string }> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  if (!folders.some((folder) => existsSync(join(folder, 'Xvfb'))))
    throw new Error('Xvfb is not installed: a hidden tab needs a real window (Debian: apt-get install xvfb)');
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  let said = '';
  screen.stdio[3]?.on('data', (bytes: Buffer) => (said += bytes.toString('utf8')));
  const number = await until('the virtual screen has a number', () => /^\d+\n/.exec(said)?.[0].trim(), { withinMs: START_WITHIN_MS });
  return { screen, display: `:${number}` };
}

async function portOf(folder: string): Promise<string | undefined> {
  const file = join(folder, 'DevToolsActivePort');
  if (!existsSync(file)) return undefined;
  const [port] = (await readFile(file, 'utf8')).split('\n');
  return port === undefined || port === '' ? undefined : port;
}

async function ended(child: ChildProcess, end: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  end();
  await exit;
}
