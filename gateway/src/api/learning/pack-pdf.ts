import type { LearningPage, Trend } from '../../contract/learning.ts';
import type { LanguageName } from '../../contract/languages.ts';
import * as germanDebrief from '../../contract/debrief-words.de.ts';
import * as englishDebrief from '../../contract/debrief-words.en.ts';
import * as german from '../../contract/learning-words.de.ts';
import * as english from '../../contract/learning-words.en.ts';
import { spanText } from '../../contract/span-text.ts';
import { wordFor } from '../../contract/word-for.ts';
import { MARGIN, pdfFile } from '../papers/pdf-file.ts';

const SIZE = { title: 16, heading: 11, text: 9 } as const;
/** Rows of each list on paper: with them the pack stays on four pages, and the page says the rest. */
const ROWS_MAX = 10;
/** Characters of a name, and of the title's: names may be long, and the pack is not. */
const NAME_MAX = 70;
const TITLE_MAX = 140;
/** Of a cause beside its place: the place has what is left of the name's room. */
const CAUSE_MAX = 40;
/** Less room than this beneath a heading begins a new page. */
const HEADING_NEEDS = 70;
const NOTES_HEIGHT = 120;
const CHART = { height: 70, gap: 3 } as const;
const INK = '#000000';
const GREY = '#8c8c8c';

/** All words of a pack, by the language of whoever reads it. */
const WORDS = { en: { ...english, ...englishDebrief }, de: { ...german, ...germanDebrief } } as const satisfies Record<
  LanguageName,
  unknown
>;
type Words = (typeof WORDS)[LanguageName];

/** What a pack is made of. */
export interface PaperPack extends LearningPage {
  /** Of whoever reads it. */
  readonly language: LanguageName;
}

/** The month on paper: A4, black on white, at most four pages, each table readable by a screen reader as a table. */
export function packPdf(page: PaperPack): Promise<Buffer> {
  const words = WORDS[page.language];
  return pdfFile({ title: title(page, words), at: page.at, language: page.language }, (doc) => {
    new Paper(doc, words).write(page);
  });
}

function title({ path, period }: LearningPage, { packWords, periodText }: Words): string {
  return packWords.title(short(path.join(' › '), TITLE_MAX), periodText(period));
}

/** Its end says more than its beginning: that is the room. */
function short(text: string, most: number): string {
  return text.length <= most ? text : `…${text.slice(1 - most)}`;
}

/** Both are told apart still where both are long. */
function causeAt(cause: string, path: readonly string[]): string {
  const begun = cause.length <= CAUSE_MAX ? cause : `${cause.slice(0, CAUSE_MAX - 1)}…`;
  return `${begun}: ${short(path.join(' › '), NAME_MAX - begun.length - 2)}`;
}

/** One pack on its way to paper, in one language. */
class Paper {
  readonly #doc: PDFKit.PDFDocument;
  readonly #words: Words;

  constructor(doc: PDFKit.PDFDocument, words: Words) {
    this.#doc = doc;
    this.#words = words;
  }

