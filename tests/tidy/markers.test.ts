import { expect, test } from 'vitest';
import { claimsWithoutReason, markersLeft, switchedOff } from './markers.ts';
import { sample } from './sample.ts';
import { isTest, ourCode, ourPaths, read } from './tree.ts';

const code = ourCode();
const words = ourPaths()
  .filter(
    (path) => /\.(ts|svelte|js|mjs|cjs|css|html|md|ya?ml)$|(^|\/)Dockerfile$/.test(path) && !/\/(vectors|generated|fixtures)\//.test(path),
  )
  .map(read);
const only = '.on' + 'ly';

test('nothing is marked as unfinished', () => {
  expect(markersLeft(words)).toEqual([]);
});

test('whatever is switched off says why', () => {
  expect(switchedOff(code.filter(({ path }) => !path.startsWith('tests/tidy/markers')))).toEqual([]);
});

test('whatever the compiler is asked to believe has its reason', () => {
  expect(claimsWithoutReason(code.filter(({ path }) => !isTest(path) && path.endsWith('s')))).toEqual([]);
});

test('a marker is seen, a word that contains one is not', () => {
  const marker = 'FIX' + 'ME';
  expect(markersLeft([sample('a.md', 'x', `${marker}: later`)])).toEqual([expect.stringContaining('a.md:2')]);
  expect(markersLeft([sample('a.md', 'hackney and suffixmess')])).toEqual([]);
});

test('a lone test is refused, a skipped one without a reason too', () => {
  expect(switchedOff([sample('a.test.ts', `test${only}('x', f);`)])).toHaveLength(1);
  expect(switchedOff([sample('a.test.ts', "test.skip('x', f);")])).toHaveLength(1);
  expect(switchedOff([sample('a.test.ts', '// Needs a second network card, which no build machine has.', "test.skip('x', f);")])).toEqual(
    [],
  );
});

test('a switched-off check needs its reason', () => {
  expect(switchedOff([sample('a.ts', '// eslint-disable-next-line no-console')])).toHaveLength(1);
  expect(switchedOff([sample('a.ts', '// eslint-disable-next-line no-console -- the command speaks to a person')])).toEqual([]);
});

test.each(['const a = b as C;', 'const a = b!;', 'function f(a: any) {}'])('a claim needs its reason: %s', (line) => {
  expect(claimsWithoutReason([sample('gateway/src/a.ts', 'const x = 1;', line)])).toHaveLength(1);
  expect(claimsWithoutReason([sample('gateway/src/a.ts', '// The map was filled from this very list.', line)])).toEqual([]);
  expect(claimsWithoutReason([sample('gateway/src/a.ts', `${line} // it was checked above`)])).toEqual([]);
});

test('one reason stands for what follows it in its function, and for no other', () => {
  const covered = ['function f() {', '  // as: the keys are the table’s own.', '', '  const a = 1;', '', '  return b as C;', '}'];
  expect(claimsWithoutReason([sample('gateway/src/a.ts', ...covered)])).toEqual([]);
  expect(claimsWithoutReason([sample('gateway/src/a.ts', ...covered, '', '', 'const d = e as C;')])).toHaveLength(1);
});

test('`as const` and renamed imports claim nothing', () => {
  expect(claimsWithoutReason([sample('gateway/src/a.ts', "import { a as b } from './a.ts';", 'const c = [1] as const;')])).toEqual([]);
});
