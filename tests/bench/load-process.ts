import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Answered, Command, Measured } from './load/commands.ts';

/** The load, from the side of whoever measures. */
export class LoadProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answered: Answered) => void>();
  #next = 1;
  #presses = { count: 0, unacked: 0, unshown: 0 };

  constructor() {
    this.#child = fork(fileURLToPath(new URL('./load/main.ts', import.meta.url)), { execArgv: [] });
    this.#child.on('message', (answered: Answered) => {
      this.#waiting.get(answered.id)?.(answered);
      this.#waiting.delete(answered.id);
    });
    this.#child.on('exit', () => {
      for (const [id, settle] of this.#waiting) settle({ id, error: 'the load process has ended' });
      this.#waiting.clear();
    });
  }

  /** All presses so far, and those of them that did not get where they should. */
  get presses(): { readonly count: number; readonly unacked: number; readonly unshown: number } {
    return this.#presses;
  }

  async ask(command: Command): Promise<Measured> {
    const id = this.#next;
    this.#next += 1;
    const answered = await new Promise<Answered>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ id, command });
    });
    if ('error' in answered) throw new Error(`${command.do}: ${answered.error}`);
    const { ack, unacked, unshown, troubles } = answered.measured;
    const { count, ...not } = this.#presses;
    this.#presses = { count: count + ack.length + unacked, unacked: not.unacked + unacked, unshown: not.unshown + unshown };
    if (troubles.length > 0) console.log(`${command.do}: ${troubles.length} connections were lost; ${troubles[0] ?? ''}`);
    return answered.measured;
  }

  /** Ends it; once it has ended there is nothing to do. */
  async stop(): Promise<void> {
    if (!this.#child.connected) return;
    await this.ask({ do: 'close' });
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }
}
