import { readFileSync } from 'node:fs';
import type { Variant } from '../console/build.ts';

/** Around each text that comes from a texts file. What stands on a page outside of them was written into the page. */
export const [OPEN, CLOSE] = ['⟦', '⟧'] as const;

/** In the browser, around what a texts file exports: each text 40 % longer, between brackets. The name of the language stays. */
const LENGTHENED = `
function lengthened(texts, name) {
  if (typeof texts === 'string') {
    if ((name === 'language' && texts.length === 2) || texts === '' || /^${OPEN}[^${OPEN}${CLOSE}]*${CLOSE}$/.test(texts)) return texts;
    return '${OPEN}' + texts + ' ẽẽẽẽẽẽẽẽ'.repeat(Math.ceil(texts.length / 20)).slice(0, Math.ceil(texts.length * 0.4)) + '${CLOSE}';
  }
  if (typeof texts === 'function') return (...said) => lengthened(texts(...said));
  if (Array.isArray(texts)) return texts.map((text) => lengthened(text));
  if (typeof texts !== 'object' || texts === null) return texts;
  return Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, lengthened(value, key)]));
}`;

/** A language in which every text is longer and can be told from what is no text: made of the English files as the pages are built. */
export const PSEUDO: Variant = {
  name: `pseudo-${String(readFileSync(import.meta.filename, 'utf8').length)}`,
  plugin: {
    name: 'pseudo-locale',
    enforce: 'pre',
    api: { changesWords: true },
    transform(code, id) {
      if (!/dashboard\/src\/.*\/texts\/en\.ts$/.test(id)) return undefined;
      const changed = code.replace(/export const texts(: \w+)? = (\w+);/, 'export const texts = lengthened($2);');
      if (changed === code) throw new Error(`${id} exports its texts in another way: pseudo.ts does not know it`);
      return `${changed}\n${LENGTHENED}`;
    },
  },
};
