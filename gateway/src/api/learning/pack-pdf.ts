import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import type { LearningPage, Trend } from '../../contract/learning.ts';
import {
  actionWords,
  bandText,
  dayWord,
  debriefWords,
  factorWord,
  harmedWords,
  harmWords,
  kindWords,
  lowlineWords,
  partWords,
  periodText,
  questionWords,
  speedWords,
  suggestionText,
  trendText,
} from '../../contract/learning-words.en.ts';
import { spanText } from '../../contract/span-text.ts';

/** The fonts of the reports: names of places in many scripts, and the same print everywhere. */
const FONT = 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf';
const BOLD = 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf';
/** PostScript points, 72 to an inch. */
const MARGIN = 48;
const SIZE = { title: 16, heading: 11, text: 9 } as const;
/** Rows of each list on paper: with them the pack stays on four pages, and the page says the rest. */
const ROWS_MAX = 10;
/** Characters of a name, and of the title's: names may be long, and the pack is not. */
const NAME_MAX = 70;
const TITLE_MAX = 140;
/** Less room than this beneath a heading begins a new page. */
const HEADING_NEEDS = 70;
const NOTES_HEIGHT = 120;
const CHART = { height: 70, gap: 3 } as const;
const INK = '#000000';
const GREY = '#8c8c8c';

/** The month on paper: A4, black on white, at most four pages, each table readable by a screen reader as a table. */
export function packPdf(page: LearningPage): Promise<Buffer> {
  const require = createRequire(import.meta.url);
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    lang: 'en',
    tagged: true,
    displayTitle: true,
    pdfVersion: '1.7',
    info: { Title: title(page), CreationDate: new Date(page.at) },
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
  write(doc, page);
  doc.end();
  return done;
}

function title({ path, period }: LearningPage): string {
  return `What we can learn: ${short(path.join(' › '), TITLE_MAX)}, ${periodText(period)}`;
}

function write(doc: PDFKit.PDFDocument, page: LearningPage): void {
  doc.font('bold').fontSize(SIZE.title).text(title(page));
  doc.font('text').fontSize(SIZE.text);
  doc.text('Counts, never people. Each number is given as the five in which it lies; “fewer than 5” may be none.');
  heading(doc, 'To talk about in the team');
  for (const suggestion of page.suggestions) doc.text(`•  ${suggestionText(suggestion)}`);
  heading(doc, 'What did we change? What will we try?');
  notes(doc);
  happened(doc, page);
  helped(doc, page);
}

/** Room to write by hand. */
function notes(doc: PDFKit.PDFDocument): void {
  doc
    .rect(MARGIN, doc.y, doc.page.width - 2 * MARGIN, NOTES_HEIGHT)
    .lineWidth(0.7)
    .stroke(INK);
  doc.y += NOTES_HEIGHT;
}

function happened(doc: PDFKit.PDFDocument, page: LearningPage): void {
  const { alarms, apart, where, when, trend } = page;
  table(doc, 'What happened', [
    ['Real alarms', bandText(alarms)],
    ['By accident', bandText(apart.accidental)],
    ['Technical', bandText(apart.technical)],
    ['Drills', bandText(apart.drills)],
  ]);
  heading(doc, 'Month by month');
  chart(doc, trend);
  doc.text(trendText(trend), MARGIN);
  const most = when.filter(({ count }) => count.from > 0).toSorted((a, b) => b.count.from - a.count.from);
  table(
    doc,
    'Where',
    where.map(({ name, count }) => [name, bandText(count)]),
  );
  table(
    doc,
    'When, where it was five or more',
    most.map(({ day, part, count }) => [`${dayWord(day)} ${partWords[part]}`, bandText(count)]),
  );
  table(
    doc,
    'Kinds of incident',
    page.kinds.filter(({ count }) => count.from > 0).map(({ of, count }) => [wordOf(kindWords, of), bandText(count)]),
  );
  table(
    doc,
    'What may have added to it',
    page.factors.filter(({ count }) => count.from > 0).map(({ of, count }) => [factorWord(of), bandText(count)]),
  );
}

