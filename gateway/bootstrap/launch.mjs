import { ensureInstalled } from './install.mjs';
import { PlainError } from './plain-error.mjs';
import { handOver, ourEnv } from './process.mjs';
import { ensureScreens } from './screens.mjs';
import { at, exists } from './tree.mjs';

/** Installs what is missing, builds the screens if they are shown, then runs a TypeScript file in our place. */
export async function launch(file, args, { screens = false, dev = false, flags = [] } = {}) {
  const path = at(...file.split('/'));
  if (!exists(path)) throw new PlainError(`This checkout has no ${file}; nothing was started.`);
  const node = await ensureInstalled({ dev: dev || (screens && exists(at('dashboard', 'src'))) });
  if (screens) await ensureScreens(node);
  // Three hundred modules start in a seventh of a second when their compiled form is kept.
  return handOver(node, [...flags, path, ...args], ourEnv({ NODE_COMPILE_CACHE: at('node_modules', '.cache', 'compiled') }));
}
