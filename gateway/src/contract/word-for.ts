/** What stands by its id: in our words, else by the name that the site gave it, else as it is. */
export function wordFor(words: Readonly<Record<string, string>>, id: string, name?: string): string {
  return (Object.hasOwn(words, id) ? words[id] : name) ?? id;
}
