import type { LanguageName } from '../../contract/languages.ts';

/** The incident on paper, as plain text: made where it is known who may read what, and laid out in a thread of its own. */
export interface IncidentPaper {
  /** Of whoever reads it; what people wrote is in theirs. */
  readonly language: LanguageName;
  readonly title: string;
  /** An exercise says so on each page. */
  readonly drill: boolean;
  /** Who printed it, and when. */
  readonly printed: string;
  /** Epoch ms, for the file's own date. */
  readonly at: number;
  readonly lead: readonly string[];
  readonly sections: readonly { readonly heading: string; readonly rows: readonly (readonly [label: string, text: string])[] }[];
  readonly texts: readonly { readonly heading: string; readonly body: string }[];
}

/** A name or a place longer than this is shortened on paper; it stands in the debrief. */
export const ROW_CHARACTERS_MAX = 160;
/** Of a text: more does not fit on a page in the smallest letters. What is measured is bounded by it. */
export const TEXT_CHARACTERS_MAX = 9_000;

/** What the paper's font draws. Other scripts, and pictures, are printed as boxes, and the paper says so. */
const DRAWN =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Common}\p{Script=Inherited}]$/u;
const BOX = '□';

/** As the font can draw it. */
export function drawable(text: string): string {
  const plain = text.replaceAll('\t', ' ').replaceAll(/\r\n?/g, '\n');
  return Array.from(plain)
    .map((letter) => (letter === '\n' || (DRAWN.test(letter) && !isPicture(letter)) ? letter : BOX))
    .join('');
}

export function isDrawable(text: string): boolean {
  return drawable(text) === text.replaceAll('\t', ' ').replaceAll(/\r\n?/g, '\n');
}

/** Pictures are of no script; control letters would be drawn as nothing at all. */
function isPicture(letter: string): boolean {
  return /\p{Extended_Pictographic}/u.test(letter) || /[\u{1F000}-\u{1FAFF}\u{E0000}-\u{E007F}\p{Cc}\p{Cf}]/u.test(letter);
}
