import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import type { LanguageName } from '../../contract/languages.ts';

/** Latin, Greek, Cyrillic and more in one file: places have names in all of them, and an embedded font prints the same everywhere. */
const FONT = 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf';
const BOLD = 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf';
/** PostScript points, 72 to an inch. */
export const MARGIN = 48;

export interface PdfAbout {
  readonly title: string;
  /** Epoch ms at which it was made. */
  readonly at: number;
  readonly language: LanguageName;
  /** What is laid out by hand has margins of its own, and its feet are written at the end. */
  readonly layout?: Pick<PDFKit.PDFDocumentOptions, 'margins' | 'bufferPages'> | undefined;
}

/** A file of A4 pages, written by `write`: each table readable by a screen reader as a table; `bold` and `text` are its fonts. */
export function pdfFile({ title, at, language, layout }: PdfAbout, write: (doc: PDFKit.PDFDocument) => void): Promise<Buffer> {
  const require = createRequire(import.meta.url);
  const doc = new PDFDocument({
    size: 'A4',
    ...(layout ?? { margin: MARGIN }),
    lang: language,
    tagged: true,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: title, CreationDate: new Date(at) },
    font: require.resolve(FONT),
  });
  doc.registerFont('bold', require.resolve(BOLD)).registerFont('text', require.resolve(FONT));
  const parts: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (part: Buffer) => parts.push(part));
    doc.on('end', () => {
      resolve(Buffer.concat(parts));
    });
    doc.on('error', reject);
  });
  write(doc);
  doc.end();
  return done;
}
