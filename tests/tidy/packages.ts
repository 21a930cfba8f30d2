import { builtinModules } from 'node:module';
import type { Import } from './imports.ts';
import { ourPaths, read } from './tree.ts';

export interface Manifest {
  readonly path: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

export function manifests(): readonly Manifest[] {
  return ourPaths()
    .filter((path) => /^([\w-]+\/)?package\.json$/.test(path))
    .map((path) => manifest(path, read(path).text));
}

export function manifest(path: string, text: string): Manifest {
  // as: npm itself refuses a package.json of another shape.
  const parsed = JSON.parse(text) as Partial<Manifest>;
  return { scripts: {}, dependencies: {}, optionalDependencies: {}, devDependencies: {}, ...parsed, path };
}

export function dependenciesOf(one: Manifest): readonly string[] {
  return Object.keys({ ...one.dependencies, ...one.optionalDependencies, ...one.devDependencies }).filter(
    (name) => !name.startsWith('@duress/'),
  );
}

/** A range means that two installs of one commit may differ. */
export function looseVersions(all: readonly Manifest[]): string[] {
  return all.flatMap((one) =>
    Object.entries({ ...one.dependencies, ...one.optionalDependencies, ...one.devDependencies })
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(
        ([name, version]) =>
          `${one.path}: ${name} is '${version}'; write the one exact version that was tested (npm install --save-exact).`,
      ),
  );
}

/** The same package in two versions is two packages. */
export function mixedVersions(all: readonly Manifest[]): string[] {
  const seen = new Map<string, string>();
  return all.flatMap((one) =>
    Object.entries({ ...one.dependencies, ...one.devDependencies }).flatMap(([name, version]) => {
      const other = seen.get(name) ?? version;
      seen.set(name, other);
      return other === version ? [] : [`${one.path}: ${name} is ${version}, elsewhere ${other}; use one version.`];
    }),
  );
}

export function hostsInLockfile(text: string): string[] {
  return [...text.matchAll(/"resolved": "(\w+:\/\/[^"/]+)/g)].map(
    ([, host = '']) =>
      `package-lock.json names ${host}; run npm install again with the .npmrc of this folder, which leaves the address out.`,
  );
}

/** A package that works only because another one happens to bring it breaks on the next update. */
export function undeclared(imports: readonly Import[], all: readonly Manifest[]): string[] {
  const root = all.find(({ path }) => path === 'package.json');
  return imports.flatMap(({ from, name, target, line }) => {
    const isBuiltIn = name.startsWith('node:') || builtinModules.includes(name) || /^(virtual|svelte\/internal)/.test(name);
    if (target !== undefined || isBuiltIn || name.startsWith('@duress/')) return [];
    const wanted = name
      .split('/')
      .slice(0, name.startsWith('@') ? 2 : 1)
      .join('/');
    const home = all.find(({ path }) => path === `${from.split('/')[0] ?? ''}/package.json`);
    const isShipped = home !== undefined && /^[\w-]+\/src\//.test(from) && !from.endsWith('.test.ts');
    const allowed = isShipped ? [home] : all;
    if (allowed.some((one) => dependenciesOf(one).includes(wanted))) return [];
    return [
      `${from}:${line}: uses ${wanted}, which ${(isShipped ? home : root)?.path ?? 'package.json'} does not name; add it there with its exact version and its line in docs/dependencies.md.`,
    ];
  });
}
