import { defineConfig } from 'vitest/config';

/** Hours of simulation and endurance runs: asked for by `npm run test:long` alone. */
const withLong = process.env['DURESS_LONG'] === '1';
const exclude = ['**/node_modules/**', '**/dist/**', ...(withLong ? [] : ['**/*.long.test.ts', 'tests/long/**'])];

/** Our tests wait for conditions, never for a time; this is when a condition that never comes true is given up. */
const TEST_TIMEOUT_MS = withLong ? 3_600_000 : 30_000;
/** The real browser and real processes start slowly on a busy machine of two cores. */
const HOOK_TIMEOUT_MS = 60_000;

/**
 * Whole gateways, browsers and kernels share a continuous-integration machine with others: there a story may be told twice before it
 * counts as failed. The reporter names each that needed it. On a developer's machine the first failure is the answer.
 */
const retry = process.env['CI'] === 'true' ? 1 : 0;

/**
 * Files of tests share a process, and what they import is loaded once: no module of ours keeps a variable, and no
 * shared file asks for a hook at import (tests/tidy holds both), so no file finds anything of the one before. Where processes and memory are measured each file has a process of its own.
 */
const shared = { isolate: false };

const common = { exclude, testTimeout: TEST_TIMEOUT_MS, hookTimeout: HOOK_TIMEOUT_MS, pool: 'forks' as const };

export default defineConfig({
  test: {
    // A `.only` that was left behind must not turn a red suite green.
    allowOnly: false,
    projects: [
      {
        test: {
          ...common,
          ...shared,
          name: 'unit',
          include: [
            'gateway/src/**/*.test.ts',
            'firmware-sim/src/**/*.test.ts',
            'dashboard/src/**/*.test.ts',
            'tests/tidy/**/*.test.ts',
            'tests/contract/**/*.test.ts',
          ],
          sequence: { groupOrder: 0 },
          maxWorkers: 2,
        },
      },
      {
        test: {
          ...common,
          ...shared,
          name: 'whole',
          retry,
          include: ['tests/**/*.test.ts'],
          exclude: [...exclude, 'tests/tidy/**', 'tests/contract/**', 'tests/browser/**', 'tests/fault/**'],
          sequence: { groupOrder: 1 },
          maxWorkers: 2,
        },
      },
      {
        // Pages and whole stories, two at a time: they wait for the browser most of their time, and measure nothing that the other falsifies.
        test: {
          ...common,
          ...shared,
          name: 'browser',
          retry,
          include: ['tests/browser/**/*.test.ts'],
          exclude: [...exclude, 'tests/browser/hidden/**'],
          testTimeout: Math.max(TEST_TIMEOUT_MS, 120_000),
          sequence: { groupOrder: 2 },
          maxWorkers: 2,
        },
      },
      {
        // One file at a time: these measure what a loaded machine would falsify, and each starts processes of its own.
        test: {
          ...common,
          name: 'alone',
          retry,
          include: ['tests/browser/hidden/**/*.test.ts', 'tests/fault/**/*.test.ts'],
          exclude: [...exclude, 'tests/fault/soak*.test.ts'],
          testTimeout: Math.max(TEST_TIMEOUT_MS, 120_000),
          sequence: { groupOrder: 3 },
          maxWorkers: 1,
        },
      },
      {
        // Two minutes in which nothing may grow: it measures no latency, and `npm test` runs it beside the checks.
        test: {
          ...common,
          name: 'soak',
          retry,
          include: ['tests/fault/soak*.test.ts'],
          testTimeout: Math.max(TEST_TIMEOUT_MS, 120_000),
          sequence: { groupOrder: 4 },
          maxWorkers: 1,
        },
      },
    ],
  },
});
