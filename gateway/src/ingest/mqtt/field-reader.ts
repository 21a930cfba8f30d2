import type { MqttRefusal } from './packet-faults.ts';
import { isCleanText } from './text.ts';

/** Reads the fields of one whole packet in order. The first thing that is wrong stays in `fault`, and all later reads give nothing. */
export class FieldReader {
  fault: MqttRefusal | undefined;
  readonly #bytes: Buffer;
  #at: number;
  readonly #end: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get left(): number {
    return this.fault === undefined ? this.#end - this.#at : 0;
  }

  byte(): number {
    return this.#take(1)?.readUInt8(0) ?? 0;
  }

  uint16(): number {
    return this.#take(2)?.readUInt16BE(0) ?? 0;
  }

  /** Bytes with a length in front, as they are. */
  blob(): Buffer {
    return this.#take(this.uint16()) ?? Buffer.alloc(0);
  }

  /** The bytes of a string, checked. */
  text(): Buffer {
    const bytes = this.blob();
    if (!isCleanText(bytes)) this.fail('utf8');
    return bytes;
  }

  packetId(): void {
    if (this.uint16() === 0) this.fail('packet-id');
  }

  done(): void {
    if (this.left > 0) this.fail('excess-bytes');
  }

  fail(fault: MqttRefusal): void {
    this.fault ??= fault;
  }

  #take(count: number): Buffer | undefined {
    if (this.fault !== undefined) return undefined;
    if (this.#at + count > this.#end) {
      this.fault = 'truncated';
      return undefined;
    }
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}
