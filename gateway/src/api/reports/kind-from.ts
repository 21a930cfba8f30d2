/** A code that has no words here is of a newer gateway, and better than nothing. */
export function kindFrom(words: Readonly<Record<string, string>>): (code: string) => string {
  return (code) => (Object.hasOwn(words, code) ? (words[code] ?? code) : code);
}
