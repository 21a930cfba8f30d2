import { SerialPort } from 'serialport';
import { until } from '../../harness/wait.ts';

/** A relay board at the other end of a serial line: it reads, and its first relay does what the bytes say. */
export class RelayBoard {
  /** All that came, hexadecimal. */
  bytes = '';
  readonly #port: SerialPort;

  private constructor(port: SerialPort) {
    this.#port = port;
    port.on('data', (chunk: Buffer) => (this.bytes += chunk.toString('hex')));
    port.on('error', () => undefined); // the line was pulled
  }

  static async at(path: string): Promise<RelayBoard> {
    const port = new SerialPort({ path, baudRate: 9_600, autoOpen: false });
    const board = new RelayBoard(port);
    await new Promise<void>((resolve, reject) => {
      port.open((error) => (error === null ? resolve() : reject(error)));
    });
    return board;
  }

  /** What the first relay stands at; undefined before it was told anything. */
  get relay(): 'on' | 'off' | undefined {
    const last = this.bytes.match(/a0010[01]a[12]/g)?.at(-1);
    return last === undefined ? undefined : last === 'a00101a2' ? 'on' : 'off';
  }

  async is(state: 'on' | 'off'): Promise<void> {
    await until(`the relay is ${state}`, () => this.relay === state);
  }

  async close(): Promise<void> {
    if (!this.#port.isOpen) return;
    await new Promise<void>((resolve) => {
      this.#port.close(() => resolve()); // a line that was pulled can't be closed well
    });
  }
}
