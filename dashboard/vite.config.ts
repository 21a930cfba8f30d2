import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { build, defineConfig, type Plugin, type Rolldown } from 'vite';
import { USUAL_LANGUAGE, type LanguageName } from '@duress/gateway/contract/languages.ts';
import { texts as german } from './src/shared/texts/de.ts';
import { texts as english } from './src/shared/texts/en.ts';

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

/** What stands in the files of the pages, in each language. */
const HTML = { en: english.html, de: german.html } satisfies Record<LanguageName, typeof english.html>;

/** The page that must be usable at once on a bad network. */
const AT_ONCE = { page: 'panic', entry: join(here, 'src/panic/main.ts') };

/**
 * Each page once in each language, as `desk.html`, `desk.de.html`: the gateway chooses. Its words begin to come with the page. The
 * worker's page is one answer: its style, its script and its words stand in its HTML, so that nothing waits for a second round trip,
 * nor for what other pages share with it. The gateway names their hashes in the page's content policy.
 */
function inEachLanguage(): Plugin {
  let words: Plugin[] = [];
  return {
    name: 'duress-in-each-language',
    apply: 'build',
    enforce: 'post',
    // Whoever changes the words of all pages changes those of the page that is built alone too.
    configResolved: ({ plugins }) => {
      words = plugins.filter(({ api }) => typeof api === 'object' && api !== null && 'changesWords' in api);
    },
    async generateBundle(_options, bundle) {
      for (const name of PAGES) {
        const page = bundle[`${name}.html`];
        if (page?.type !== 'asset') continue;
        const html = String(page.source);
        for (const language of Object.keys(HTML)) {
          const fileName = language === USUAL_LANGUAGE ? `${name}.html` : `${name}.${language}.html`;
          const said = inLanguage(html, { name, language, bundle });
          const source = name === AT_ONCE.page ? await inOneAnswer(said, [spoken(language), ...words]) : said;
          if (language === USUAL_LANGUAGE) page.source = source;
          else this.emitFile({ type: 'asset', fileName, source });
        }
        // Nobody asks for these any more; what it shares with other pages stays theirs.
        if (name === AT_ONCE.page)
          for (const [, own = ''] of html.matchAll(/"\/(assets\/panic-[^"]+)"/g)) Reflect.deleteProperty(bundle, own);
      }
    },
  };
}

interface Said {
  readonly name: string;
  readonly language: string;
  readonly bundle: Rolldown.OutputBundle;
}

function inLanguage(html: string, { name, language, bundle }: Said): string {
  if (language === USUAL_LANGUAGE) return html;
  // as: both are looked through by the names that they are made of.
  const [from, to] = [HTML[USUAL_LANGUAGE], HTML[language as keyof typeof HTML]];
  const title = name as keyof typeof from.titles;
  const pairs = [
    [`<html lang="${USUAL_LANGUAGE}">`, `<html lang="${language}">`],
    [from.titles[title], to.titles[title]],
    [from.noScript, to.noScript],
  ] as const;
  let said = html;
  for (const [english, other] of pairs) {
    if (!said.includes(english)) throw new Error(`${name}.html does not say “${english}”: its words stand in texts/en.ts`);
    said = said.replace(english, other);
  }
  const words = wordsOf(bundle, name, language).map((file) => `    <link rel="modulepreload" crossorigin href="/${file}">\n`);
  return said.replace('  </head>', `${words.join('')}  </head>`);
}

/** The files in which a page's words in a language are. */
function wordsOf(bundle: Rolldown.OutputBundle, page: string, language: string): string[] {
  const folder = page === 'index' ? 'console' : page;
  const sources = [folder, 'shared'].map((one) => `src/${one}/texts/${language}.ts`);
  return Object.values(bundle).flatMap((file) => {
    const source = file.type === 'chunk' ? file.facadeModuleId?.replaceAll('\\', '/') : undefined;
    return sources.some((one) => source?.endsWith(one)) ? [file.fileName] : [];
  });
}

async function inOneAnswer(html: string, plugins: Plugin[]): Promise<string> {
  const { script, style } = await builtAlone(AT_ONCE.entry, plugins);
  const bare = html.replace(/\s*<(?:script\b[^>]*\ssrc=[^>]*><\/script>|link\b[^>]*rel="(?:modulepreload|stylesheet)"[^>]*>)/g, '');
  const [head, body] = [`<style>${style}</style></head>`, `<script type="module">${script}</script></body>`];
  return bare.replace('</head>', () => head).replace('</body>', () => body);
}

/** The words of another language in place of the English ones. */
function spoken(language: string): Plugin {
  return {
    name: 'duress-spoken',
    enforce: 'pre',
    resolveId: (source, importer) =>
      /\/panic\/[^/]+$/.test(importer ?? '') && source === './texts/en.ts' ? join(here, `src/panic/texts/${language}.ts`) : undefined,
  };
}

async function builtAlone(input: string, plugins: Plugin[]): Promise<{ readonly script: string; readonly style: string }> {
  const built = await build({
    configFile: false,
    plugins,
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
  return { script, style: onlyUsed(style, script) };
}

/** Custom properties that this page uses: the list of all pages is longer, and here each byte waits for a bad network. */
function onlyUsed(style: string, script: string): string {
  const less = style.replaceAll(/(--[a-z0-9-]+):[^;{}]*(?:;|(?=\}))/g, (declaration, name: string) =>
    // What the minifier makes of light-dark() is used without a var() around its name alone.
    name.startsWith('--lightningcss') || style.includes(`var(${name}`) || script.includes(name) ? declaration : '',
  );
  // One that was used by another one alone goes with it.
  return less === style ? style : onlyUsed(less, script);
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
  plugins: [svelte(), namedBuild(), inEachLanguage(), compressed()],
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
