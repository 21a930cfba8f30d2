/**
 * Words that are always those of now: whoever holds them, or a part of them, reads from what `read` gives at that moment. So a page
 * changes its language in place; no component is made anew, and nothing that somebody has typed, opened or turned on is lost.
 */
export function following<T extends object>(read: () => T): T {
  const parts = new Map<PropertyKey, object>();
  const part = (key: PropertyKey): unknown => {
    const value: unknown = Reflect.get(read(), key);
    // A list is read as a whole, where it is shown.
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    // as: it was an object when it was first asked for, and each language has the same parts (Translated).
    const kept = parts.get(key) ?? following(() => Reflect.get(read(), key) as object);
    parts.set(key, kept);
    return kept;
  };
  // as: what stands in it is answered below.
  return new Proxy({} as T, {
    get: (_, key) => part(key),
    has: (_, key) => Reflect.has(read(), key),
    ownKeys: () => Reflect.ownKeys(read()),
    getOwnPropertyDescriptor: (_, key) =>
      Object.hasOwn(read(), key) ? { value: part(key), enumerable: true, configurable: true, writable: false } : undefined,
  });
}
