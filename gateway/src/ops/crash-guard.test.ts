import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../base/clock.ts';
import { MINUTE_MS } from '../base/durations.ts';
import { JsonLines } from '../base/log.ts';
import { CrashGuard } from './crash-guard.ts';

let folder: string;
let now: number;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'duress-starts-'));
  now = 1_800_000_000_000;
  said = [];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const clock: Clock = { wall: () => now, mono: () => now, after: () => () => undefined, every: () => () => undefined };
const starts = (): string => join(folder, 'data', 'starts.json');
/** A process of its own. */
function guard(): CrashGuard {
  const write = (line: string): void => {
    said.push((JSON.parse(line) as { code: string }).code); // as: our own events
  };
  return new CrashGuard({ folder: join(folder, 'data'), clock, events: new JsonLines(clock, write) });
}

/** As main does it. */
function start(one = guard()): boolean {
  const isCrashing = one.look();
  one.started();
  return isCrashing;
}

describe('three starts without a proper stop', () => {
  test('make the fourth a lifeboat within five minutes, and not after', () => {
    for (const afterMs of [0, 1_000, 1_000]) {
      now += afterMs;
      expect(start()).toBe(false);
    }
    now += 5 * MINUTE_MS - 2_001;
    expect(start()).toBe(true);
    now += 2_001 + 5 * MINUTE_MS;
    expect(start()).toBe(false);
    expect(said).toEqual([]);
  });

  test('are forgotten with a proper stop; a refused start is none', () => {
    for (let i = 0; i < 3; i += 1) start();
    const fourth = guard();
    expect(start(fourth)).toBe(true);
    expect(fourth.look()).toBe(true);
    fourth.stopped();
    for (let i = 0; i < 5; i += 1) {
      const refused = guard();
      expect(start(refused)).toBe(false);
      refused.refused();
    }
    expect(readFileSync(starts(), 'utf8')).toBe('[]');
  });

  test('do not count when the clock was set back behind them', () => {
    for (let i = 0; i < 3; i += 1) start();
    now -= 60 * MINUTE_MS;
    expect(start()).toBe(false);
  });
});

test('making a guard touches nothing; only a start that is noted makes the folder', () => {
  const one = guard();
  one.refused();
  expect(existsSync(join(folder, 'data'))).toBe(false);
  expect(one.look()).toBe(false);
  expect(existsSync(join(folder, 'data'))).toBe(false);
  one.started();
  expect(existsSync(starts())).toBe(true);
});

test.each(['[1,2', '{}', '"x"', ''])('a file with %j is said and not believed; the next start has a good one', (text) => {
  mkdirSync(join(folder, 'data'));
  writeFileSync(starts(), text);
  expect(start()).toBe(false);
  expect(said).toEqual(['starts-not-read']);
  start();
  expect(JSON.parse(readFileSync(starts(), 'utf8'))).toHaveLength(2);
  expect(said).toHaveLength(1);
});

test('a file that can not be read, and a folder that can not be made, are said; the gateway starts', () => {
  mkdirSync(starts(), { recursive: true });
  expect(start()).toBe(false);
  expect(said).toEqual(['starts-not-read', 'starts-not-kept']);
  rmSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(folder, 'data'), 'no folder');
  expect(start()).toBe(false);
  expect(said).toEqual(['starts-not-read', 'starts-not-kept', 'starts-not-read', 'starts-not-kept']);
});
