import { expect, test } from 'vitest';
import { sample } from './sample.ts';
import { tooLongFiles, tooLongFunctions, tooManyParameters } from './sizes.ts';
import { ourCode } from './tree.ts';

const code = ourCode();
const lines = (count: number): string[] => Array.from({ length: count }, (_, i) => `// ${i}`);

test('no file has over 400 lines', () => {
  expect(tooLongFiles(code)).toEqual([]);
});

test('no function has over 70 lines', () => {
  expect(tooLongFunctions(code)).toEqual([]);
});

test('no function takes over three positional parameters', () => {
  expect(tooManyParameters(code)).toEqual([]);
});

test('a file of 400 lines passes, one of 401 does not', () => {
  expect(tooLongFiles([sample('a.ts', ...lines(400), '')])).toEqual([]);
  expect(tooLongFiles([sample('a.ts', ...lines(401), '')])).toEqual([expect.stringContaining('a.ts: 401 lines')]);
});

test('a function of 70 lines passes, one of 71 does not, also inside a Svelte file', () => {
  expect(tooLongFunctions([sample('a.ts', 'function f() {', ...lines(68), '}')])).toEqual([]);
  expect(tooLongFunctions([sample('a.ts', 'const f = () => {', ...lines(69), '};')])).toEqual([expect.stringContaining('f has 71 lines')]);
  const svelte = sample('a.svelte', '<p>x</p>', '<script lang="ts">', 'function f() {', ...lines(69), '}', '</script>');
  expect(tooLongFunctions([svelte])).toEqual([expect.stringContaining('a.svelte:3: f has 71 lines')]);
});

test('a group of tests may be long, a test may not', () => {
  expect(tooLongFunctions([sample('a.test.ts', "describe('a', () => {", ...lines(90), '});')])).toEqual([]);
  expect(tooLongFunctions([sample('a.test.ts', "test('a', () => {", ...lines(90), '});')])).toHaveLength(1);
});

test('three parameters pass, four do not, wherever they are declared', () => {
  expect(tooManyParameters([sample('a.ts', 'function f(a: 1, b: 2, c: 3) {}')])).toEqual([]);
  expect(tooManyParameters([sample('a.ts', 'property(x, (a, b, c, d) => a);')])).toEqual([]);
  const four = ['class A { constructor(a: 1, b: 2, c: 3, d: 4) {} }', 'interface B { m(a: 1, b: 2, c: 3, d: 4): void }'];
  expect(tooManyParameters([sample('a.ts', ...four)])).toEqual([
    expect.stringContaining('a.ts:1: the constructor takes 4'),
    expect.stringContaining('a.ts:2: m takes 4'),
  ]);
});
