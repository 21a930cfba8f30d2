import { Duplex } from 'node:stream';
import type { Cancel, Clock } from './clock.ts';
import { streamDelay, type Surroundings } from './link-conditions.ts';
import type { Random } from './random.ts';

export interface StreamParts {
  readonly inner: Duplex;
  readonly surroundings: Surroundings;
  readonly clock: Clock;
  readonly random: Random;
}

/** A socket in bad surroundings: late, and without coverage a black hole that keeps the connection open at both ends. */
export class ConditionedStream extends Duplex {
  readonly #inner: Duplex;
  readonly #up: Lane;
  readonly #down: Lane;
  readonly #forget: () => void;

  constructor(parts: StreamParts) {
    super({ allowHalfOpen: false });
    this.#inner = parts.inner;
    this.#up = new Lane(parts, (chunk) => {
      this.#inner.write(chunk);
    });
    this.#down = new Lane(parts, (chunk) => {
      this.push(chunk);
    });
    this.#forget = parts.surroundings.onChange(() => {
      this.#up.go();
      this.#down.go();
    });
    this.#inner.on('data', (chunk: Uint8Array) => {
      this.#down.take(chunk);
    });
    this.#inner.on('error', (cause) => this.destroy(cause));
    this.#inner.on('close', () => this.destroy());
  }

  override _write(chunk: Uint8Array, _encoding: string, done: (cause?: Error) => void): void {
    this.#up.take(chunk);
    done();
  }

  override _read(): void {
    // What comes is pushed as it comes: a button's modem has no use for back-pressure on a few hundred bytes.
  }

  override _final(done: (cause?: Error) => void): void {
    this.#inner.end();
    done();
  }

  override _destroy(cause: Error | null, done: (cause?: Error | null) => void): void {
    this.#forget();
    this.#up.stop();
    this.#down.stop();
    this.#inner.destroy();
    done(cause);
  }
}

/** Pieces that a sender holds back without coverage: then it stops, as a full TCP window does. A piece is a packet or so. */
const PIECES_MAX = 1_024;

/** One direction: pieces in their order, each due at its time, none while there is no coverage. */
class Lane {
  readonly #parts: StreamParts;
  readonly #deliver: (chunk: Uint8Array) => void;
  readonly #pieces: { readonly chunk: Uint8Array; readonly dueAt: number }[] = [];
  #cancel: Cancel | undefined;
  #stopped = false;

  constructor(parts: StreamParts, deliver: (chunk: Uint8Array) => void) {
    this.#parts = parts;
    this.#deliver = deliver;
  }

  take(chunk: Uint8Array): void {
    const { clock, random, surroundings } = this.#parts;
    if (this.#pieces.length >= PIECES_MAX) {
      // Nothing is ever missing in the middle of a stream: it breaks instead.
      this.#parts.inner.destroy();
      return;
    }
    const delay = streamDelay(chunk.length, surroundings.conditions, random);
    const last = this.#pieces.at(-1)?.dueAt ?? 0;
    this.#pieces.push({ chunk, dueAt: Math.max(last, clock.mono() + delay) });
    this.go();
  }

  go(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (this.#stopped || !this.#parts.surroundings.conditions.coverage) return;
    const now = this.#parts.clock.mono();
    for (let first = this.#pieces[0]; first !== undefined; first = this.#pieces[0]) {
      if (first.dueAt > now) {
        this.#cancel = this.#parts.clock.after(first.dueAt - now, () => this.go());
        return;
      }
      this.#pieces.shift();
      this.#deliver(first.chunk);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#pieces.length = 0;
  }
}
