import { expect, test } from 'vitest';
import { sample } from './sample.ts';
import { isTest, ourCode } from './tree.ts';
import { emptyNames, secondClocks, sqlOutsideTheStore } from './words.ts';

const code = ourCode();

test('every name says what the thing is', () => {
  expect(emptyNames(code)).toEqual([]);
});

test('each program has one clock', () => {
  expect(secondClocks(code)).toEqual([]);
});

test('SQL stands in the store alone', () => {
  expect(sqlOutsideTheStore(code.filter(({ path }) => !isTest(path)))).toEqual([]);
});

test.each([
  'class SessionManager {}',
  'function handlePress() {}',
  'const handle = 1;',
  'class A { #handleTimer() {} }',
  'interface DateUtils {}',
  'const timeHelper = 1;',
  'type Misc = 1;',
])('refused: %s', (line) => {
  expect(emptyNames([sample('gateway/src/a.ts', line)])).toHaveLength(1);
});

test.each(['const manager = 1;', 'const isManager = true;', 'interface ManagerView {}', 'class A { handleMessage() {} }', 'x.handle(1);'])(
  'allowed: %s',
  (line) => {
    expect(emptyNames([sample('gateway/src/a.ts', line)])).toEqual([]);
  },
);

test('file names are held to the same', () => {
  expect(emptyNames([sample('gateway/src/api/utils.ts'), sample('gateway/src/api/session-manager.ts')])).toHaveLength(2);
  expect(emptyNames([sample('dashboard/src/desk/manager-tasks.ts'), sample('dashboard/src/desk/Managers.svelte')])).toEqual([]);
});

test.each([
  'Date.now();',
  'new Date();',
  'performance.now();',
  'Temporal.Now.instant();',
  'setTimeout(f, 1);',
  'globalThis.setInterval(f, 1);',
  "import { setTimeout as wait } from 'node:timers/promises';",
])('a second clock: %s', (line) => {
  expect(secondClocks([sample('gateway/src/engine/a.ts', line)])).toHaveLength(1);
  expect(secondClocks([sample('gateway/src/base/clock.ts', line)])).toEqual([]);
});

test('a moment that is given is no clock', () => {
  expect(secondClocks([sample('gateway/src/engine/a.ts', 'new Date(at);', 'setImmediate(f);', 'clock.after(1, f);')])).toEqual([]);
});

test('SQL and databases are seen outside the store; a sentence that begins alike is none', () => {
  const lines = ['const q = `SELECT a FROM b`;', "run('delete from facts');", "import { DatabaseSync } from 'node:sqlite';"];
  expect(sqlOutsideTheStore([sample('gateway/src/api/a.ts', ...lines)])).toHaveLength(3);
  expect(sqlOutsideTheStore([sample('gateway/src/store/a.ts', ...lines)])).toEqual([]);
  expect(sqlOutsideTheStore([sample('gateway/src/api/a.ts', "const t = 'select a place';")])).toEqual([]);
});
