import { expect, test } from 'vitest';
import type { NewFact } from '../engine/ports/log.ts';
import { Prepared, PREPARED_GOOD_FOR_MS } from './prepared.ts';

const batch = (): { facts: readonly NewFact[] } => ({ facts: [] });

test('what was made is good for the commit of that very batch, and once', () => {
  const prepared = new Prepared<string>();
  const [lost, other] = [batch(), batch()];
  prepared.keep(lost, 'lost', 0);
  expect(prepared.take(other, 0)).toBeUndefined();
  expect(prepared.take(lost, 0)).toBeUndefined(); // the other commit has come between
  prepared.keep(other, 'other', 0);
  expect(prepared.take(other, 0)).toBe('other');
  expect(prepared.take(other, 0)).toBeUndefined();
});

test('after a slow commit it is not', () => {
  const prepared = new Prepared<string>();
  const one = batch();
  prepared.keep(one, 'one', 7);
  expect(prepared.take(one, 7 + PREPARED_GOOD_FOR_MS - 1)).toBe('one');
  prepared.keep(one, 'one', 7);
  expect(prepared.take(one, 7 + PREPARED_GOOD_FOR_MS)).toBeUndefined();
});
