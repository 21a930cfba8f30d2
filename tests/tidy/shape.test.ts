import { expect, test } from 'vitest';
import { sample } from './sample.ts';
import { barrels, defaultExports, hooksAtImport, workAtImport } from './shape.ts';
import { isTest, ourCode } from './tree.ts';

const code = ourCode();

test('things are exported by name', () => {
  expect(defaultExports(code)).toEqual([]);
});

test('no file only passes on the exports of others', () => {
  expect(barrels(code)).toEqual([]);
});

test('nothing happens at import, and nothing changeable lives in a module', () => {
  expect(workAtImport(code.filter(({ path }) => !isTest(path)))).toEqual([]);
});

test('a file that tests share asks for nothing before or after each test when it is imported: files of tests share a process', () => {
  const helpers = code.filter(({ path }) => path.startsWith('tests/') && !path.endsWith('.test.ts'));
  expect(hooksAtImport(helpers)).toEqual([]);
  expect(hooksAtImport([sample('tests/harness/a.ts', 'afterEach(stop);')])).toHaveLength(1);
  expect(hooksAtImport([sample('tests/harness/a.ts', 'export function a() {', '  afterEach(stop);', '}')])).toEqual([]);
});

test('default exports are seen in each of their forms, but not in a tool’s settings', () => {
  const forms = ['export default 1;', 'export default function f() {}', 'export default class A {}'];
  for (const form of forms) expect(defaultExports([sample('gateway/src/a.ts', form)])).toHaveLength(1);
  expect(defaultExports([sample('vitest.config.ts', 'export default {};')])).toEqual([]);
  expect(defaultExports([sample('gateway/src/a.ts', 'export const a = 1;')])).toEqual([]);
});

test('a barrel is seen; a file that adds something of its own is none', () => {
  expect(barrels([sample('gateway/src/a.ts', "export * from './b.ts';", "export { c } from './c.ts';")])).toHaveLength(1);
  expect(barrels([sample('gateway/src/a.ts', "export { c } from './c.ts';", 'export const d = 1;')])).toEqual([]);
});

test('work at import is seen; the files that start a process may do it', () => {
  expect(workAtImport([sample('gateway/src/base/a.ts', 'start();')])).toEqual([expect.stringContaining(':1: does work')]);
  expect(workAtImport([sample('gateway/src/base/a.ts', 'let count = 0;')])).toEqual([expect.stringContaining('keeps a variable')]);
  expect(workAtImport([sample('gateway/src/base/a.ts', 'const count = 0;')])).toEqual([]);
  expect(workAtImport([sample('gateway/src/main.ts', 'start();')])).toEqual([]);
});
