import { describe, expect, it } from 'vitest';
import { canonical } from './canonical.ts';

/** RFC 8785, appendix B: the bits of a number and how it is written. */
const NUMBERS: readonly (readonly [bits: string, text: string])[] = [
  ['0000000000000000', '0'],
  ['8000000000000000', '0'],
  ['0000000000000001', '5e-324'],
  ['8000000000000001', '-5e-324'],
  ['7fefffffffffffff', '1.7976931348623157e+308'],
  ['ffefffffffffffff', '-1.7976931348623157e+308'],
  ['4340000000000000', '9007199254740992'],
  ['c340000000000000', '-9007199254740992'],
  ['4430000000000000', '295147905179352830000'],
  ['44b52d02c7e14af5', '9.999999999999997e+22'],
  ['44b52d02c7e14af6', '1e+23'],
  ['44b52d02c7e14af7', '1.0000000000000001e+23'],
  ['444b1ae4d6e2ef4e', '999999999999999700000'],
  ['444b1ae4d6e2ef4f', '999999999999999900000'],
  ['444b1ae4d6e2ef50', '1e+21'],
  ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
  ['3eb0c6f7a0b5ed8d', '0.000001'],
  ['41b3de4355555553', '333333333.3333332'],
  ['41b3de4355555554', '333333333.33333325'],
  ['41b3de4355555555', '333333333.3333333'],
  ['41b3de4355555556', '333333333.3333334'],
  ['41b3de4355555557', '333333333.33333343'],
  ['becbf647612f3696', '-0.0000033333333333333333'],
  ['43143ff3c1cb0959', '1424953923781206.2'],
];

describe('the one byte form of a JSON value (RFC 8785)', () => {
  it.each(NUMBERS)('writes the number with the bits %s as %s', (bits, text) => {
    const number = Buffer.from(bits, 'hex').readDoubleBE();
    expect(canonical(number)).toBe(text);
  });

  it.each([Number.NaN, Infinity, -Infinity])('has no form for %s', (number) => {
    expect(() => canonical(number)).toThrow(RangeError);
    expect(() => canonical({ deep: [number] })).toThrow(RangeError);
  });

  it('sorts members by UTF-16 code units, not by characters (RFC 8785, 3.2.3)', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const order = ['Carriage Return', 'One', 'Control', 'Latin', 'Euro Sign', 'Emoji', 'Hebrew'];
    const text = canonical(value);
    const places = order.map((word) => text.indexOf(word));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(Math.min(...places)).toBeGreaterThan(0);
  });

  it('sorts numbers as text, and members at every depth', () => {
    expect(canonical({ 10: 1, 9: 2, a: { z: 1, b: [{ y: 1, x: 2 }] } })).toBe('{"10":1,"9":2,"a":{"b":[{"x":2,"y":1}],"z":1}}');
  });

  it('escapes what must be escaped and nothing else', () => {
    expect(canonical('\u20ac$\u000f\u000aA\'B"\\"/\b\f\r\t\u007f')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\"/\\b\\f\\r\\t\u007f"');
    expect(canonical('\u2028\u2029')).toBe('"\u2028\u2029"');
  });

  it.each(['\ud800', 'a\udc00b', '\udc00\ud800'])('has no form for the lone surrogate in %j, in texts and in names', (text) => {
    expect(() => canonical(text)).toThrow(RangeError);
    expect(() => canonical({ [text]: 1 })).toThrow(RangeError);
  });

  it('leaves members without a value out, and keeps them as null in lists', () => {
    expect(canonical({ a: undefined, b: null, c: [], d: {} })).toBe('{"b":null,"c":[],"d":{}}');
    // as: a hole in a list is what a caller without types would give.
    expect(canonical([1, undefined, 2] as unknown as number[])).toBe('[1,null,2]');
  });

  it('treats every name as a name', () => {
    // as: only text makes an own member of this name.
    expect(canonical(JSON.parse('{"__proto__":1,"constructor":2}') as { a: number })).toBe('{"__proto__":1,"constructor":2}');
  });
});
