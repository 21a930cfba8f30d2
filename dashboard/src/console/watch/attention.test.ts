import { expect, test } from 'vitest';
import { attentionOf } from './attention.ts';

const MINUTE = 60_000;

test.each([
  { ago: 0, within: 30 * MINUTE, is: { state: 'there' } },
  { ago: 28 * MINUTE - 1, within: 30 * MINUTE, is: { state: 'there' } },
  { ago: 28 * MINUTE, within: 30 * MINUTE, is: { state: 'asked', leftMs: 2 * MINUTE } },
  { ago: 30 * MINUTE, within: 30 * MINUTE, is: { state: 'asked', leftMs: 0 } },
  { ago: 30 * MINUTE + 1, within: 30 * MINUTE, is: { state: 'nobody' } },
  // Never more than half of the time is spent on asking.
  { ago: MINUTE - 1, within: 2 * MINUTE, is: { state: 'there' } },
  { ago: MINUTE, within: 2 * MINUTE, is: { state: 'asked', leftMs: MINUTE } },
])('untouched for $ago of $within ms: $is.state', ({ ago, within, is }) => {
  expect(attentionOf(ago, within)).toEqual(is);
});
