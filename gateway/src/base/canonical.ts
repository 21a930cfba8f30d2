/** What JSON can carry. `undefined` members are left out, as JSON.stringify does. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/** The members of a JSON record; undefined for whatever is none. */
export function membersOf(value: Json | undefined): Readonly<Record<string, Json | undefined>> | undefined {
  // as: what is neither null nor a list is a record here.
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, Json | undefined>>)
    : undefined;
}

/**
 * The one byte form of a JSON value (RFC 8785, JSON Canonicalization Scheme): members sorted by UTF-16 code units,
 * numbers and strings as ECMAScript writes them, no white space. Two equal values give equal text on every machine.
 *
 * @throws RangeError for NaN, infinities and lone surrogates, which the scheme forbids.
 */
export function canonical(value: Json): string {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`no canonical form for ${String(value)}`);
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (isList(value)) {
    let out = '[';
    for (let i = 0; i < value.length; i += 1) {
      const item = value[i];
      out += (i === 0 ? '' : ',') + (item === undefined ? 'null' : canonical(item));
    }
    return out + ']';
  }
  let out = '{';
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member === undefined) continue;
    out += (out.length === 1 ? '' : ',') + text(name) + ':' + canonical(member);
  }
  return out + '}';
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function text(value: string): string {
  if (!value.isWellFormed()) throw new RangeError('no canonical form for a lone surrogate');
  return JSON.stringify(value);
}
