import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { REPORT_FEWEST, type Report, type ReportFigures, type Spans } from '../../contract/report.ts';
import { spanText } from '../../contract/span-text.ts';
import { kindText } from './report-rows.ts';

/** Latin, Greek, Cyrillic and more in one file: places have names in all of them, and an embedded font prints the same everywhere. */
const FONT = 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf';
const BOLD = 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf';
/** PostScript points, 72 to an inch. */
const MARGIN = 48;
const SIZE = { title: 16, heading: 11, text: 9 } as const;
/** Rows of places that are printed; a site with more reads the rest in the CSV, and the page says so. */
export const PLACES_PRINTED_MAX = 60;

/** A report with no more places than are printed, and how many more there are. */
export interface PaperReport extends Report {
  readonly morePlaces: number;
}

const COLUMNS = ['', 'Alarms', 'Press to shown', 'Shown to taken', 'Taken to here', 'Taken within 60 s', 'Found at the place given'];
const WIDTHS = ['*', 42, 76, 76, 76, 58, 54] as const;

/** The report on paper: black on white, each table readable by a screen reader as a table. */
export function reportPdf(report: PaperReport): Promise<Buffer> {
  const require = createRequire(import.meta.url);
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    lang: 'en',
    tagged: true,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: title(report), CreationDate: new Date(report.at) },
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
  write(doc, report);
  doc.end();
  return done;
}

function title({ path }: Report): string {
  return path.length === 0 ? 'How well places are served' : `How well places are served: ${path.join(' › ')}`;
}

function write(doc: PDFKit.PDFDocument, report: PaperReport): void {
  const { from, to, at, zone, drills, late, cut, places, morePlaces, hours } = report;
  doc.font('bold').fontSize(SIZE.title).text(title(report));
  doc.font('text').fontSize(SIZE.text);
  doc.text(`${wallText(from, zone)} to ${wallText(to, zone)}, ${zone}. Made ${wallText(at, zone)}.`);
  doc.text(
    `Spans are half of all, and 90 of 100, within. Fewer than ${String(REPORT_FEWEST)} are counted alone. ${String(drills)} drills and ${String(late)} presses that came late are in no figure.`,
  );
  if (cut) doc.text('The period holds more than was looked at; choose a shorter one.');
  figures(doc, 'All', [['All', report.all]]);
  figures(
    doc,
    'By place',
    places.map(({ path, figures: of }) => [path.join(' › ') || 'Place not known', of]),
  );
  if (morePlaces > 0) doc.text(`${String(morePlaces)} more places stand in the CSV.`);
  const busy = hours.filter((hour) => hour.figures.alarms > 0);
  figures(
    doc,
    'By hour of the press',
    busy.map(({ hour, figures: of }) => [`${String(hour).padStart(2, '0')}:00`, of]),
  );
  technical(doc, report);
}

function technical(doc: PDFKit.PDFDocument, { tests, faults, begun }: PaperReport): void {
  plain(doc, 'Test presses', [
    ['Buttons', tests.buttons],
    ['Untested', tests.untested],
    ['Never tested', tests.never],
  ]);
  plain(
    doc,
    'Buttons that may not work, by cause',
    faults.filter(({ buttons }) => buttons).map(({ code, count }) => [kindText(code), count]),
  );
  plain(
    doc,
    'Other technical matters that stand',
    faults.filter(({ buttons }) => !buttons).map(({ code, count }) => [kindText(code), count]),
  );
  heading(doc, 'Faults that began in this time');
  if (begun.length === 0) doc.text('None.');
  else
    doc.table({
      columnStyles: ['*', 56, 56, 90, 100],
      data: [
        ['', 'Began', 'Over', 'Longest', 'Until seen'].map((text) => ({ text, font: { src: 'bold' } })),
        ...begun.map(({ code, opened, ended, longestMs, toSeen }) => [
          kindText(code),
          String(opened),
          String(ended),
          spanText(longestMs),
          spansText(toSeen),
        ]),
      ],
    });
}

function heading(doc: PDFKit.PDFDocument, text: string): void {
  doc.moveDown().font('bold').fontSize(SIZE.heading).text(text, MARGIN).moveDown(0.3);
  doc.font('text').fontSize(SIZE.text);
}

function figures(doc: PDFKit.PDFDocument, name: string, rows: readonly (readonly [string, ReportFigures])[]): void {
  heading(doc, name);
  if (rows.length === 0) {
    doc.text('None.');
    return;
  }
  doc.table({
    columnStyles: [...WIDTHS],
    data: [COLUMNS.map((text) => ({ text, font: { src: 'bold' } })), ...rows.map(([label, of]) => figureCells(label, of))],
  });
}

function figureCells(label: string, of: ReportFigures): string[] {
  const share = (part: ReportFigures['takenInTime']): string => (part === undefined ? '' : `${String(part.count)} of ${String(part.of)}`);
  const spans = [of.pressToShown, of.shownToTaken, of.takenToHere].map(spansText);
  return [label, String(of.alarms), ...spans, share(of.takenInTime), share(of.foundAsSaid)];
}

function plain(doc: PDFKit.PDFDocument, name: string, rows: readonly (readonly [string, number])[]): void {
  heading(doc, name);
  if (rows.length === 0) doc.text('None.');
  else doc.table({ columnStyles: ['*', 72], data: rows.map(([label, count]) => [label, String(count)]) });
}

function spansText({ count, p50, p90 }: Spans): string {
  if (p50 === undefined || p90 === undefined) return count === 0 ? '' : `(${String(count)})`;
  return `${spanText(p50)}, ${spanText(p90)}`;
}

function wallText(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(at))
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');
}
