import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Json } from '../base/canonical.ts';
import { FaultError, messageOf } from '../base/errors.ts';
import { makeFolder } from '../base/make-folder.ts';
import { sealSlices, unsealBytes } from './sealing/aead.ts';
import { readMasterKey } from './sealing/master-key.ts';

export type LifeboatTables = Readonly<Record<string, readonly Json[]>>;

/** What the seal of the file is bound to. */
export const LIFEBOAT_PLACE = 'lifeboat/1';
/** Contacts, places and devices of a large site take a few megabytes; a file beyond this is none of ours. */
const LIFEBOAT_BYTES_MAX = 64 * 1024 * 1024;

/** Rows that are made into text and sealed at once: a millisecond. A site of 19,000 devices and as many people is 80 such slices. */
const ROWS_AT_ONCE = 500;

/**
 * What the gateway must know to show and forward presses when its log won't open: one small sealed file, replaced whole
 * after each change. It needs the master key and no database.
 */
export class LifeboatFile {
  readonly #path: string;
  readonly #masterKeyFile: string;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, masterKeyFile: string) {
    this.#path = path;
    this.#masterKeyFile = masterKeyFile;
  }

  /**
   * Resolves when the file is on disk; the rows must not be changed before. Calls are carried out one after the other.
   *
   * @throws FaultError `log-append-failed`, `key-unusable`
   */
  save(tables: LifeboatTables): Promise<void> {
    const write = (): Promise<void> => this.#write(tables);
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }

  /** `undefined` when none was saved yet. @throws FaultError `log-open-failed`, `key-unusable` */
  async load(): Promise<LifeboatTables | undefined> {
    let sealed: Buffer;
    try {
      sealed = await readFile(this.#path);
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
      throw new FaultError('log-open-failed', `the lifeboat file can not be read (${messageOf(cause)})`, { retryable: true, cause });
    }
    const text = sealed.length > LIFEBOAT_BYTES_MAX ? undefined : unsealBytes(this.#key(), LIFEBOAT_PLACE, sealed);
    if (text === undefined)
      throw new FaultError('key-unusable', 'the lifeboat file does not open with the master key', { retryable: false });
    // as: the text was written by `save`.
    return JSON.parse(text.toString('utf8')) as LifeboatTables;
  }

  async #write(tables: LifeboatTables): Promise<void> {
    const sealed = await sealSlices(this.#key(), LIFEBOAT_PLACE, jsonSlices(tables));
    const temporary = `${this.#path}.new`;
    try {
      makeFolder(dirname(this.#path));
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(sealed);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path);
      const folder = await open(dirname(this.#path), 'r');
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    } catch (cause) {
      throw new FaultError('log-append-failed', `the lifeboat file can not be written (${messageOf(cause)})`, { retryable: true, cause });
    }
  }

  #key(): Buffer {
    return readMasterKey(this.#masterKeyFile).for('lifeboat-file');
  }
}

/** The text that `JSON.stringify` makes of it, in slices. */
function* jsonSlices(tables: LifeboatTables): Iterable<string> {
  let before = '{';
  for (const [name, rows] of Object.entries(tables)) {
    yield `${before}${JSON.stringify(name)}:[`;
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
      yield `${from === 0 ? '' : ','}${JSON.stringify(rows.slice(from, from + ROWS_AT_ONCE)).slice(1, -1)}`;
    before = '],';
  }
  yield before === '{' ? '{}' : ']}';
}
