/** What a spreadsheet would take for a formula when it opens the file: a name must never run on somebody's computer. */
const DANGEROUS = /^[=+\-@\t\r]/;

export type Cell = string | number | undefined;

/** A table as RFC 4180 text. A cell that a spreadsheet would run is led by an apostrophe, which it shows as text. */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = DANGEROUS.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
