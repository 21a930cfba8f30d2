import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import config, { nameOfBuild } from '../../../dashboard/vite.config.ts';

const root = join(import.meta.dirname, '../../..');

/** Something about the build that a test wants otherwise; its name must change with what it does. */
export interface Variant {
  readonly name: string;
  readonly plugin: Plugin;
}

/**
 * The console's page alone, built as it is shipped, in a folder named by its sources' hash: built once for all test files, never
 * stale. Made beside it and renamed, because several runs may build at the same moment.
 */
export async function buildConsole(variant?: Variant): Promise<string> {
  const cache = join(root, '.cache/console');
  const folder = join(cache, variant === undefined ? nameOfBuild() : `${nameOfBuild()}-${variant.name}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'building-'));
  const input = { index: join(root, 'dashboard/index.html') };
  const rolldownOptions = { input, checks: { pluginTimings: false } };
  await build({
    ...config,
    plugins: [...(config.plugins ?? []), ...(variant === undefined ? [] : [variant.plugin])],
    configFile: false,
    logLevel: 'error',
    mode: 'production',
    build: { ...config.build, outDir: fresh, rolldownOptions },
  });
  try {
    await rename(fresh, folder);
  } catch {
    // Another run was quicker with the same sources: its folder is as good.
    await rm(fresh, { recursive: true, force: true });
  }
  return folder;
}