function helped(doc: PDFKit.PDFDocument, page: LearningPage): void {
  const { speed, takenInTime, lowline, harm, answers, debriefs, actions, repeated } = page;
  table(doc, 'How fast help came: half within, and 90 of 100 within', [
    ...speed.map(({ step, count, spans }) => [
      speedWords[step],
      spans?.p50 === undefined || spans.p90 === undefined ? bandText(count) : `${spanText(spans.p50)}, ${spanText(spans.p90)}`,
    ]),
    ['Taken within 60 s', bandText(takenInTime)],
  ]);
  table(
    doc,
    'How the alarm worked, as workers said',
    answers.map(({ of, no }) => [questionWords[of], bandText(no)]),
  );
  table(
    doc,
    'Steps of LOWLINE: possible, helped',
    lowline.map(({ of, possible, helped: did }) => [lowlineWords[of] ?? of, `${bandText(possible)}, ${bandText(did)}`]),
  );
  table(
    doc,
    'Harm: some or serious, and serious',
    harm
      .filter(({ some }) => some.from > 0)
      .map(({ who, kind, some, serious }) => [`${harmedWords[who]}, ${harmWords[kind]}`, `${bandText(some)}, ${bandText(serious)}`]),
  );
  table(
    doc,
    'Debriefs',
    (Object.keys(debriefWords) as (keyof typeof debriefWords)[]).map((of) => [debriefWords[of], bandText(debriefs[of])]), // as: its own keys.
  );
  table(
    doc,
    'Planned changes',
    actions.map(({ of, count }) => [actionWords[of], bandText(count)]),
  );
  table(
    doc,
    'The same at the same place',
    repeated.map(({ factor, path, count }) => [`${factorWord(factor)}: ${path.join(' › ')}`, bandText(count)]),
  );
}

function wordOf(words: Readonly<Record<string, string>>, of: string): string {
  return words[of] ?? of;
}

/** Its end says more than its beginning: that is the room. */
function short(text: string, most: number): string {
  return text.length <= most ? text : `…${text.slice(1 - most)}`;
}

function heading(doc: PDFKit.PDFDocument, text: string): void {
  if (doc.y > doc.page.height - MARGIN - HEADING_NEEDS) doc.addPage();
  doc.moveDown().font('bold').fontSize(SIZE.heading).text(text, MARGIN).moveDown(0.3);
  doc.font('text').fontSize(SIZE.text);
}

function table(doc: PDFKit.PDFDocument, name: string, rows: readonly (readonly string[])[]): void {
  heading(doc, name);
  if (rows.length === 0) {
    doc.text('Nothing that happened five times.', MARGIN);
    return;
  }
  doc.table({ columnStyles: ['*', 170], data: rows.slice(0, ROWS_MAX).map((row) => row.map((cell) => short(cell, NAME_MAX))) });
  if (rows.length > ROWS_MAX) doc.text(`${String(rows.length - ROWS_MAX)} more stand on the page.`, MARGIN);
}

/** Each month's five from top to bottom, with the middle whole and the limits broken; the words beneath say what there is to see. */
function chart(doc: PDFKit.PDFDocument, { months, limits }: Trend): void {
  const width = (doc.page.width - 2 * MARGIN) / months.length;
  const top = doc.y;
  const most = Math.max(5, ...months.map(({ count }) => count?.to ?? 0), 'upper' in limits ? limits.upper : 0);
  const y = (value: number): number => top + CHART.height * (1 - value / most);
  doc.lineWidth(0.7);
  for (const [i, { count }] of months.entries()) {
    if (count === undefined) continue;
    const height = Math.max(1.5, y(count.from) - y(count.to));
    doc.rect(MARGIN + i * width + CHART.gap, y(count.to), width - 2 * CHART.gap, height).fill(GREY);
  }
  const line = (value: number): PDFKit.PDFDocument => doc.moveTo(MARGIN, y(value)).lineTo(doc.page.width - MARGIN, y(value));
  line(0).stroke(INK);
  if ('middle' in limits) {
    line(limits.middle).stroke(INK);
    for (const value of [limits.lower, limits.upper]) line(value).dash(3, { space: 3 }).stroke(INK).undash();
  }
  const [first, last] = [months[0], months.at(-1)];
  doc.fillColor(INK);
  doc.y = top + CHART.height + 4;
  doc.text(`${periodText(first?.month ?? '')} to ${periodText(last?.month ?? '')}`, MARGIN);
}
