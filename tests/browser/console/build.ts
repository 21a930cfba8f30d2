import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import config from '../../../dashboard/vite.config.ts';

export interface BuiltConsole {
  readonly folder: string;
  remove(): Promise<void>;
}

const dashboard = join(import.meta.dirname, '../../../dashboard');

/** The console's page alone, built as it is shipped, in a folder of its own: several tests and people may build at once. */
export async function buildConsole(): Promise<BuiltConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'duress-console-'));
  const input = { index: join(dashboard, 'index.html') };
  await build({ ...config, configFile: false, logLevel: 'warn', build: { ...config.build, outDir: folder, rolldownOptions: { input } } });
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
