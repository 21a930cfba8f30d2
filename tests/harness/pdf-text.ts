import { inflateSync } from 'node:zlib';

/** What a PDF file of ours holds, page by page, read back from its drawing. */
export interface PdfPages {
  readonly pages: readonly string[];
  /** Every operand that sets a colour, as it stands. */
  readonly colours: readonly string[];
}

interface Stored {
  readonly head: string;
  /** The stream, unpacked; latin1, so that a byte is a letter. */
  readonly stream: string;
}

/** Reads what pdfkit writes: one object after the other, streams packed or not, embedded fonts with a table back to letters. */
export function pdfPages(bytes: Buffer): PdfPages {
  const objects = objectsIn(bytes);
  const pages = [...objects.values()].filter(({ head }) => /\/Type \/Page\b/.test(head)).map(({ head }) => pageOf(objects, head));
  return { pages: pages.map(({ text }) => text), colours: pages.flatMap(({ colours }) => colours) };
}

function objectsIn(bytes: Buffer): Map<string, Stored> {
  const text = bytes.toString('latin1');
  const found = new Map<string, Stored>();
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, id = '', body = ''] = match;
    const at = body.indexOf('stream\n');
    const head = at < 0 ? body : body.slice(0, at);
    const raw = at < 0 ? '' : body.slice(at + 'stream\n'.length, body.lastIndexOf('\nendstream'));
    const stream = head.includes('/FlateDecode') ? inflateSync(Buffer.from(raw, 'latin1')).toString('latin1') : raw;
    found.set(id, { head, stream });
  }
  return found;
}

function pageOf(objects: ReadonlyMap<string, Stored>, page: string): { text: string; colours: string[] } {
  const refs = (pattern: RegExp, within: string): string[] => [...within.matchAll(pattern)].map(([, id = '']) => id);
  const [resources = ''] = refs(/\/Resources (\d+) 0 R/g, page);
  const fonts = new Map(
    [...(objects.get(resources)?.head ?? '').matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name = '', id = '']) => {
      const [table = ''] = refs(/\/ToUnicode (\d+) 0 R/g, objects.get(id)?.head ?? '');
      return [name, lettersIn(objects.get(table)?.stream ?? '')] as const;
    }),
  );
  const drawing = refs(/\/Contents (\d+) 0 R/g, page)
    .map((id) => objects.get(id)?.stream ?? '')
    .join('\n');
  return {
    text: drawn(drawing, fonts),
    colours: [...drawing.matchAll(/^(.*) (?:scn|SCN|rg|RG|g|G|k|K)$/gm)].map(([, operands = '']) => operands),
  };
}

/** From numbers of glyphs to letters. */
function lettersIn(table: string): ReadonlyMap<number, string> {
  const letters = new Map<number, string>();
  for (const [, first = '', , list = ''] of table.matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/gi)) {
    const texts = [...list.matchAll(/<([0-9a-f ]+)>/gi)].map(([, hex = '']) =>
      Buffer.from(hex.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'),
    );
    for (const [i, text] of texts.entries()) letters.set(Number.parseInt(first, 16) + i, text);
  }
  return letters;
}

/** Each piece of drawn text, in the order of drawing; lines are joined by a blank. */
function drawn(drawing: string, fonts: ReadonlyMap<string, ReadonlyMap<number, string>>): string {
  let font: ReadonlyMap<number, string> = new Map();
  const lines: string[] = [];
  for (const [, name, list] of drawing.matchAll(/\/(F\d+) [\d.]+ Tf|\[(.*?)\] TJ/g)) {
    if (name !== undefined) font = fonts.get(name) ?? new Map();
    const glyphs = [...(list ?? '').matchAll(/<([0-9a-f]+)>/gi)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
    if (list !== undefined) lines.push(glyphs.map((glyph) => font.get(Number.parseInt(glyph, 16)) ?? '?').join(''));
  }
  return lines.join(' ').replaceAll(/\s+/g, ' ');
}
