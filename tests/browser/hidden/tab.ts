import { once } from 'node:events';
import { WebSocket } from 'ws';

/** The browser can't do now what it was asked. */
class ProtocolError extends Error {}

/** One tab of a plain Chromium. Nothing is attached to it but for the moment of a question: a debugger that stays changes what is measured. */
export class Tab {
  readonly #devTools: string;
  readonly #id: string;

  constructor(devTools: string, id: string) {
    this.#devTools = devTools;
    this.#id = id;
  }

  /** As it stands on the tab; asked of the browser, not of the page. */
  async title(): Promise<string> {
    const list = (await (await fetch(`${this.#devTools}/json/list`)).json()) as { id: string; title: string }[]; // as: the browser's list
    return list.find(({ id }) => id === this.#id)?.title ?? '';
  }

  /** Brings it to the front, and hides the one that was there. */
  async show(): Promise<void> {
    await fetch(`${this.#devTools}/json/activate/${this.#id}`);
  }

  /** Runs in the page, without what would count as a gesture. */
  async evaluate<T>(expression: string): Promise<T> {
    const answer = await this.#ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    const { result, exceptionDetails } = answer as { result: { value: T }; exceptionDetails?: { text: string } }; // as: the protocol's answer
    if (exceptionDetails !== undefined) throw new ProtocolError(`in the page: ${JSON.stringify(exceptionDetails)}`);
    return result.value;
  }

  /** The same, of a page that may be on its way to another one: then there is no answer. */
  async ask<T>(expression: string): Promise<T | undefined> {
    try {
      return await this.evaluate<T>(expression);
    } catch (error) {
      if (error instanceof ProtocolError) return undefined;
      throw error;
    }
  }

  /** A real click, which the browser takes for a person's. */
  async click(x: number, y: number): Promise<void> {
    const at = { x, y, button: 'left', clickCount: 1 };
    await this.#ask('Input.dispatchMouseEvent', { ...at, type: 'mousePressed' }, [
      'Input.dispatchMouseEvent',
      { ...at, type: 'mouseReleased' },
    ]);
  }

  async #ask(method: string, params: object, ...more: readonly [string, object][]): Promise<unknown> {
    const socket = new WebSocket(`${this.#devTools.replace('http', 'ws')}/devtools/page/${this.#id}`);
    await once(socket, 'open');
    try {
      let answer: unknown;
      for (const [index, [name, value]] of [[method, params] as const, ...more].entries()) {
        socket.send(JSON.stringify({ id: index, method: name, params: value }));
        const [data] = (await once(socket, 'message')) as [Buffer]; // as: a text frame comes as a buffer
        const message = JSON.parse(data.toString('utf8')) as { result?: unknown; error?: { message: string } }; // as: the protocol's answer
        if (message.error !== undefined) throw new ProtocolError(`${name}: ${message.error.message}`);
        answer = message.result;
      }
      return answer;
    } finally {
      socket.close();
    }
  }
}
