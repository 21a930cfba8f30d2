import { REPORT_FEWEST, type Report, type ReportFigures, type Spans } from '../../contract/report.ts';
import { spanText } from '../../contract/span-text.ts';
import type { LanguageName } from '../../contract/languages.ts';
import { MARGIN, pdfFile } from '../papers/pdf-file.ts';
import { reportTexts } from './report-texts.ts';
import type { ReportTexts } from './texts.ts';

const SIZE = { title: 16, heading: 11, text: 9 } as const;
/** Rows of places that are printed; a site with more reads the rest in the CSV, and the page says so. */
const PLACES_PRINTED_MAX = 60;

/** A report with no more places than are printed, and how many more there are. */
export interface PaperReport extends Report {
  readonly morePlaces: number;
  /** Of whoever reads it. */
  readonly language: LanguageName;
}

const WIDTHS = ['*', 42, 76, 76, 76, 58, 54] as const;

/** The report on paper: black on white, each table readable by a screen reader as a table. */
export function reportPdf(report: PaperReport): Promise<Buffer> {
  const texts = reportTexts(report.language);
  return pdfFile({ title: title(report, texts), at: report.at, language: report.language }, (doc) => {
    new Paper(doc, texts).write(report);
  });
}

/** As much of a report as is printed: what goes over to the thread that prints it. */
export function paperOf(report: Report, language: LanguageName): PaperReport {
  const { places } = report;
  const morePlaces = Math.max(0, places.length - PLACES_PRINTED_MAX);
  return { ...report, language, places: places.slice(0, PLACES_PRINTED_MAX), morePlaces };
}

function title({ path }: Report, { paper }: ReportTexts): string {
  return path.length === 0 ? paper.title : `${paper.title}: ${path.join(' › ')}`;
}

/** One report on its way to paper, in one language. */
class Paper {
  readonly #doc: PDFKit.PDFDocument;
  readonly #texts: ReportTexts;

  constructor(doc: PDFKit.PDFDocument, texts: ReportTexts) {
    this.#doc = doc;
    this.#texts = texts;
  }

  write(report: PaperReport): void {
    const { from, to, at, zone, drills, late, cut, places, morePlaces, hours } = report;
    const [doc, { paper }] = [this.#doc, this.#texts];
    doc.font('bold').fontSize(SIZE.title).text(title(report, this.#texts));
    doc.font('text').fontSize(SIZE.text);
    doc.text(paper.period({ from: wallText(from, zone), to: wallText(to, zone), zone, made: wallText(at, zone) }));
    doc.text(paper.how(REPORT_FEWEST, drills, late));
    if (cut) doc.text(paper.cut);
    this.#figures(paper.all, [[paper.all, report.all]]);
    this.#figures(
      paper.byPlace,
      places.map(({ path, figures: of }) => [path.join(' › ') || paper.placeUnknown, of]),
    );
    if (morePlaces > 0) doc.text(paper.morePlaces(morePlaces));
    const busy = hours.filter((hour) => hour.figures.alarms > 0);
    this.#figures(
      paper.byHour,
      busy.map(({ hour, figures: of }) => [`${String(hour).padStart(2, '0')}:00`, of]),
    );
    this.#technical(report);
  }

  #technical({ tests, faults, begun }: PaperReport): void {
    const { paper, kind, language } = this.#texts;
    const counted = (buttons: boolean) =>
      faults.filter((one) => one.buttons === buttons).map(({ code, count }) => [kind(code), count] as const);
    this.#plain(paper.tests, [
      [paper.buttons, tests.buttons],
      [paper.untested, tests.untested],
      [paper.never, tests.never],
    ]);
    this.#plain(paper.buttonFaults, counted(true));
    this.#plain(paper.otherFaults, counted(false));
    this.#heading(paper.begun);
    if (begun.length === 0) this.#doc.text(paper.none);
    else
      this.#doc.table({
        columnStyles: ['*', 60, 56, 90, 100],
        data: [
          paper.begunColumns.map((text) => ({ text, font: { src: 'bold' } })),
          ...begun.map(({ code, opened, ended, longestMs, toSeen }) => [
            kind(code),
            String(opened),
            String(ended),
            spanText(longestMs, language),
            this.#spans(toSeen),
          ]),
        ],
      });
  }

  #heading(text: string): void {
    this.#doc.moveDown().font('bold').fontSize(SIZE.heading).text(text, MARGIN).moveDown(0.3);
    this.#doc.font('text').fontSize(SIZE.text);
  }

  #figures(name: string, rows: readonly (readonly [string, ReportFigures])[]): void {
    const { paper } = this.#texts;
    this.#heading(name);
    if (rows.length === 0) {
      this.#doc.text(paper.none);
      return;
    }
    this.#doc.table({
      columnStyles: [...WIDTHS],
      data: [paper.columns.map((text) => ({ text, font: { src: 'bold' } })), ...rows.map(([label, of]) => this.#cells(label, of))],
    });
  }

  #cells(label: string, of: ReportFigures): string[] {
    const share = (part: ReportFigures['takenInTime']): string => (part === undefined ? '' : this.#texts.paper.share(part.count, part.of));
    const spans = [of.pressToShown, of.shownToTaken, of.takenToHere].map((one) => this.#spans(one));
    return [label, String(of.alarms), ...spans, share(of.takenInTime), share(of.foundAsSaid)];
  }

  #plain(name: string, rows: readonly (readonly [string, number])[]): void {
    this.#heading(name);
    if (rows.length === 0) this.#doc.text(this.#texts.paper.none);
    else this.#doc.table({ columnStyles: ['*', 72], data: rows.map(([label, count]) => [label, String(count)]) });
  }

  #spans({ count, p50, p90 }: Spans): string {
    const { language } = this.#texts;
    if (p50 === undefined || p90 === undefined) return count === 0 ? '' : `(${String(count)})`;
    return `${spanText(p50, language)}, ${spanText(p90, language)}`;
  }
}

function wallText(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(at))
    .toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');
}
