import { isLanguage, LANGUAGE_COOKIE, languageFor, USUAL_LANGUAGE, type LanguageName } from '@duress/gateway/contract/languages.ts';
import type { Clock } from '../clock.ts';
import { following } from './following.ts';

/** Files of one page's words by their paths, as `import.meta.glob` gives them; English comes with the page. */
type Files<T> = Readonly<Record<string, () => Promise<{ readonly texts: T }>>>;

/** An alarm never waits for a language: after this long the page begins in English, and changes when its words are there. */
const WAIT_MS = 1_500;
const COOKIE_LASTS_S = 400 * 24 * 3_600;

/** Words of one page in the language of now. */
class Words {
  current: object = $state.raw({});
  readonly #english: object;
  readonly #files: Files<object>;

  constructor(english: object, files: Files<object>) {
    this.current = english;
    this.#english = english;
    this.#files = files;
  }

  async in(language: LanguageName): Promise<object> {
    if (language === USUAL_LANGUAGE) return this.#english;
    const [, load] = Object.entries(this.#files).find(([path]) => path.endsWith(`/${language}.ts`)) ?? [];
    if (load === undefined) throw new Error(`no words in ${language}`);
    return (await load()).texts;
  }
}

/**
 * The language of a page. It begins with the one in which the gateway has served the page, which stands in `<html lang>`; people
 * change it where they stand. Whose words can't be loaded keeps those that are shown.
 */
export class PageLanguage {
  name: LanguageName = $state(USUAL_LANGUAGE);
  readonly #words: Words[] = [];

  /** The words of a page or of a part of it, always in the language of now. */
  words<T extends object>(english: T, files: Files<T>): T {
    const words = new Words(english, files);
    this.#words.push(words);
    // as: both are of the English words' type; the compiler holds each file to it.
    return following(() => words.current as T);
  }

  /** Dates and numbers as this browser's own region writes them, where it speaks the page's language. */
  get locale(): string {
    return navigator.languages.find((tag) => languageFor(tag) === this.name) ?? this.name;
  }

  /** Once all words are named, before anything is shown. */
  async begin(clock: Clock): Promise<void> {
    const { lang } = document.documentElement;
    const loaded = this.#change(isLanguage(lang) ? lang : USUAL_LANGUAGE);
    const { promise, resolve } = Promise.withResolvers<'late'>();
    const cancel = clock.after(WAIT_MS, () => {
      resolve('late');
    });
    if ((await Promise.race([loaded, promise])) === 'late') this.#say(this.name);
    cancel();
  }

  /** Somebody chose it here: it stays for this browser, on every page. */
  async choose(language: LanguageName): Promise<void> {
    if (!(await this.#change(language))) return;
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    document.cookie = `${LANGUAGE_COOKIE}=${language}; Path=/; Max-Age=${String(COOKIE_LASTS_S)}; SameSite=Lax${secure}`;
  }

  async #change(language: LanguageName): Promise<boolean> {
    try {
      const loaded = await Promise.all(this.#words.map((words) => words.in(language)));
      for (const [i, words] of this.#words.entries()) words.current = loaded[i] ?? words.current;
      this.#say(language);
      return true;
    } catch {
      // Words that are there beat a page that is not; the mark is for whoever looks into it.
      document.documentElement.dataset['textsMissing'] = language;
      this.#say(this.name);
      return false;
    }
  }

  #say(language: LanguageName): void {
    this.name = language;
    document.documentElement.lang = language;
    document.documentElement.dir = directionOf(language);
  }
}

/** Not every engine can tell the direction of a script yet; those get left to right. */
function directionOf(language: string): string {
  const locale = new Intl.Locale(language);
  return 'getTextInfo' in locale ? (locale.getTextInfo().direction ?? 'ltr') : 'ltr';
}
