/** Rows that are worked on before others get their turn (about 1 to 5 ms): a press must not wait for a file. */
const ROWS_AT_ONCE = 100;

/** The rows one by one, with a pause for everything else after each hundred. */
export async function* inTurns<T>(rows: Iterable<T>): AsyncGenerator<T> {
  let count = 0;
  for (const row of rows) {
    yield row;
    count += 1;
    if (count % ROWS_AT_ONCE === 0) await new Promise(setImmediate);
  }
}
