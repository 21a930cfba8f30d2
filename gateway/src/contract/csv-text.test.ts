import { expect, test } from 'vitest';
import { csvText } from './csv-text.ts';

test.each([
  ['=1+1', "'=1+1"],
  ['+61 2', "'+61 2"],
  ['-1', "'-1"],
  ['@sum', "'@sum"],
  ['\tx', "'\tx"],
  ['\rx', '"\'\rx"'],
  ['=a,"b"', '"\'=a,""b"""'],
  ['a, b', '"a, b"'],
  ['a=b', 'a=b'],
  ['say "hi"', '"say ""hi"""'],
  ['btn-1', 'btn-1'],
  ['', ''],
])('the cell %j is written as %j', (cell, text) => {
  expect(csvText([[cell]])).toBe(`${text}\r\n`);
});

test('numbers are numbers, also negative ones, and what is not there is empty', () => {
  expect(csvText([[1, undefined, -2.5]])).toBe('1,,-2.5\r\n');
});
