import type { Json } from '../base/canonical.ts';

/** The value with every lone surrogate replaced by U+FFFD, in texts and in names of members. */
export function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(wellFormed);
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.toWellFormed(), member === undefined ? undefined : wellFormed(member)]),
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
