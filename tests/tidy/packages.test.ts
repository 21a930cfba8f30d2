import { expect, test } from 'vitest';
import { importsOf } from './imports.ts';
import { hostsInLockfile, looseVersions, manifest, manifests, mixedVersions, undeclared } from './packages.ts';
import { sample } from './sample.ts';
import { ourCode, read } from './tree.ts';

const all = manifests();

test('every version is exact', () => {
  expect(looseVersions(all)).toEqual([]);
});

test('every package has one version', () => {
  expect(mixedVersions(all)).toEqual([]);
});

test('every package that is used is named', () => {
  expect(undeclared(importsOf(ourCode()), all)).toEqual([]);
});

test('the lockfile names no host', () => {
  expect(hostsInLockfile(read('package-lock.json').text)).toEqual([]);
});

test('the Node that npm brings has one version for every kind of machine', () => {
  const versions = Object.values(all.find(({ path }) => path === 'package.json')?.optionalDependencies ?? {});
  expect(versions.length).toBeGreaterThan(0);
  expect(new Set(versions).size).toBe(1);
});

test.each(['*', '^1.0.0', '~1.0.0', '1.x', 'latest'])('a version %s is refused', (version) => {
  expect(looseVersions([manifest('package.json', JSON.stringify({ dependencies: { a: version } }))])).toHaveLength(1);
});

test('two versions of one package, a host and an undeclared package are seen', () => {
  const [one, two] = ['1.0.0', '2.0.0'].map((a) =>
    manifest(`${a === '1.0.0' ? 'gateway' : 'dashboard'}/package.json`, JSON.stringify({ dependencies: { a } })),
  );
  if (one === undefined || two === undefined) throw new Error('two samples were made');
  expect(mixedVersions([one, two])).toHaveLength(1);
  expect(mixedVersions([one, one])).toEqual([]);
  expect(hostsInLockfile('"resolved": "https://registry.example.org/a.tgz"')).toHaveLength(1);
  expect(hostsInLockfile('"resolved": "gateway"')).toEqual([]);
  const uses = (name: string) => undeclared(importsOf([sample('gateway/src/a.ts', `import x from '${name}';`)]), [one, two]);
  expect(uses('b/c')).toEqual([expect.stringContaining('uses b, which gateway/package.json')]);
  expect([...uses('a/deep'), ...uses('node:fs'), ...uses('./a.ts')]).toEqual([]);
});
