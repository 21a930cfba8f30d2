import { damaged, FRAME_BYTES_MAX, type Damaged } from './codes.ts';

/** RFC 1055. */
const END = 0xc0;
const ESC = 0xdb;
const ESC_END = 0xdc;
const ESC_ESC = 0xdd;

/**
 * One frame for the line, with an END before it too (RFC 1055 recommends it): whatever noise or cut frame came before
 * ends there, and can't take this frame with it.
 */
export function slipEncode(frame: Uint8Array): Uint8Array {
  const out: number[] = [END];
  for (const byte of frame) {
    if (byte === END) out.push(ESC, ESC_END);
    else if (byte === ESC) out.push(ESC, ESC_ESC);
    else out.push(byte);
  }
  out.push(END);
  return Uint8Array.from(out);
}

export type SlipResult = { readonly result: 'frame'; readonly bytes: Uint8Array } | Damaged;

type Reading =
  | { readonly state: 'frame' }
  | { readonly state: 'escaped' }
  /** The frame is given up: everything up to the next END goes with it. */
  | { readonly state: 'lost' };

/**
 * Takes a line's bytes as they come, in any pieces, and gives the frames in them. An END always ends, also after an
 * escape, so that nothing that comes before an END harms what comes after it. Memory: `maxBytes`, whatever comes.
 */
export class SlipDecoder {
  readonly #frame: Uint8Array;
  #length = 0;
  #reading: Reading = { state: 'frame' };

  constructor(maxBytes: number = FRAME_BYTES_MAX) {
    this.#frame = new Uint8Array(maxBytes);
  }

  push(chunk: Uint8Array): readonly SlipResult[] {
    const results: SlipResult[] = [];
    for (const byte of chunk) {
      const result = this.#take(byte);
      if (result !== undefined) results.push(result);
    }
    return results;
  }

  /** Forgets a half frame: the line was closed and what comes next is another connection. */
  reset(): void {
    this.#length = 0;
    this.#reading = { state: 'frame' };
  }

  #take(byte: number): SlipResult | undefined {
    if (byte === END) return this.#end();
    switch (this.#reading.state) {
      case 'lost':
        return undefined;
      case 'escaped':
        this.#reading = { state: 'frame' };
        if (byte === ESC_END) return this.#add(END);
        if (byte === ESC_ESC) return this.#add(ESC);
        this.#reading = { state: 'lost' };
        return damaged('noise');
      case 'frame':
        if (byte !== ESC) return this.#add(byte);
        this.#reading = { state: 'escaped' };
        return undefined;
    }
  }

  #add(byte: number): SlipResult | undefined {
    if (this.#length === this.#frame.length) {
      this.#reading = { state: 'lost' };
      return damaged('too-long');
    }
    this.#frame[this.#length] = byte;
    this.#length += 1;
    return undefined;
  }

  #end(): SlipResult | undefined {
    const { state } = this.#reading;
    const bytes = this.#frame.slice(0, this.#length);
    this.reset();
    if (state === 'lost') return undefined;
    if (state === 'escaped') return damaged('noise');
    return bytes.length === 0 ? undefined : { result: 'frame', bytes };
  }
}
