import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { FACTORY_MEMORY, type Memory } from './memory.ts';

/** Where a button's memory lies. Synchronous, as on the chip: when `write` returns, a power cut can't take it back. */
export interface Flash {
  /** What the last whole write put there; the factory's memory when nothing was ever written. */
  read(): Memory;
  /** `torn`: the power went away in the middle. What was there before is still there. */
  write(memory: Memory): 'written' | 'torn';
}

/** Memory of a fleet: survives a simulated power cut, not the simulator's end. */
export class HeldFlash implements Flash {
  #memory: Memory;

  constructor(memory: Memory = FACTORY_MEMORY) {
    this.#memory = memory;
  }

  read(): Memory {
    return this.#memory;
  }

  write(memory: Memory): 'written' | 'torn' {
    this.#memory = memory;
    return 'written';
  }
}

/**
 * Two banks, written in turn, each with a generation and a checksum over its bytes, as a chip without a file system does it:
 * a cut in the middle of one leaves the other whole.
 */
export class BankedFlash implements Flash {
  readonly #banks: [Uint8Array, Uint8Array] = [new Uint8Array(), new Uint8Array()];
  #tornAfterBytes: number | undefined;

  /** The next write loses its power after so many bytes. */
  tearNextWrite(afterBytes: number): void {
    this.#tornAfterBytes = afterBytes;
  }

  read(): Memory {
    return this.#newest()?.memory ?? FACTORY_MEMORY;
  }

  write(memory: Memory): 'written' | 'torn' {
    const generation = (this.#newest()?.generation ?? 0) + 1;
    const whole = encodeBank(generation, memory);
    const cutAt = this.#tornAfterBytes;
    this.#tornAfterBytes = undefined;
    const bank = generation % 2 === 0 ? 0 : 1;
    if (cutAt === undefined || cutAt >= whole.length) {
      this.#banks[bank] = whole;
      return 'written';
    }
    // The bank was erased before it was written: beyond the cut it reads as erased flash does.
    this.#banks[bank] = whole.map((byte, i) => (i < cutAt ? byte : 0xff));
    return 'torn';
  }

  #newest(): Bank | undefined {
    const whole = this.#banks.map(decodeBank).filter((bank) => bank !== undefined);
    return whole.sort((a, b) => b.generation - a.generation)[0];
  }
}

/** One file per device: memory that also survives the simulator. Replaced whole by a rename. */
export class FileFlash implements Flash {
  readonly #path: string;
  #memory: Memory | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  read(): Memory {
    this.#memory ??= this.#load();
    return this.#memory;
  }

  write(memory: Memory): 'written' | 'torn' {
    mkdirSync(dirname(this.#path), { recursive: true });
    // The file holds PINs of cancels that are under way, as the chip would: for its owner's eyes alone.
    writeFileSync(`${this.#path}.new`, encodeBank(1, memory), { mode: 0o600, flush: true });
    renameSync(`${this.#path}.new`, this.#path);
    this.#memory = memory;
    return 'written';
  }

  #load(): Memory {
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(this.#path);
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return FACTORY_MEMORY;
      throw cause;
    }
    const bank = decodeBank(bytes);
    if (bank === undefined) throw new Error(`the memory of a simulated button is damaged: ${this.#path}`);
    return bank.memory;
  }
}

interface Bank {
  readonly generation: number;
  readonly memory: Memory;
}

function encodeBank(generation: number, memory: Memory): Uint8Array {
  const text = Buffer.from(JSON.stringify({ generation, memory }), 'utf8');
  return Buffer.concat([Buffer.from(`${checksum(text)}\n`, 'latin1'), text]);
}

function decodeBank(bytes: Uint8Array): Bank | undefined {
  const all = Buffer.from(bytes);
  const end = all.indexOf(0x0a);
  if (end === -1) return undefined;
  const text = all.subarray(end + 1);
  if (all.subarray(0, end).toString('latin1') !== checksum(text)) return undefined;
  // Our own bytes, and the checksum over them holds.
  return JSON.parse(text.toString('utf8')) as Bank;
}

/** FNV-1a, 32 bits: finds a cut or worn cell, as the chip's CRC unit would. */
function checksum(bytes: Uint8Array): string {
  let hash = 0x811c_9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x0100_0193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
