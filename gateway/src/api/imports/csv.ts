import { CsvError, parse, type Parser } from 'csv-parse';

/** Lines of one file, its header aside. More is refused whole: split the file. */
export const LINES_MAX = 20_000;
/** Bytes that are parsed before others get their turn (about 1 ms): a press must not wait for a file. */
const SLICE_BYTES = 8 * 1024;
/** Characters of one line: the longest fields of a person, several times over. */
const RECORD_MAX = 16 * 1024;

export interface CsvLine {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

export interface LineProblem {
  readonly line: number;
  readonly column?: string | undefined;
  readonly problem: string;
}

export interface CsvFile {
  readonly columns: ReadonlySet<string>;
  readonly lines: readonly CsvLine[];
  readonly problems: readonly LineProblem[];
}

interface Raw {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads a file whose first line names its columns. Commas or semicolons, as spreadsheets write them; UTF-8. */
export async function readCsv(bytes: Buffer, known: readonly string[]): Promise<CsvFile> {
  if (!isUtf8(bytes)) return { columns: new Set(), lines: [], problems: [{ line: 1, problem: 'the file is not UTF-8 text' }] };
  const rows: Raw[] = [];
  const problems: LineProblem[] = [];
  try {
    for await (const row of parseSlices(bytes)) {
      rows.push(row);
      if (rows.length > LINES_MAX + 1) {
        problems.push({ line: row.info.lines, problem: `more than ${LINES_MAX} lines: split the file` });
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // as: the parser says where it stopped, though its types do not.
    const { lines } = error as unknown as { lines?: number };
    problems.push({ line: lines ?? rows.length + 1, problem: `not CSV (${error.code})` });
  }
  const [header, ...body] = rows;
  if (header === undefined)
    return { columns: new Set(), lines: [], problems: problems.length > 0 ? problems : [{ line: 1, problem: 'the file is empty' }] };
  const names = header.record.map((name) => name.trim().toLowerCase());
  problems.push(...headerProblems(names, known));
  const lines = body.map(({ record, info }) => {
    if (record.length > names.length)
      problems.push({ line: info.lines, problem: `has ${record.length} cells, the header names ${names.length}` });
    return { line: info.lines, cells: new Map(names.map((name, at) => [name, record[at] ?? ''])) };
  });
  return { columns: new Set(names), lines, problems };
}

async function* parseSlices(bytes: Buffer): AsyncGenerator<Raw> {
  const parser: Parser = parse({
    bom: true,
    delimiter: delimiterOf(bytes),
    info: true,
    trim: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: RECORD_MAX,
  });
  let failed: Error | undefined;
  parser.on('error', (error) => {
    failed = error;
  });
  for (let at = 0; at <= bytes.length; at += SLICE_BYTES) {
    if (at + SLICE_BYTES < bytes.length) parser.write(bytes.subarray(at, at + SLICE_BYTES));
    else parser.end(bytes.subarray(at));
    await new Promise(setImmediate);
    // as: with `info` each record comes with where it stood.
    for (let row = parser.read() as Raw | null; row !== null; row = parser.read() as Raw | null) yield row;
    if (failed !== undefined) throw failed;
  }
}

/** A spreadsheet of a country with decimal commas separates by semicolons. */
function delimiterOf(bytes: Buffer): string {
  const end = bytes.indexOf(10);
  const header = bytes.subarray(0, end === -1 ? bytes.length : end).toString('utf8');
  return header.includes(';') && !header.includes(',') ? ';' : ',';
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    // What the decoder throws for bytes that are no UTF-8; anything else is a bug.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function headerProblems(names: readonly string[], known: readonly string[]): LineProblem[] {
  const problems: LineProblem[] = [];
  for (const [at, name] of names.entries()) {
    if (!known.includes(name))
      problems.push({ line: 1, column: name.slice(0, 64), problem: `unknown column; known are ${known.join(', ')}` });
    else if (names.indexOf(name) !== at) problems.push({ line: 1, column: name, problem: 'named twice' });
  }
  return problems;
}
