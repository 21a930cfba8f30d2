import { expect, test } from 'vitest';
import { cycles, importsOf, wrongDirections } from './imports.ts';
import { sample } from './sample.ts';
import { isTest, ourCode } from './tree.ts';

const code = ourCode().filter(({ path }) => !isTest(path));

test('imports run one way', () => {
  expect(wrongDirections(importsOf(code))).toEqual([]);
});

test('no file imports itself by way of others', () => {
  expect(cycles(importsOf(code))).toEqual([]);
});

test.each([
  ['an inner folder knows an outer one', 'gateway/src/domain/a.ts', '../engine/loop.ts', 'domain imports engine'],
  ['siblings meet', 'gateway/src/store/sqlite/a.ts', '../../notify/b.ts', 'siblings'],
  ['a part knows the wiring', 'gateway/src/api/a.ts', '../app.ts', 'only wiring'],
  ['app starts main', 'gateway/src/app.ts', './main.ts', 'never the other way'],
  ['a file outside the house', 'gateway/src/extra/a.ts', '../base/ids.ts', 'outside the house'],
  ['the server reads the screens', 'gateway/src/api/a.ts', '../../../dashboard/src/x.ts', 'stands alone'],
  ['base has a dependency', 'gateway/src/base/a.ts', 'fastify', 'no dependency'],
  ['domain does I/O', 'gateway/src/domain/a.ts', 'node:fs', 'pure'],
  ['domain outside facts knows typebox', 'gateway/src/domain/a.ts', 'typebox', 'no package'],
  ['contract knows more than typebox', 'gateway/src/contract/a.ts', 'fastify', 'typebox alone'],
  ['the simulator reads the server', 'firmware-sim/src/a.ts', '@duress/gateway/base/ids.ts', 'crosses a wire'],
  ['the dashboard takes a short way into the server', 'dashboard/src/a.ts', '../../gateway/src/contract/feed.ts', 'crosses a wire'],
])('refused: %s', (_, from, name, because) => {
  expect(wrongDirections(importsOf([sample(from, `import { x } from '${name}';`)]))).toEqual([expect.stringContaining(because)]);
});

test.each([
  ['gateway/src/engine/loop.ts', '../domain/state.ts'],
  ['gateway/src/store/a.ts', '../engine/ports/log.ts'],
  ['gateway/src/app.ts', './store/a.ts'],
  ['gateway/src/cli/main.ts', '../app.ts'],
  ['gateway/src/domain/facts/a.ts', 'typebox'],
  ['gateway/src/contract/a.ts', '../base/ids.ts'],
  ['firmware-sim/src/a.ts', '@duress/gateway/contract/signal.ts'],
  ['dashboard/src/a.svelte', './b.ts'],
])('allowed: %s may import %s', (from, name) => {
  const lines = from.endsWith('.svelte')
    ? ['<script lang="ts">', `import { x } from '${name}';`, '</script>']
    : [`import { x } from '${name}';`];
  expect(wrongDirections(importsOf([sample(from, ...lines)]))).toEqual([]);
});

test('every way of importing is seen, also in a Svelte file', () => {
  const found = importsOf([
    sample(
      'dashboard/src/a.svelte',
      '<script lang="ts">',
      "  import type { A } from './a.ts';",
      "  export { b } from './b.ts';",
      "  const c = await import('./c.ts');",
      "  type D = import('./d.ts').D;",
      '</script>',
    ),
  ]);
  expect(found.map(({ name, line }) => [name, line])).toEqual([
    ['./a.ts', 2],
    ['./b.ts', 3],
    ['./c.ts', 4],
    ['./d.ts', 5],
  ]);
});

test('a ring is found once, and a diamond is none', () => {
  const one = (from: string, to: string) => sample(`gateway/src/base/${from}.ts`, `import { x } from './${to}.ts';`);
  expect(cycles(importsOf([one('a', 'b'), one('b', 'c'), one('c', 'a')]))).toHaveLength(1);
  expect(
    cycles(importsOf([sample('gateway/src/base/a.ts', "import './b.ts';", "import './c.ts';"), one('b', 'd'), one('c', 'd')])),
  ).toEqual([]);
});
