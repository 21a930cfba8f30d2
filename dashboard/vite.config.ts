import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, defineConfig, type Plugin } from 'vite';

const here = import.meta.dirname;
const TARGET = 'es2024';

/** One HTML file per page; the gateway serves them as `/`, `/desk`, `/panic`, `/sign-in` and `/tell-me`. */
const PAGES = ['index', 'desk', 'panic', 'sign-in', 'tell-me'];

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

/** The page that must be usable at once on a bad network. */
const AT_ONCE = { page: 'panic.html', entry: join(here, 'src/panic/main.ts') };

/**
 * The worker's page in one answer: its style and script stand in its HTML, so that nothing waits for a second round trip, nor for what
 * other pages share with it. The gateway names their hashes in the page's content policy.
 */
function inOneAnswer(): Plugin {
  return {
    name: 'duress-in-one-answer',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_options, bundle) {
      const page = bundle[AT_ONCE.page];
      if (page?.type !== 'asset') return;
      const { script, style } = await builtAlone(AT_ONCE.entry);
      const html = String(page.source);
      // Nobody asks for these any more; what it shares with other pages stays theirs.
      for (const [, own = ''] of html.matchAll(/"\/(assets\/panic-[^"]+)"/g)) Reflect.deleteProperty(bundle, own);
      const bare = html.replace(/\s*<(?:script\b[^>]*\ssrc=[^>]*><\/script>|link\b[^>]*rel="(?:modulepreload|stylesheet)"[^>]*>)/g, '');
      const [head, body] = [`<style>${style}</style></head>`, `<script type="module">${script}</script></body>`];
      page.source = bare.replace('</head>', () => head).replace('</body>', () => body);
    },
  };
}

async function builtAlone(input: string): Promise<{ readonly script: string; readonly style: string }> {
  const built = await build({
    configFile: false,
    root: here,
    logLevel: 'error',
    build: { target: TARGET, write: false, modulePreload: false, rolldownOptions: { input } },
  });
  // Two kinds of answer that this build can't give: many, and one that watches.
  if (Array.isArray(built) || !('output' in built)) throw new Error('one build gives one output');
  let [script, style] = ['', ''];
  for (const file of built.output) {
    if (file.type === 'chunk') script += file.code.trim();
    else if (file.fileName.endsWith('.css')) style += String(file.source).trim();
  }
  if (script === '' || style === '' || /<\/(?:script|style)|<!--/i.test(script + style))
    throw new Error('what is written into the page must be there and must not end its element');
  return { script, style };
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
  plugins: [svelte(), namedBuild(), inOneAnswer(), compressed()],
  build: {
    target: TARGET,
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
