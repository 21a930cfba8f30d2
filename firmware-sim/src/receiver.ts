import { FRAME_BYTES_MAX, RECEIVER_HEARTBEAT_MS } from '@duress/gateway/contract/radio/codes.ts';
import { lineFromAir, lineFromReceiver, parseLineTowardsAir } from '@duress/gateway/contract/radio/line.ts';
import { SlipDecoder } from '@duress/gateway/contract/radio/slip.ts';
import { SerialPort } from 'serialport';
import type { Air } from './air.ts';
import type { Cancel, Clock } from './clock.ts';
import { wakeOnBytes } from './serial-wake.ts';

export interface ReceiverParts {
  /** At most 8 characters. */
  readonly receiver: string;
  /** The tty that it is plugged into, seen from the receiver. */
  readonly path: string;
  readonly air: Air;
  readonly clock: Clock;
  readonly boot?: number | undefined;
  /** For who watches: `open`, `closed`, and what could not be used, by its cause. */
  readonly noticed?: ((what: string) => void) | undefined;
}

/** The line's speed; a pty ignores it, a real port does not. */
const BAUD = 115_200;
const REOPEN_MS = 1_000;
/** Bytes that wait for the line, about half a second of it. When it is full frames are lost, as in a receiver's small FIFO. */
const WAITING_MAX_BYTES = 8_192;

/** A radio receiver on a serial port: passes on what it hears, puts on the air what comes, understands none of it. */
export class Receiver {
  readonly #parts: ReceiverParts;
  readonly #decoder = new SlipDecoder(FRAME_BYTES_MAX);
  #boot: number;
  #port: SerialPort | undefined;
  #cancel: Cancel | undefined;
  #leave: (() => void) | undefined;
  #startedAt = 0;
  #heard = 0;

  constructor(parts: ReceiverParts) {
    this.#parts = parts;
    this.#boot = parts.boot ?? 0;
  }

  /** Resolves when the port is open, or could not be opened yet: then it is tried again and again. */
  start(): Promise<void> {
    if (this.#leave !== undefined) return Promise.resolve();
    this.#boot += 1;
    this.#startedAt = this.#parts.clock.mono();
    this.#leave = this.#parts.air.addReceiver((frame, rssi) => {
      this.#heard = (this.#heard + 1) >>> 0;
      this.#say(lineFromAir(frame, { receiver: this.#parts.receiver, rssi }));
    });
    return new Promise((resolve) => {
      this.#open(resolve);
    });
  }

  /** Resolves when the port is closed. */
  stop(): Promise<void> {
    this.#leave?.();
    this.#leave = undefined;
    this.#cancel?.();
    const port = this.#port;
    this.#port = undefined;
    if (port?.isOpen !== true) return Promise.resolve();
    return new Promise((resolve) => {
      port.close(() => resolve());
    });
  }

  #open(tried: () => void = () => undefined): void {
    const port = new SerialPort({ path: this.#parts.path, baudRate: BAUD, autoOpen: false });
    this.#port = port;
    port.on('data', (chunk: Buffer) => this.#hear(chunk));
    port.on('error', () => this.#gone(port));
    port.on('close', () => this.#gone(port));
    port.open((cause) => {
      tried();
      if (cause !== null) return this.#gone(port);
      if (port !== this.#port) return port.close();
      wakeOnBytes(port);
      this.#parts.noticed?.('open');
      this.#say(lineFromReceiver({ type: 'hello', receiver: this.#parts.receiver, boot: this.#boot, firmware: 'sim-receiver-1.0.0' }));
      this.#beatLater();
    });
  }

  #beatLater(): void {
    const { clock, receiver } = this.#parts;
    this.#cancel = clock.after(RECEIVER_HEARTBEAT_MS, () => {
      const uptime = Math.floor((clock.mono() - this.#startedAt) / 1_000);
      this.#say(lineFromReceiver({ type: 'heartbeat', receiver, uptime, heard: this.#heard }));
      this.#beatLater();
    });
  }

  #hear(chunk: Uint8Array): void {
    for (const piece of this.#decoder.push(chunk)) {
      const frame = piece.result === 'damaged' ? piece : parseLineTowardsAir(piece.bytes);
      if (frame.result === 'damaged') this.#parts.noticed?.(frame.cause);
      else this.#parts.air.fromReceiver(frame.air);
    }
  }

  #say(bytes: Uint8Array): void {
    const port = this.#port;
    if (port?.isOpen !== true) return;
    if (port.writableLength > WAITING_MAX_BYTES) this.#parts.noticed?.('line-full');
    else port.write(bytes);
  }

  #gone(port: SerialPort): void {
    if (port !== this.#port) return;
    this.#port = undefined;
    this.#decoder.reset();
    this.#cancel?.();
    this.#parts.noticed?.('closed');
    if (this.#leave !== undefined) this.#cancel = this.#parts.clock.after(REOPEN_MS, () => this.#open());
  }
}
