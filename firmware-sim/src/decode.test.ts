import { expect, it } from 'vitest';
import { readConfig, readFeedback } from './decode.ts';

const bytes = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const WHOLE = { v: 1, rev: 7, alarm: 'a1', state: 'taken', held: [[1, 2]], recorded: true, at: '2026-01-05T09:00:00Z' };

it('a whole feedback is read as it is', () => {
  expect(readFeedback(bytes(WHOLE))).toEqual(WHOLE);
});

it.each([
  ['a later field is ignored', { ...WHOLE, later: 1 }, WHOLE],
  ['a state of a later version is none', { ...WHOLE, state: 'teleported' }, { ...WHOLE, state: undefined }],
  [
    'only the last eight presses count',
    { ...WHOLE, held: Array.from({ length: 9 }, (_, i) => [1, i]) },
    { ...WHOLE, held: [1, 2, 3, 4, 5, 6, 7, 8].map((i) => [1, i]) },
  ],
  ['what names no press is left out', { ...WHOLE, held: [[1, 2], [1], ['1', 2], [1, -1], [1, 2 ** 32], null] }, WHOLE],
  ['recorded must be said plainly', { ...WHOLE, recorded: 1 }, { ...WHOLE, recorded: false }],
])('%s', (_name, value, expected) => {
  expect(readFeedback(bytes(value))).toEqual(expected);
});

it.each([
  ['no JSON', '{'],
  ['no object', '[]'],
  ['null', 'null'],
  ['another version', { ...WHOLE, v: 2 }],
  ['no rev', { ...WHOLE, rev: undefined }],
  ['a negative rev', { ...WHOLE, rev: -1 }],
  ['a rev with a fraction', { ...WHOLE, rev: 1.5 }],
  ['no list of presses', { ...WHOLE, held: 'none' }],
  ['nothing', ''],
])('%s is no feedback', (_name, value) => {
  expect(readFeedback(bytes(value))).toBeUndefined();
});

it.each([
  [{ heartbeat: 1, silent: true, hold: 0 }, true],
  [{ heartbeat: 86_400, silent: false, hold: 5_000 }, true],
  [{ heartbeat: 0, silent: true, hold: 0 }, false],
  [{ heartbeat: 86_401, silent: true, hold: 0 }, false],
  [{ heartbeat: 60, silent: true, hold: 5_001 }, false],
  [{ heartbeat: 60, silent: true, hold: -1 }, false],
  [{ heartbeat: 60, silent: 'no', hold: 0 }, false],
])('config %j is taken: %s', (value, isTaken) => {
  expect(readConfig(bytes({ v: 1, ...value }))).toEqual(isTaken ? { v: 1, ...value } : undefined);
});
