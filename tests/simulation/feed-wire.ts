import { Duplex } from 'node:stream';

/** The gateway's end of a page's connection: bytes that it writes go to `out`. What comes from the page is pushed in. */
export class FeedWire extends Duplex {
  readonly #out: (bytes: Buffer) => void;
  readonly #ended: () => void;
  /** The page does not read: what is written stays in the gateway's buffers. */
  isStuck = false;

  constructor(out: (bytes: Buffer) => void, ended: () => void) {
    super();
    this.#out = out;
    this.#ended = ended;
  }

  override _read(): void {
    // Bytes come by `push` when they come.
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#out(chunk);
    // A peer that does not read never makes room.
    if (!this.isStuck) done();
  }

  override _final(done: (error?: Error | null) => void): void {
    done();
    this.#ended();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    done(error);
    this.#ended();
  }
}

const TEXT = 0x1;
const CLOSE = 0x8;

/** A text frame as a browser sends it (RFC 6455 5.2): masked, with a mask of zeros. */
export function frameOf(text: string): Buffer {
  const body = Buffer.from(text);
  const short = body.length < 126;
  const head = Buffer.alloc(short ? 6 : 8);
  head[0] = 0x80 | TEXT;
  head[1] = 0x80 | (short ? body.length : 126);
  if (!short) head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, body]);
}

/** Puts the gateway's frames together again, behind its answer to the upgrade. */
export class FeedFrames {
  #bytes = Buffer.alloc(0);
  #isOpen = false;

  /** The texts that are complete now; `closed` when the gateway said goodbye, or refused. */
  take(bytes: Buffer): { readonly texts: readonly string[]; readonly closed: boolean } {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    if (!this.#isOpen) {
      const end = this.#bytes.indexOf('\r\n\r\n');
      if (end < 0) return { texts: [], closed: false };
      if (!this.#bytes.subarray(0, end).includes('HTTP/1.1 101')) return { texts: [], closed: true };
      this.#isOpen = true;
      this.#bytes = this.#bytes.subarray(end + 4);
    }
    const texts: string[] = [];
    for (let frame = this.#next(); frame !== undefined; frame = this.#next()) {
      if (frame.kind === CLOSE) return { texts, closed: true };
      if (frame.kind === TEXT) texts.push(frame.body.toString('utf8'));
    }
    return { texts, closed: false };
  }

  #next(): { readonly kind: number; readonly body: Buffer } | undefined {
    const [first, second] = this.#bytes;
    if (first === undefined || second === undefined) return undefined;
    const head = second < 126 ? 2 : second === 126 ? 4 : 10;
    if (this.#bytes.length < head) return undefined;
    const length = second < 126 ? second : second === 126 ? this.#bytes.readUInt16BE(2) : Number(this.#bytes.readBigUInt64BE(2));
    if (this.#bytes.length < head + length) return undefined;
    const body = this.#bytes.subarray(head, head + length);
    this.#bytes = this.#bytes.subarray(head + length);
    return { kind: first & 0x0f, body };
  }
}
