import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type InlineConfig, type Plugin } from 'vite';
import config from '../../../dashboard/vite.config.ts';

const root = join(import.meta.dirname, '../../..');
const DASHBOARD = join(root, 'dashboard');

/** Whatever a page is made of: our own files, what it shares with the gateway, and the packages that it is built with. */
const SOURCES = ['dashboard', 'gateway/src/contract', 'gateway/src/base', 'package-lock.json'];

/** Something about the build that a test wants otherwise; its name must change with what it does. */
export interface Variant {
  readonly name: string;
  readonly plugin: Plugin;
}

/** All pages as they are shipped. Whoever gets the folder only reads it: all test files share it. */
export function buildPages(variant?: Variant): Promise<string> {
  return built('pages', variant);
}

/** The console's page alone, as it is shipped. */
export function buildConsole(variant?: Variant): Promise<string> {
  return built('console', variant, { index: join(DASHBOARD, 'index.html') });
}

/**
 * In a folder named by its sources' hash: built once for all test files, never stale. Made beside it and renamed, because several
 * runs may build at the same moment.
 */
async function built(name: string, variant?: Variant, input?: Record<string, string>): Promise<string> {
  const cache = join(root, '.cache', name);
  const folder = join(cache, variant === undefined ? sources() : `${sources()}-${variant.name}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'building-'));
  await build(howTo(fresh, variant, input));
  try {
    await rename(fresh, folder);
  } catch {
    // Another run was quicker with the same sources: its folder is as good.
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}

function howTo(outDir: string, variant?: Variant, input?: Record<string, string>): InlineConfig {
  const checks = { pluginTimings: false };
  const rolldownOptions = { ...config.build?.rolldownOptions, ...(input === undefined ? {} : { input }), checks };
  return {
    ...config,
    plugins: [...(config.plugins ?? []), ...(variant === undefined ? [] : [variant.plugin])],
    configFile: false,
    logLevel: 'error',
    mode: 'production',
    build: { ...config.build, outDir, rolldownOptions },
  };
}

function sources(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(root, source);
    const files = source.includes('.') ? [''] : filesUnder(path);
    for (const file of files) hash.update(`${source}/${file}\0`).update(readFileSync(join(path, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

function filesUnder(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = all.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return paths.filter((path) => !/^(?:dist|node_modules)[\\/]/.test(path)).sort();
}
