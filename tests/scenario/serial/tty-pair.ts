import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Two ends of a real serial line, made by socat. Unplugging kills it; plugging in again makes a new line at the same paths. */
export class TtyPair {
  readonly folder: string;
  readonly gatewayEnd: string;
  readonly receiverEnd: string;
  #socat: ChildProcess | undefined;

  private constructor(folder: string) {
    this.folder = folder;
    this.gatewayEnd = join(folder, 'gateway');
    this.receiverEnd = join(folder, 'receiver');
  }

  static async make(): Promise<TtyPair> {
    const pair = new TtyPair(await mkdtemp(join(tmpdir(), 'duress-tty-')));
    await pair.plug();
    return pair;
  }

  async plug(): Promise<void> {
    if (this.#socat !== undefined) return;
    const ends = [this.gatewayEnd, this.receiverEnd].map((path) => `pty,raw,echo=0,link=${path}`);
    const socat = spawn('socat', ['-d', '-d', ...ends], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#socat = socat;
    let said = '';
    for await (const chunk of socat.stderr) {
      said += String(chunk);
      if (said.includes('starting data transfer loop')) break;
    }
    socat.stderr.resume();
  }

  /** The cable is pulled: both ends are gone at once. */
  async unplug(): Promise<void> {
    const socat = this.#socat;
    this.#socat = undefined;
    if (socat?.exitCode !== null) return;
    const gone = once(socat, 'exit');
    socat.kill('SIGKILL');
    await gone;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.unplug();
    await rm(this.folder, { recursive: true, force: true });
  }
}
