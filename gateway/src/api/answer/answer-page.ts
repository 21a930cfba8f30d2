import { contentPolicy } from '../security-headers.ts';
import { inlineOf } from '../pages/inline.ts';
import type { AnswerTexts } from './texts.ts';

/** What the page shows. */
export type AnswerScene =
  | { readonly scene: 'asked'; readonly minutes: number; readonly drill: boolean; readonly action: string }
  | { readonly scene: 'yours' | 'over' | 'old' | 'waits' }
  /** Without a name: somebody whom nobody knows any more. */
  | { readonly scene: 'others'; readonly name: string };

export interface Page {
  readonly html: string;
  readonly policy: string;
}

/** One file without a script: it must come up on any phone, on a bad line, at once. Dark, because it is night for most who get it. */
const STYLE = `
:root { color-scheme: dark; }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; align-content: center; gap: 1.25rem; padding: 1.5rem;
  background: #10161d; color: #f2f5f8; font: 1.125rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 30rem; margin: 0 auto; display: grid; gap: 1.25rem; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; }
p { margin: 0; }
.quiet { color: #b8c4d0; }
.mark { justify-self: start; padding: 0.1rem 0.75rem; border: 2px solid currentcolor; border-radius: 99px; font-weight: 600; }
button, a.next { display: block; width: 100%; border: 0; border-radius: 0.75rem; font: inherit; text-align: center; text-decoration: none; }
button { min-height: 9rem; background: #ffd34d; color: #10161d; font-size: 2rem; font-weight: 700; }
a.next { padding: 1rem; background: #22303e; color: inherit; font-weight: 600; }
button:focus-visible, a.next:focus-visible { outline: 4px solid #8fd0ff; outline-offset: 4px; }
`;

export function answerPage(scene: AnswerScene, texts: AnswerTexts): Page {
  const html = `<!doctype html>
<html lang="${escaped(texts.language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${escaped(headingOf(scene, texts))}</title><style>${STYLE}</style></head>
<body><main>${bodyOf(scene, texts)}</main></body></html>
`;
  return { html, policy: contentPolicy(inlineOf(html)) };
}

function headingOf(scene: AnswerScene, texts: AnswerTexts): string {
  switch (scene.scene) {
    case 'asked':
      return texts.title;
    case 'others':
      return texts.others(scene.name === '' ? texts.somebody : scene.name);
    case 'yours':
    case 'over':
    case 'old':
    case 'waits':
      return texts[scene.scene];
  }
}

function bodyOf(scene: AnswerScene, texts: AnswerTexts): string {
  const heading = `<h1>${escaped(headingOf(scene, texts))}</h1>`;
  if (scene.scene === 'asked') {
    const mark = scene.drill ? `<p class="mark">${escaped(texts.exercise)}</p>` : '';
    const since = `<p>${escaped(texts.waiting)} ${escaped(texts.since(scene.minutes))}</p>`;
    const form = `<form method="post" action="${escaped(scene.action)}"><button type="submit">${escaped(texts.take)}</button></form>`;
    return `${mark}${heading}${since}${form}<p class="quiet">${escaped(texts.takes)}</p>`;
  }
  const leadsOn = scene.scene === 'yours' || scene.scene === 'old' || scene.scene === 'waits';
  const next = leadsOn ? `<a class="next" href="/">${escaped(texts.signIn)}</a>` : '';
  return `${heading}<p>${escaped(texts[`${scene.scene}Next`])}</p>${next}`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
