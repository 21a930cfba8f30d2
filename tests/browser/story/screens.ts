import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';

const DASHBOARD = join(import.meta.dirname, '../../../dashboard');

/** All screens as they are shipped, in a folder of their own: nobody else's build is disturbed. */
export async function buildScreens(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'duress-screens-'));
  const configFile = join(DASHBOARD, 'vite.config.ts');
  await build({ root: DASHBOARD, configFile, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
