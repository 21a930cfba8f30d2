/** A cell that starts with one of these is run as a formula by spreadsheets. */
const FORMULA = /^[=+\-@\t\r]/;

/** One cell of a CSV file that opens safely in a spreadsheet. */
export function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvFile(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
