import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

const here = import.meta.dirname;

/** One HTML file per page; the gateway serves them as `/`, `/desk`, `/panic` and `/sign-in`. */
const PAGES = ['index', 'desk', 'panic', 'sign-in'];

/** What every page's head begins with; it stands there in place of this comment. */
const HEAD = join(here, 'src/shared/head.html');
const HEAD_PLACE = '<!-- src/shared/head.html -->';

/** Everything that ends up in a page beside its own HTML: our own sources and the contract they share with the gateway. */
const SOURCES = [join(here, 'src'), join(here, '../gateway/src/contract')];

/**
 * The name of this build: a hash of its sources, so that the same sources always give the same name and the gateway can say
 * in `hello` which build it serves. It stands in each page's head and in `build.txt`, never in a script, whose own hash would
 * otherwise change with every unrelated edit.
 */
export function nameOfBuild(): string {
  const hash = createHash('sha256');
  for (const page of PAGES) hash.update(readFileSync(join(here, `${page}.html`)));
  for (const folder of SOURCES) {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
    for (const path of paths) hash.update(path.slice(here.length)).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 12);
}

function namedBuild(): Plugin {
  const build = nameOfBuild();
  return {
    name: 'duress-named-build',
    // Before Vite looks at it: the icon is one of its assets.
    transformIndexHtml: {
      order: 'pre',
      handler: (html) => html.replace(HEAD_PLACE, readFileSync(HEAD, 'utf8').replace('%BUILD%', build)),
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'build.txt', source: `${build}\n` });
    },
  };
}

/** Every text of the build once more in brotli and gzip, so that nobody waits for bytes or for their compression. */
function compressed(): Plugin {
  return {
    name: 'duress-compressed',
    writeBundle({ dir }, bundle) {
      for (const name of Object.keys(bundle).filter((file) => /\.(js|css|html|svg)$/.test(file))) {
        const path = join(dir ?? '', name);
        const text = readFileSync(path);
        writeFileSync(`${path}.br`, brotliCompressSync(text));
        writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  root: here,
  plugins: [svelte(), namedBuild(), compressed()],
  build: {
    target: 'es2024',
    outDir: 'dist',
    emptyOutDir: true,
    // The pages' content policy allows no data: addresses; a small icon is a file like any other.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: Object.fromEntries(PAGES.map((page) => [page, join(here, `${page}.html`)])),
    },
  },
  worker: { format: 'es' },
});
