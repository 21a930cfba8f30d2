import type { IncomingHttpHeaders } from 'node:http';
import { firstLanguage, isLanguage, LANGUAGE_COOKIE, languageFor, USUAL_LANGUAGE, type LanguageName } from '../contract/languages.ts';
import type { Place } from '../domain/places.ts';

/** Characters of a header that are read; nobody's browser asks for more, and a longer one asks for nothing. */
const HEADER_MAX = 4_096;
/** Languages of one request that are looked at. */
const WANTED_MAX = 32;

/** An answer that goes by these must say so, or a cache hands one reader's language to the next. */
export const VARIES_BY_LANGUAGE = 'Accept-Language, Cookie';

/** How long a browser keeps what was chosen there: as long as browsers allow. */
const COOKIE_LASTS_S = 400 * 24 * 3_600;

/** A Set-Cookie value. Pages read and write it too: it says nothing but the choice of words. */
export function languageCookie(language: LanguageName, tls: boolean): string {
  return `${LANGUAGE_COOKIE}=${language}; Path=/; Max-Age=${String(COOKIE_LASTS_S)}; SameSite=Lax${tls ? '; Secure' : ''}`;
}

type Asking = Pick<IncomingHttpHeaders, 'cookie' | 'accept-language'>;

/** In which language somebody reads: what they chose on this browser, else what the browser asks for, else the house's own, else English. */
export function languageOf(headers: Asking, places: Iterable<Pick<Place, 'kind' | 'language'>> = []): LanguageName {
  return chosen(headers.cookie) ?? firstLanguage(wanted(headers['accept-language'])) ?? houseLanguage(places) ?? USUAL_LANGUAGE;
}

function chosen(header: string | undefined): LanguageName | undefined {
  if (header === undefined || header.length > HEADER_MAX) return undefined;
  for (const part of header.split(';')) {
    const [name, value = ''] = part.trim().split('=');
    if (name === LANGUAGE_COOKIE && isLanguage(value)) return value;
  }
  return undefined;
}

/** RFC 9110 12.5.4: by weight, and in their order where weights are the same; `q=0` is wanted by nobody. */
function wanted(header: string | undefined): readonly string[] {
  if (header === undefined || header.length > HEADER_MAX) return [];
  const asked = header
    .split(',', WANTED_MAX)
    .map((part) => {
      const [tag = '', weight] = part.split(';');
      const q = Number(/^\s*q=([01](?:\.\d{0,3})?)\s*$/i.exec(weight ?? 'q=1')?.[1] ?? 0);
      return { tag: tag.trim(), q };
    })
    .filter(({ q }) => q > 0);
  return asked.sort((a, b) => b.q - a.q).map(({ tag }) => tag);
}

/** Known without a sign-in: the language of the sites, where all that name one name the same. */
export function houseLanguage(places: Iterable<Pick<Place, 'kind' | 'language'>>): LanguageName | undefined {
  const named = new Set<LanguageName | undefined>();
  for (const { kind, language } of places)
    if (kind === 'site' && language !== undefined && language !== '') named.add(languageFor(language));
  const [only] = named;
  return named.size === 1 ? only : undefined;
}
