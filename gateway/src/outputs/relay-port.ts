import type { Clock } from '../base/clock.ts';
import { SECOND_MS } from '../base/durations.ts';
import type { OpenPort, PortLine } from '../engine/ports/outputs.ts';
import type { Relay } from './relay.ts';

/** A port that has not taken a handful of bytes in this time takes none. */
const WRITTEN_WITHIN_MS = 5 * SECOND_MS;

/** One serial port with one or several relays on it: of each relay the newest wish waits, and one is on its way. */
export class RelayPort {
  readonly path: string;
  readonly #clock: Clock;
  readonly #line: PortLine;
  readonly #relays = new Set<SerialRelay>();
  readonly #waiting = new Map<SerialRelay, Uint8Array>();
  #writing: { readonly relay: SerialRelay; readonly at: number } | undefined;
  #why: string | undefined;

  constructor(port: { readonly path: string; readonly baudRate: number }, open: OpenPort, clock: Clock) {
    this.path = port.path;
    this.#clock = clock;
    this.#line = open(port, {
      opened: () => {
        this.#why = undefined;
        for (const relay of this.#relays) relay.again(); // a board that was plugged in again stands at off
      },
      lost: (why) => {
        this.#why = why;
        this.#writing = undefined;
      },
      written: () => this.#written(),
    });
    this.#line.start();
  }

  get isUnused(): boolean {
    return this.#relays.size === 0;
  }

  get why(): string | undefined {
    const isStuck = this.#writing !== undefined && this.#clock.mono() - this.#writing.at >= WRITTEN_WITHIN_MS;
    return this.#why ?? (isStuck ? 'the port takes nothing' : undefined);
  }

  relay(bytes: { readonly on: Uint8Array; readonly off: Uint8Array }): SerialRelay {
    const relay = new SerialRelay(this, bytes);
    this.#relays.add(relay);
    return relay;
  }

  put(relay: SerialRelay, bytes: Uint8Array): void {
    this.#waiting.set(relay, bytes);
    this.pump();
  }

  forget(relay: SerialRelay): void {
    this.#relays.delete(relay);
    this.#waiting.delete(relay);
  }

  isWaiting(relay: SerialRelay): boolean {
    return this.#waiting.has(relay) || this.#writing?.relay === relay;
  }

  pump(): void {
    if (!this.#line.isFree) return;
    for (const [relay, bytes] of this.#waiting) {
      this.#waiting.delete(relay);
      this.#writing = { relay, at: this.#clock.mono() };
      this.#line.write(bytes);
      return;
    }
  }

  stop(): Promise<void> {
    return this.#line.stop();
  }

  #written(): void {
    const relay = this.#writing?.relay;
    this.#writing = undefined;
    relay?.written();
    this.pump();
  }
}

/** One relay of a board, switched by the bytes that its manual names. What the board does with them it does not say. */
export class SerialRelay implements Relay {
  readonly #port: RelayPort;
  readonly #bytes: { readonly on: Uint8Array; readonly off: Uint8Array };
  #wish: boolean | undefined;
  #isWritten = false;

  constructor(port: RelayPort, bytes: { readonly on: Uint8Array; readonly off: Uint8Array }) {
    this.#port = port;
    this.#bytes = bytes;
  }

  get isSettled(): boolean {
    return this.#isWritten && !this.#port.isWaiting(this) && this.lost === undefined;
  }

  get lost(): Relay['lost'] {
    const why = this.#port.why;
    return why === undefined ? undefined : { why };
  }

  set(on: boolean): void {
    if (on !== this.#wish) this.#isWritten = false;
    this.#wish = on;
    this.#port.put(this, on ? this.#bytes.on : this.#bytes.off);
  }

  again(): void {
    if (this.#wish !== undefined) this.set(this.#wish);
  }

  written(): void {
    this.#isWritten = true;
  }

  tick(): void {
    this.#port.pump();
  }

  close(): void {
    this.#port.forget(this);
  }
}
