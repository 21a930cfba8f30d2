import fc from 'fast-check';

/** What is done to good bytes. Positions are fractions of the length, so that a shorter input is still changed. */
type Change =
  | { readonly do: 'flip'; readonly at: number; readonly bit: number }
  | { readonly do: 'put'; readonly at: number; readonly byte: number }
  | { readonly do: 'cut'; readonly at: number; readonly to: number }
  | { readonly do: 'double'; readonly at: number; readonly to: number }
  | { readonly do: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly do: 'splice'; readonly at: number; readonly from: number; readonly other: number };

const part = fc.integer({ min: 0, max: 9_999 });
/** Ends, escapes, lengths and version bytes of all that is read here, more often than chance has them. */
const special = fc.constantFrom(0x00, 0x01, 0x7f, 0x80, 0xc0, 0xdb, 0xdc, 0xdd, 0xff, 0x10, 0x30, 0x32, 0x22, 0x5b, 0x7b, 0x0a, 0x2c);
const byte = fc.oneof(special, fc.nat(255));
const few = fc.array(byte, { maxLength: 12 }).map((bytes) => Uint8Array.from(bytes));

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ do: fc.constant('flip' as const), at: part, bit: fc.nat(7) }),
  fc.record({ do: fc.constant('put' as const), at: part, byte }),
  fc.record({ do: fc.constant('cut' as const), at: part, to: part }),
  fc.record({ do: fc.constant('double' as const), at: part, to: part }),
  fc.record({ do: fc.constant('insert' as const), at: part, bytes: few }),
  fc.record({ do: fc.constant('splice' as const), at: part, from: part, other: fc.nat(10_000) }),
);

/** Good bytes, and what somebody or something on the way made of them. */
export function mutated(corpus: readonly Uint8Array[], most = 4): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.constantFrom(...corpus), fc.array(change, { maxLength: most }))
    .map(([good, changes]) => Buffer.from(changes.reduce((bytes, one) => changed(bytes, one, corpus), good)));
}

/** Bytes of no meaning. */
export function noise(maxLength: number): fc.Arbitrary<Buffer> {
  return fc.array(byte, { maxLength }).map((bytes) => Buffer.from(bytes));
}

function changed(bytes: Uint8Array, one: Change, corpus: readonly Uint8Array[]): Uint8Array {
  const place = (fraction: number): number => Math.floor((fraction / 10_000) * (bytes.length + 1));
  const at = place(one.at);
  const head = bytes.subarray(0, at);
  const tail = bytes.subarray(at);
  switch (one.do) {
    case 'flip':
    case 'put': {
      const copy = Uint8Array.from(bytes);
      if (at < copy.length) copy[at] = one.do === 'put' ? one.byte : (copy[at] ?? 0) ^ (1 << one.bit);
      return copy;
    }
    case 'cut':
      return Buffer.concat([head, bytes.subarray(Math.max(at, place(one.to)))]);
    case 'double':
      return Buffer.concat([head, bytes.subarray(at, Math.max(at, place(one.to))), tail]);
    case 'insert':
      return Buffer.concat([head, one.bytes, tail]);
    case 'splice': {
      const other = corpus[one.other % corpus.length] ?? bytes;
      return Buffer.concat([head, other.subarray(Math.floor((one.from / 10_000) * other.length))]);
    }
  }
}

/** Names that mean something to JavaScript itself. */
const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'toJSON', 'then', 'length', ''];
const TEXTS = [
  '\ud800',
  'a\udfffb',
  '\u0000',
  '\u202e',
  '\uffff',
  '🜁'.repeat(300),
  'x'.repeat(20_001),
  '../../../etc/passwd',
  '%00',
  "'; DROP TABLE fact; --",
  '<script>alert(1)</script>',
  '{"v":1}',
  '-1',
  ' ',
  ...NAMES,
];
const NUMBERS = [0, -0, -1, 0.5, 1e-320, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 53 + 2, 1e21, 1e308, -1e308, 8.64e15, 8.64e15 + 1, 4_294_967_295];

const leaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS),
  fc.constantFrom<unknown>(...NUMBERS),
  fc.constantFrom<unknown>(null, true, false, [], {}),
  fc.string({ maxLength: 12 }),
  fc.integer(),
);

/** JSON that no page and no device of ours says. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: leaf },
  { weight: 2, arbitrary: fc.array(leaf, { maxLength: 4 }) },
  {
    weight: 2,
    arbitrary: fc.array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 6 })), leaf), { maxLength: 4 }).map(owned),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }).map((length) => Array.from({ length: length * 10 }, () => 'x')) },
);

/** An object that has these names itself, `__proto__` too, as JSON.parse makes it. */
function owned(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [name, value] of entries) Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  return made;
}

/** A good body with some members replaced, left out, added or nested, and the text of it damaged now and then. */
export function mutatedJson(corpus: readonly unknown[]): fc.Arbitrary<string> {
  const damage = fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 9_999 }) });
  const edit = fc.tuple(fc.nat(1_000), hostile, fc.constantFrom('replace', 'drop', 'add', 'wrap'), fc.constantFrom(...NAMES, 'v', 'type'));
  return fc.tuple(fc.constantFrom(...corpus), fc.array(edit, { maxLength: 4 }), damage, depth).map(([good, edits, cutAt, deep]) => {
    const value = edits.reduce<unknown>((made, one) => edited(made, one), structuredClone(good));
    const text = JSON.stringify(value);
    const nested = deep === 0 ? text : deepened(text, deep);
    return cutAt === 0 ? nested : nested.slice(0, Math.floor((cutAt / 10_000) * nested.length));
  });
}

/** How deep a value is buried; mostly not at all. 15,000 levels are 30 KB: what a body of ours may have at most. */
const depth = fc.oneof({ weight: 40, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(100, 2_000, 15_000) });

/** The first value in it, or all of it, under so many lists. */
function deepened(text: string, levels: number): string {
  const colon = text.indexOf(':');
  const [open, close] = ['['.repeat(levels), ']'.repeat(levels)];
  return colon === -1 ? `${open}${text}${close}` : `${text.slice(0, colon + 1)}${open}1${close},"rest"${text.slice(colon)}`;
}

function edited(value: unknown, [at, put, how, name]: [number, unknown, string, string]): unknown {
  if (how === 'wrap') return at % 2 === 0 ? [value] : { value };
  if (typeof value !== 'object' || value === null) return put;
  const list: [string, unknown][] = Object.entries(value);
  const [member, inner] = list[at % Math.max(list.length, 1)] ?? [name, undefined];
  const target = how === 'add' ? name : member;
  // Now and then what is inside is edited.
  if (how !== 'add' && typeof inner === 'object' && inner !== null && at % 3 === 0) {
    return owned(list.map(([key, old]) => [key, key === member ? edited(old, [Math.floor(at / 3), put, how, name]) : old]));
  }
  const kept = list.filter(([key]) => key !== target);
  return Array.isArray(value) && how !== 'add'
    ? [...kept.map(([, old]) => old), put]
    : owned(how === 'drop' ? kept : [...kept, [target, put]]);
}
