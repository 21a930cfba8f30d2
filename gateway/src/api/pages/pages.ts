import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyRequest } from 'fastify';
import { ProblemError } from '../problems.ts';
import { sendProblem } from '../failures.ts';
import { contentPolicy } from '../security-headers.ts';
import { isLanguage, USUAL_LANGUAGE, type LanguageName } from '../../contract/languages.ts';
import { languageCookie, VARIES_BY_LANGUAGE } from '../language.ts';
import type { Api } from '../validation.ts';
import { inlineOf } from './inline.ts';

/** The five pages, at addresses that people can read out. */
export const PAGES: Readonly<Record<string, string>> = {
  '/': 'index.html',
  '/desk': 'desk.html',
  '/panic': 'panic.html',
  '/sign-in': 'sign-in.html',
  '/tell-me': 'tell-me.html',
};

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Duress Gateway</title></head>
<body><h1>The pages are not built</h1>
<p>The gateway runs, and takes and records alarms. Nobody can see them here until the pages are built: <code>npm start</code> and <code>npm run demo</code> do it.</p>
</body></html>
`;

/** A page's file in a language: English has the plain name. */
export function fileIn(language: LanguageName, file: string): string {
  return language === USUAL_LANGUAGE ? file : file.replace(/\.html$/, `.${language}.html`);
}

/** What else stands after the `?`, such as that it is a wall screen. */
function restOf(url: string): string {
  const rest = new URLSearchParams(url.split('?')[1] ?? '');
  rest.delete('language');
  return rest.size === 0 ? '' : `?${rest.toString()}`;
}

export interface PagesParts {
  /** Of the built pages. */
  readonly folder: string;
  readonly tls: boolean;
  readonly languageOf: (request: FastifyRequest) => LanguageName;
}

/** `/panic?language=de`: for a page that must stay small, for a poster, and for whoever can't read the page that comes up. */
function languageAskedFor(query: unknown): LanguageName | undefined {
  const asked = typeof query === 'object' && query !== null && 'language' in query ? query.language : undefined;
  return typeof asked === 'string' && isLanguage(asked) ? asked : undefined;
}

/** The built dashboard, each page in the language of whoever asks. Files under assets/ carry a hash in their names and never change; pages are asked for anew each time. */
export async function pages(api: Api, { folder, tls, languageOf }: PagesParts): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) {
    for (const path of Object.keys(PAGES)) {
      api.get(path, (request, reply) => {
        if (request.headers.accept?.includes('text/html') !== true) return sendProblem(reply, new ProblemError('dashboard-not-built'));
        return reply.code(404).type('text/html; charset=utf-8').send(NOT_BUILT);
      });
    }
    return;
  }
  await api.register(fastifyStatic, {
    root: folder,
    index: false,
    dotfiles: 'deny',
    cacheControl: false,
    // The build lies beside itself in brotli and gzip: a worker's phone on a bad network gets a third of the bytes. Nothing secret is in it.
    preCompressed: true,
    setHeaders: (reply, path) => {
      const hashed = path.includes('/assets/') || path.includes('\\assets\\');
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  for (const [path, file] of Object.entries(PAGES)) {
    // By its file's name too: under the policy of all other files what stands in the page itself could not run.
    for (const address of [path, `/${file}`]) {
      api.get(address, async (request, reply) => {
        const chosen = languageAskedFor(request.query);
        // Back to the bare address: what is kept and what is shared stays one page.
        if (chosen !== undefined)
          return reply.header('set-cookie', languageCookie(chosen, tls)).redirect(address + restOf(request.url), 303);
        const inLanguage = fileIn(languageOf(request), file);
        // A build that lacks it serves English: a page in the wrong language beats none.
        const served = existsSync(join(folder, inLanguage)) ? inLanguage : file;
        // Read each time: the pages may be built anew while the gateway runs, and a policy of the old page would stop the new one.
        const html = await readFile(join(folder, served), 'utf8');
        reply.header('vary', VARIES_BY_LANGUAGE);
        return reply.header('content-security-policy', contentPolicy(inlineOf(html))).sendFile(served);
      });
    }
  }
}
