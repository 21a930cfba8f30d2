import { expect, test } from 'vitest';
import { FAULT_CODES } from '../../gateway/src/base/errors.ts';
import { REFUSAL_CODES } from '../../gateway/src/domain/input.ts';
import { codesUnder, differences, isLivingDocument, missingPaths, missingScripts } from './documents.ts';
import { dependenciesOf, manifests } from './packages.ts';
import { sample } from './sample.ts';
import { ourPaths, read } from './tree.ts';

const paths = ourPaths();
const scripts = new Set(Object.keys(manifests().find(({ path }) => path === 'package.json')?.scripts ?? {}));
const documents = paths.filter(isLivingDocument).map(read);

test('every path that a document names is there', () => {
  expect(missingPaths(documents, { paths, scripts })).toEqual([]);
});

test('every npm script that a document names is there', () => {
  expect(missingScripts(documents, { paths, scripts })).toEqual([]);
});

test('docs/errors.md explains each fault code, and no other', () => {
  const documented = codesUnder(read('docs/errors.md'), 'Faults');
  expect(
    differences({ documented, real: Object.keys(FAULT_CODES), document: 'docs/errors.md', source: 'gateway/src/base/errors.ts' }),
  ).toEqual([]);
});

test('docs/errors.md explains each refusal code, and no other', () => {
  const documented = codesUnder(read('docs/errors.md'), 'Refusals');
  expect(differences({ documented, real: REFUSAL_CODES, document: 'docs/errors.md', source: 'gateway/src/domain/input.ts' })).toEqual([]);
});

test('docs/dependencies.md has each dependency, and no other', () => {
  const documented = read('docs/dependencies.md')
    .text.split(/^## /m)
    .flatMap((section) => [...section.matchAll(/^\| `([^`]+)`/gm)].map((row) => row[1] ?? ''));
  const real = [...new Set(manifests().flatMap(dependenciesOf))];
  expect(differences({ documented, real, document: 'docs/dependencies.md', source: 'the package.json files' })).toEqual([]);
});

const tree = { paths: ['gateway/src/app.ts', 'docs/errors.md', 'README.md'], scripts: new Set(['demo', 'test']) };

test('a path that is gone is seen, in backticks, links and pictures', () => {
  const gone = sample('docs/a.md', 'see `gateway/src/gone.ts`', 'and [this](gone.md)', '<img src="gone.png" alt="">');
  const lines = [1, 2, 3].map((line): unknown => expect.stringContaining(`docs/a.md:${line}`));
  expect(missingPaths([gone], tree)).toEqual(lines);
});

test('paths that are there, folders, patterns, addresses and things that are made pass', () => {
  const fine = [
    '`gateway/src/app.ts:12`',
    '`gateway/src/`',
    '`gateway/src/*.ts`',
    '[x](errors.md#faults)',
    '[y](https://example.org/z)',
    '`dashboard/dist`',
    '`application/json`',
  ];
  expect(missingPaths([sample('docs/a.md', ...fine)], tree)).toEqual([]);
});

test('a script that is gone is seen; npm’s own commands pass', () => {
  expect(missingScripts([sample('a.md', '`npm run gone`', 'npm run -s away')], tree)).toHaveLength(2);
  expect(missingScripts([sample('a.md', '`npm run demo`', 'npm test', 'npm ci', 'npm brings it')], tree)).toEqual([]);
});

test('two lists are compared both ways', () => {
  expect(differences({ documented: ['a', 'b', 'b'], real: ['b', 'c'], document: 'd.md', source: 's.ts' })).toEqual([
    expect.stringContaining("does not explain 'c'"),
    expect.stringContaining("explains 'a'"),
    expect.stringContaining("'b' twice"),
  ]);
  expect(codesUnder(sample('d.md', '## One', '| `a` | x |', '## Two', '| `b` | y |'), 'Two')).toEqual(['b']);
});
