import { drawable, isDrawable, ROW_CHARACTERS_MAX, TEXT_CHARACTERS_MAX, type IncidentPaper } from './incident-paper.ts';
import { incidentTexts } from './incident-texts.ts';
import { MARGIN, pdfFile } from './pdf-file.ts';
import type { IncidentTexts } from './texts.ts';

const FOOT = 34;
const LABEL_WIDTH = 158;
const GAP = 6;
const SIZE = { title: 15, heading: 10, text: 8.5, foot: 7.5 } as const;
/** Lines of a row; a longer one is cut. */
const ROW_LINES = 2;

/** At most two pages, black on white: what happened on the first, what people wrote on the second, each text as far as it fits. */
export function incidentPdf(paper: IncidentPaper): Promise<Buffer> {
  const { title, at, language } = paper;
  const layout = { margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: 0 }, bufferPages: true };
  return pdfFile({ title: drawable(title), at, language, layout }, (doc) => {
    new Sheet(doc, paper).write();
  });
}

/** Lays out by hand: nothing is ever written below the foot, so no page comes by itself. */
class Sheet {
  readonly #doc: PDFKit.PDFDocument;
  readonly #paper: IncidentPaper;
  readonly #words: IncidentTexts;
  readonly #width: number;
  readonly #bottom: number;
  #y = MARGIN;

  constructor(doc: PDFKit.PDFDocument, paper: IncidentPaper) {
    this.#doc = doc;
    this.#paper = paper;
    this.#words = incidentTexts(paper.language);
    this.#width = doc.page.width - 2 * MARGIN;
    this.#bottom = doc.page.height - MARGIN - FOOT;
  }

  write(): void {
    const { title, drill, lead, texts } = this.#paper;
    if (drill) this.#drillMark();
    this.#line(title, { font: 'bold', size: SIZE.title, lines: 2 });
    for (const text of [...lead, ...(this.#hasBoxes() ? [this.#words.boxes] : [])])
      this.#line(text, { font: 'text', size: SIZE.text, lines: 2 });
    this.#facts();
    if (texts.length > 0) this.#secondPage();
    this.#feet();
  }

  #facts(): void {
    const { sections } = this.#paper;
    let left = sections.reduce((sum, { rows }) => sum + rows.length, 0);
    for (const { heading, rows } of sections) {
      if (rows.length === 0) continue;
      for (const [i, row] of rows.entries()) {
        const head = i === 0 ? SIZE.heading * 2.2 : 0;
        // One line is kept for saying how much is missing.
        if (this.#y + head + this.#rowHeight(row) > this.#bottom - SIZE.text * 2) {
          this.#line(this.#words.more(left), { font: 'bold', size: SIZE.text, lines: 1 });
          return;
        }
        if (i === 0) this.#heading(heading);
        this.#row(row);
        left -= 1;
      }
    }
  }

  #secondPage(): void {
    const { drill, texts } = this.#paper;
    this.#doc.addPage();
    this.#y = MARGIN;
    if (drill) this.#drillMark();
    for (const [i, { heading, body }] of texts.entries()) {
      // What one does not need is left to the next.
      const share = (this.#bottom - this.#y) / (texts.length - i);
      this.#heading(heading);
      this.#text(body, share - SIZE.heading * 2.2 - GAP);
    }
  }

  #text(body: string, height: number): void {
    const text = drawable(body);
    this.#doc.font('text').fontSize(SIZE.text);
    const fits = (part: string): boolean => this.#doc.heightOfString(part, { width: this.#width }) <= height;
    const shown = fits(text.slice(0, TEXT_CHARACTERS_MAX)) && text.length <= TEXT_CHARACTERS_MAX ? text : this.#shortened(text, fits);
    this.#doc.text(shown, MARGIN, this.#y, { width: this.#width });
    this.#y = this.#doc.y + GAP;
  }

  /** The longest beginning that fits together with saying so. */
  #shortened(text: string, fits: (part: string) => boolean): string {
    const letters = Array.from(text);
    const cut = (count: number): string =>
      `${letters.slice(0, count).join('').trimEnd()} …\n${this.#words.shortened(count, letters.length)}`;
    let [low, high] = [0, Math.min(letters.length, TEXT_CHARACTERS_MAX)];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (fits(cut(middle))) low = middle;
      else high = middle - 1;
    }
    return cut(low);
  }

  #drillMark(): void {
    this.#line(this.#words.drillMark, { font: 'bold', size: SIZE.heading, lines: 1 });
  }

  #heading(text: string): void {
    this.#y += GAP;
    this.#line(text, { font: 'bold', size: SIZE.heading, lines: 1 });
  }

  #line(text: string, { font, size, lines }: { readonly font: 'bold' | 'text'; readonly size: number; readonly lines: number }): void {
    this.#doc.font(font).fontSize(size);
    const height = this.#doc.currentLineHeight(true) * lines + 1;
    this.#doc.text(clipped(text), MARGIN, this.#y, { width: this.#width, height, ellipsis: true });
    this.#y = this.#doc.y + 2;
  }

  #row([label, text]: readonly [string, string]): void {
    const height = this.#rowHeight([label, text]);
    const cell = { height, ellipsis: true };
    this.#doc.text(clipped(label), MARGIN, this.#y, { ...cell, width: LABEL_WIDTH - GAP });
    this.#doc.text(clipped(text), MARGIN + LABEL_WIDTH, this.#y, { ...cell, width: this.#width - LABEL_WIDTH });
    this.#y += height;
  }

  #rowHeight([label, text]: readonly [string, string]): number {
    this.#doc.font('text').fontSize(SIZE.text);
    const needed = Math.max(
      this.#doc.heightOfString(clipped(label), { width: LABEL_WIDTH - GAP }),
      this.#doc.heightOfString(clipped(text), { width: this.#width - LABEL_WIDTH }),
    );
    return Math.min(needed, this.#doc.currentLineHeight(true) * ROW_LINES) + 1;
  }

  #feet(): void {
    const { start, count } = this.#doc.bufferedPageRange();
    for (let page = start; page < start + count; page += 1) {
      this.#doc.switchToPage(page);
      this.#doc.font('text').fontSize(SIZE.foot);
      const mark = this.#paper.drill ? ` · ${this.#words.drillFoot}` : '';
      const text = `${this.#paper.printed} · ${this.#words.page(page + 1, count)}${mark}`;
      const height = this.#doc.currentLineHeight(true) * 2;
      this.#doc.text(clipped(text), MARGIN, this.#doc.page.height - FOOT - height / 2, { width: this.#width, height, ellipsis: true });
    }
  }

  #hasBoxes(): boolean {
    const { title, printed, sections, texts } = this.#paper;
    const rows = sections.flatMap((section) => section.rows.flat());
    return ![title, printed, ...rows, ...texts.map(({ body }) => body)].every(isDrawable);
  }
}

function clipped(text: string): string {
  const letters = Array.from(drawable(text.replaceAll(/\s+/g, ' ')));
  return letters.length <= ROW_CHARACTERS_MAX ? letters.join('') : `${letters.slice(0, ROW_CHARACTERS_MAX).join('')}…`;
}