  write(page: PaperPack): void {
    const [doc, { packWords: texts, suggestionText }] = [this.#doc, this.#words];
    doc.font('bold').fontSize(SIZE.title).text(title(page, this.#words));
    doc.font('text').fontSize(SIZE.text);
    doc.text(texts.lead);
    this.#heading(texts.talk);
    for (const suggestion of page.suggestions) doc.text(`•  ${suggestionText(suggestion)}`);
    this.#heading(texts.notes);
    this.#notes();
    this.#happened(page);
    this.#helped(page);
  }

  /** Room to write by hand. */
  #notes(): void {
    const doc = this.#doc;
    doc
      .rect(MARGIN, doc.y, doc.page.width - 2 * MARGIN, NOTES_HEIGHT)
      .lineWidth(0.7)
      .stroke(INK);
    doc.y += NOTES_HEIGHT;
  }

  #happened({ alarms, apart, where, when, trend, kinds, factors }: PaperPack): void {
    const { packWords: texts, bandText, dayWord, factorWords, kindWords, partWords, trendText } = this.#words;
    this.#table(texts.happened, [
      [texts.real, bandText(alarms)],
      [texts.accidental, bandText(apart.accidental)],
      [texts.technical, bandText(apart.technical)],
      [texts.drills, bandText(apart.drills)],
    ]);
    this.#heading(texts.trend);
    this.#chart(trend);
    this.#doc.text(trendText(trend), MARGIN);
    const most = when.filter(({ count }) => count.from > 0).toSorted((a, b) => b.count.from - a.count.from);
    this.#table(
      texts.where,
      where.map(({ name, count }) => [name, bandText(count)]),
    );
    this.#table(
      texts.when,
      most.map(({ day, part, count }) => [`${dayWord(day)} ${partWords[part]}`, bandText(count)]),
    );
    this.#table(
      texts.kinds,
      kinds.filter(({ count }) => count.from > 0).map(({ of, count }) => [wordFor(kindWords, of), bandText(count)]),
    );
    this.#table(
      texts.factors,
      factors.filter(({ count }) => count.from > 0).map(({ of, name, count }) => [wordFor(factorWords, of, name), bandText(count)]),
    );
  }

  #helped({ language, speed, takenInTime, lowline, harm, answers, debriefs, actions, repeated }: PaperPack): void {
    const { packWords: texts, bandText, debriefWords, ...words } = this.#words;
    this.#table(texts.speed, [
      ...speed.map(({ step, count, spans }) => [
        words.speedWords[step],
        spans?.p50 === undefined || spans.p90 === undefined
          ? bandText(count)
          : `${spanText(spans.p50, language)}, ${spanText(spans.p90, language)}`,
      ]),
      [texts.inTime, bandText(takenInTime)],
    ]);
    this.#table(
      texts.answers,
      answers.map(({ of, no }) => [words.questionWords[of], bandText(no)]),
    );
    this.#table(
      texts.lowline,
      lowline.map(({ of, possible, helped: did }) => [wordFor(words.lowlineWords, of), `${bandText(possible)}, ${bandText(did)}`]),
    );
    this.#table(
      texts.harm,
      harm
        .filter(({ some }) => some.from > 0)
        .map(({ who, kind, some, serious }) => [
          `${words.harmedWords[who]}, ${words.harmWords[kind]}`,
          `${bandText(some)}, ${bandText(serious)}`,
        ]),
    );
    this.#table(
      texts.debriefs,
      (Object.keys(debriefWords) as (keyof typeof debriefWords)[]).map((of) => [debriefWords[of], bandText(debriefs[of])]), // as: its own keys.
    );
    this.#table(
      texts.actions,
      actions.map(({ of, count }) => [words.actionWords[of], bandText(count)]),
    );
    this.#table(
      texts.repeated,
      repeated.map(({ factor, name, path, count }) => [causeAt(wordFor(words.factorWords, factor, name), path), bandText(count)]),
    );
  }

  #heading(text: string): void {
    const doc = this.#doc;
    if (doc.y > doc.page.height - MARGIN - HEADING_NEEDS) doc.addPage();
    doc.moveDown().font('bold').fontSize(SIZE.heading).text(text, MARGIN).moveDown(0.3);
    doc.font('text').fontSize(SIZE.text);
  }

  #table(name: string, rows: readonly (readonly string[])[]): void {
    const [doc, { packWords: texts }] = [this.#doc, this.#words];
    this.#heading(name);
    if (rows.length === 0) {
      doc.text(texts.none, MARGIN);
      return;
    }
    doc.table({ columnStyles: ['*', 170], data: rows.slice(0, ROWS_MAX).map((row) => row.map((cell) => short(cell, NAME_MAX))) });
    if (rows.length > ROWS_MAX) doc.text(texts.more(rows.length - ROWS_MAX), MARGIN);
  }

  /** Each month's five from top to bottom, with the middle whole and the limits broken; the words beneath say what there is to see. */
  #chart({ months, limits }: Trend): void {
    const [doc, { packWords: texts, periodText }] = [this.#doc, this.#words];
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
    doc.text(texts.months(periodText(first?.month ?? ''), periodText(last?.month ?? '')), MARGIN);
  }
}
