import { assert } from '../../base/assert.ts';

/** Writes fields one after another, big-endian. A value that does not fit is a bug of the caller, not bad input. */
export class ByteWriter {
  readonly #out: number[] = [];

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#out);
  }

  u8(value: number): this {
    return this.#integer(value, 1);
  }

  u16(value: number): this {
    return this.#integer(value, 2);
  }

  u32(value: number): this {
    return this.#integer(value, 4);
  }

  /** Up to 2^53 − 1, in eight bytes. */
  u64(value: number): this {
    return this.#integer(value, 8);
  }

  i8(value: number): this {
    assert(value >= -128 && value <= 127, 'a signed byte fits');
    return this.#integer(value < 0 ? value + 0x100 : value, 1);
  }

  i32(value: number): this {
    assert(value >= -0x8000_0000 && value <= 0x7fff_ffff, 'a signed 32-bit number fits');
    return this.#integer(value < 0 ? value + 0x1_0000_0000 : value, 4);
  }

  /** ASCII, padded with 0 to `size` bytes. */
  text(value: string, size: number): this {
    assert(value.length <= size && /^[\x20-\x7e]*$/.test(value), `a text of ASCII fits ${String(size)} bytes`);
    for (let i = 0; i < size; i += 1) this.#out.push(i < value.length ? value.charCodeAt(i) : 0);
    return this;
  }

  raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.#out.push(byte);
    return this;
  }

  #integer(value: number, size: number): this {
    assert(Number.isSafeInteger(value) && value >= 0 && value < 2 ** (8 * size), `a whole number fits ${String(size)} bytes`);
    for (let i = size - 1; i >= 0; i -= 1) this.#out.push(Math.floor(value / 2 ** (8 * i)) % 0x100);
    return this;
  }
}

/**
 * Reads the same fields from bytes of outside. Never throws: what is not there reads as 0 or '' and `ok` is false
 * from then on, so a decoder reads everything and asks once.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #ok = true;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether everything read so far was there and well formed. */
  ok(): boolean {
    return this.#ok;
  }

  u8(): number {
    return this.#integer(1);
  }

  u16(): number {
    return this.#integer(2);
  }

  u32(): number {
    return this.#integer(4);
  }

  u64(): number {
    const value = this.#integer(8);
    if (Number.isSafeInteger(value)) return value;
    this.#ok = false;
    return 0;
  }

  i8(): number {
    const value = this.#integer(1);
    return value > 0x7f ? value - 0x100 : value;
  }

  i32(): number {
    const value = this.#integer(4);
    return value > 0x7fff_ffff ? value - 0x1_0000_0000 : value;
  }

  /** Printable ASCII up to the first 0; only 0 may follow. */
  text(size: number): string {
    const field = this.raw(size);
    const end = field.indexOf(0);
    const length = end === -1 ? field.length : end;
    const used = field.subarray(0, length);
    const printable = used.every((byte) => byte >= 0x20 && byte <= 0x7e);
    if (!printable || field.subarray(length).some((byte) => byte !== 0)) {
      this.#ok = false;
      return '';
    }
    return String.fromCharCode(...used);
  }

  raw(size: number): Uint8Array {
    if (this.#at + size > this.#bytes.length) {
      this.#ok = false;
      return new Uint8Array(size);
    }
    const field = this.#bytes.subarray(this.#at, this.#at + size);
    this.#at += size;
    return field;
  }

  #integer(size: number): number {
    let value = 0;
    for (const byte of this.raw(size)) value = value * 0x100 + byte;
    return value;
  }
}
