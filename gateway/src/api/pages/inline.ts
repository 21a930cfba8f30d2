import { createHash } from 'node:crypto';
import type { Inline } from '../security-headers.ts';

const SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([^]*?)<\/script>/g;
const STYLE = /<style[^>]*>([^]*?)<\/style>/g;

/** What a page may run although it stands in the page: exactly what the build put there. */
export function inlineOf(html: string): Inline {
  return { scripts: hashes(html, SCRIPT), styles: hashes(html, STYLE) };
}

function hashes(html: string, elements: RegExp): readonly string[] {
  return [...html.matchAll(elements)].map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
}
