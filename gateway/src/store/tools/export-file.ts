import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FaultError, messageOf } from '../../base/errors.ts';
import type { Head, SignedHead } from '../../engine/ports/log.ts';
import type { ChainRow } from '../chain-defect.ts';
import { headOf } from '../sqlite/stored-facts.ts';
import type { Entry } from './chain-walk.ts';

/**
 * An export is text, one JSON value a line: a header; each fact as `{"hash":"<64 hex>","fact":<its text>}`, in which the
 * stored text stands byte for byte; and a last line with the head, signed when the signing key was at hand.
 */
const HEADER = '{"type":"duress-log-export","v":1}';
const FACT_START = '{"hash":"';
const FACT_MIDDLE = '","fact":';
const HASH_DIGITS = 64;
/** Text gathered before it is written. */
const CHUNK_CHARACTERS = 256 * 1024;

/** A fact is a few kilobytes; an import or a long account some hundred. */
const LINE_CHARACTERS_MAX = 64 * 1024 * 1024;

export type ExportLine = Entry | { readonly detail: string } | { readonly end: ExportEnd };

export interface ExportEnd {
  readonly seq: number;
  readonly hash: string;
}

/** Writes the export of a data folder or a backup; the gateway may be running. Returns the head that it ends with. */
export async function exportLog(
  folder: string,
  file: string,
  sign: ((head: Head) => SignedHead) | undefined,
): Promise<{ readonly head: Head; readonly signed: boolean }> {
  const path = join(folder, 'log.db');
  let database: DatabaseSync | undefined;
  let out: FileHandle | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    out = await open(file, 'w', 0o600);
    const newest = await writeFacts(database, out);
    const head = headOf(newest, newest?.epoch ?? 1);
    await out.write(`{"end":${JSON.stringify(sign === undefined ? head : sign(head))}}\n`);
    await out.sync();
    return { head, signed: sign !== undefined };
  } catch (cause) {
    throw cause instanceof FaultError
      ? cause
      : new FaultError('log-open-failed', `${path} can not be exported to ${file} (${messageOf(cause)})`, { retryable: false, cause });
  } finally {
    database?.close();
    await out?.close();
  }
}

async function writeFacts(database: DatabaseSync, out: FileHandle): Promise<ChainRow | undefined> {
  let newest: ChainRow | undefined;
  let text = `${HEADER}\n`;
  // as: the columns of the statement, by the schema's STRICT types.
  const rows = database.prepare('SELECT seq, epoch, body, hash FROM fact ORDER BY seq').iterate() as unknown as Iterable<ChainRow>;
  for (const row of rows) {
    text += `${FACT_START}${Buffer.from(row.hash).toString('hex')}${FACT_MIDDLE}${row.body}}\n`;
    newest = row;
    if (text.length < CHUNK_CHARACTERS) continue;
    await out.write(text);
    text = '';
  }
  await out.write(text);
  return newest;
}

/** Reads an export line by line. `detail` says what can't be read; the caller stops there. */
export async function* exportEntries(file: string): AsyncIterable<readonly ExportLine[]> {
  let isFirst = true;
  for await (const lines of linesOf(file)) {
    const read: ExportLine[] = [];
    for (const text of lines) {
      if (!isFirst) read.push(entryIn(text) ?? endIn(text) ?? { detail: 'a line is neither a fact nor the end' });
      else if (text !== HEADER) read.push({ detail: 'the first line is not the header of an export' });
      isFirst = false;
    }
    yield read;
  }
}

/** Whole lines, as many as a chunk of the file holds. A line longer than LINE_CHARACTERS_MAX is none of ours and is given up as it is. */
async function* linesOf(file: string): AsyncIterable<readonly string[]> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: CHUNK_CHARACTERS })) {
    rest += String(chunk);
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield lines;
    if (rest.length > LINE_CHARACTERS_MAX) break;
  }
  if (rest !== '') yield [rest];
}

function entryIn(line: string): Entry | undefined {
  const factFrom = FACT_START.length + HASH_DIGITS + FACT_MIDDLE.length;
  if (!line.startsWith(FACT_START) || !line.endsWith('}') || line.slice(factFrom - FACT_MIDDLE.length, factFrom) !== FACT_MIDDLE)
    return undefined;
  const hash = Buffer.from(line.slice(FACT_START.length, FACT_START.length + HASH_DIGITS), 'hex');
  return { hash, body: line.slice(factFrom, -1) };
}

function endIn(line: string): { readonly end: ExportEnd } | undefined {
  const value = json(line);
  if (typeof value !== 'object' || value === null || !('end' in value)) return undefined;
  const { end } = value;
  if (typeof end !== 'object' || end === null || !('seq' in end) || !('hash' in end)) return undefined;
  return { end: { seq: Number(end.seq), hash: String(end.hash) } };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller reports the line.
    return undefined;
  }
}
