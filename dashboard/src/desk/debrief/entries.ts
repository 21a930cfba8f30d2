/** A fixed record as pairs, with its keys' own types. */
export function entriesOf<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(record) as [K, V][]; // as: keys of a fixed record
}
