import type { Report, ReportFigures, Spans } from '../../contract/report.ts';
import type { Cell } from '../../contract/csv-text.ts';
import type { ReportTexts } from './texts.ts';

/** The whole report as one table, a measure a line; times in ISO 8601 with the site's zone. One by one: a house has thousands. */
export function* reportRows(report: Report, texts: ReportTexts): Generator<readonly Cell[]> {
  const { from, to, at, zone, drills, late, cut, tests } = report;
  const { head, sections, measures, yes, no } = texts.table;
  const about = report.path.join(' › ');
  yield head;
  yield [sections.report, about, measures.from, wallText(from, zone)];
  yield [sections.report, about, measures.to, wallText(to, zone)];
  yield [sections.report, about, measures.made, wallText(at, zone)];
  yield [sections.report, about, measures.cut, cut ? yes : no];
  yield* figureRows([sections.all, about], report.all, texts);
  yield [sections.all, about, measures.drills, drills];
  yield [sections.all, about, measures.late, late];
  for (const { path, figures } of report.places) yield* figureRows([sections.place, path.join(' › ')], figures, texts);
  for (const { hour, figures } of report.hours) yield* figureRows([sections.hour, `${String(hour).padStart(2, '0')}:00`], figures, texts);
  yield [sections.tests, about, measures.buttons, tests.buttons];
  yield [sections.tests, about, measures.untested, tests.untested];
  yield [sections.tests, about, measures.never, tests.never];
  for (const { code, count, buttons } of report.faults) yield [buttons ? sections.button : sections.fault, about, texts.kind(code), count];
  for (const kind of report.begun) yield* begunRows(about, kind, texts);
}

/** `of`: the section, and what in it. */
function figureRows(of: readonly [string, string], figures: ReportFigures, { table }: ReportTexts): readonly (readonly Cell[])[] {
  const { measures } = table;
  const spans = (measure: string, { count, p50, p90, p99 }: Spans): readonly Cell[] => [...of, measure, count, p50, p90, p99];
  return [
    [...of, measures.alarms, figures.alarms],
    spans(measures.pressToShown, figures.pressToShown),
    spans(measures.shownToTaken, figures.shownToTaken),
    spans(measures.takenToHere, figures.takenToHere),
    spans(measures.pressToHere, figures.pressToHere),
    ...(figures.takenInTime === undefined
      ? []
      : [
          [...of, measures.shown, figures.takenInTime.of],
          [...of, measures.inTime, figures.takenInTime.count],
        ]),
    ...(figures.foundAsSaid === undefined
      ? []
      : [
          [...of, measures.said, figures.foundAsSaid.of],
          [...of, measures.asSaid, figures.foundAsSaid.count],
        ]),
  ];
}

/** Of the kind's longest the time stands where a single span would. */
function begunRows(
  about: string,
  { code, buttons, opened, ended, longestMs, toSeen }: Report['begun'][number],
  { kind, table }: ReportTexts,
): readonly (readonly Cell[])[] {
  const section = buttons ? table.sections.buttonBegan : table.sections.faultBegan;
  const name = kind(code);
  return [
    [section, about, name, opened],
    [section, about, table.over(name), ended],
    [section, about, table.longest(name), 1, longestMs],
    [section, about, table.toSeen(name), toSeen.count, toSeen.p50, toSeen.p90, toSeen.p99],
  ];
}

function wallText(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(at)).toZonedDateTimeISO(zone).toString({ smallestUnit: 'second' });
}
