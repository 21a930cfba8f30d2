import { expect, test } from 'vitest';
import { faultText } from './fault-text.ts';

test.each([
  ['Battery is low.', undefined, 'Battery is low.'],
  ['Battery is low.', '18 %', 'Battery is low (18 %).'],
  [
    'Buttons here were not tested in time. Which ones stands on the desk.',
    '3',
    'Buttons here were not tested in time. Which ones stands on the desk (3).',
  ],
  [undefined, undefined, 'not-known-here'],
  [undefined, 'of a newer gateway', 'not-known-here (of a newer gateway).'],
])('%s with %s', (words, detail, said) => {
  expect(faultText(words, { code: 'not-known-here', detail })).toBe(said);
});
