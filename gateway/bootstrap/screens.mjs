import { writeFileSync } from 'node:fs';
import { oneAtATime } from './lock.mjs';
import { PlainError } from './plain-error.mjs';
import { runToEnd, secondsSince } from './process.mjs';
import { at, exists, hashOf, textOf } from './tree.mjs';

const DIST = at('dashboard', 'dist');
const STAMP = at('dashboard', 'dist', '.built-from');

/** Builds the screens when they are missing or older than what they are made from. */
export async function ensureScreens(node) {
  // An image carries the built screens without their sources.
  if (!exists(at('dashboard', 'src')) && exists(DIST)) return;
  if (textOf(STAMP) === sources()) return;
  await oneAtATime('screens', async () => {
    const wanted = sources();
    if (textOf(STAMP) === wanted) return;
    const start = Date.now();
    console.log('Building the screens …');
    const vite = at('node_modules', 'vite', 'bin', 'vite.js');
    if (!exists(vite))
      throw new PlainError(
        'The screens are not built, and vite is not installed. Run `npm ci` without --omit=dev, or build the screens elsewhere.',
      );
    const { code, output } = await runToEnd(node, [vite, 'build', '--logLevel', 'warn'], { cwd: at('dashboard'), quiet: true });
    if (code !== 0) throw new PlainError(`${output.trim()}\nThe screens could not be built (vite ended with ${code}).`);
    writeFileSync(STAMP, wanted);
    console.log(`Built in ${secondsSince(start)}.`);
  });
}

function sources() {
  return hashOf([at('dashboard'), at('gateway', 'src', 'contract'), at('gateway', 'src', 'base'), at('package-lock.json')]);
}
