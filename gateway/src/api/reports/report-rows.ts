import type { Report, ReportFigures, Spans } from '../../contract/report.ts';
import type { Cell } from '../../contract/csv-text.ts';
import { faultKinds } from '../../contract/fault-kinds.en.ts';

const HEAD: readonly Cell[] = ['section', 'of', 'measure', 'count', 'p50_ms', 'p90_ms', 'p99_ms'];

/** The whole report as one table, a measure a line; times in ISO 8601 with the site's zone. One by one: a house has thousands. */
export function* reportRows(report: Report): Generator<readonly Cell[]> {
  const { from, to, at, zone, drills, late, cut, tests } = report;
  const about = report.path.join(' › ');
  yield HEAD;
  yield ['report', about, 'from', wallText(from, zone)];
  yield ['report', about, 'to', wallText(to, zone)];
  yield ['report', about, 'made', wallText(at, zone)];
  yield ['report', about, 'cut short', cut ? 'yes' : 'no'];
  yield* figureRows('all', about, report.all);
  yield ['all', about, 'drills (in no figure)', drills];
  yield ['all', about, 'late (in no figure)', late];
  for (const { path, figures } of report.places) yield* figureRows('place', path.join(' › '), figures);
  for (const { hour, figures } of report.hours) yield* figureRows('hour', `${String(hour).padStart(2, '0')}:00`, figures);
  yield ['tests', about, 'buttons', tests.buttons];
  yield ['tests', about, 'untested', tests.untested];
  yield ['tests', about, 'never tested', tests.never];
  for (const { code, count, buttons } of report.faults) yield [buttons ? 'button' : 'fault', about, kindText(code), count];
  for (const kind of report.begun) yield* begunRows(about, kind);
}

function figureRows(section: string, of: string, figures: ReportFigures): readonly (readonly Cell[])[] {
  const spans = (measure: string, { count, p50, p90, p99 }: Spans): readonly Cell[] => [section, of, measure, count, p50, p90, p99];
  return [
    [section, of, 'alarms', figures.alarms],
    spans('press to shown', figures.pressToShown),
    spans('shown to taken', figures.shownToTaken),
    spans('taken to here', figures.takenToHere),
    spans('press to here', figures.pressToHere),
    ...(figures.takenInTime === undefined
      ? []
      : [
          [section, of, 'came to a screen', figures.takenInTime.of],
          [section, of, 'taken within 60 s of shown', figures.takenInTime.count],
        ]),
    ...(figures.foundAsSaid === undefined
      ? []
      : [
          [section, of, 'said where the worker was', figures.foundAsSaid.of],
          [section, of, 'found where the alarm said', figures.foundAsSaid.count],
        ]),
  ];
}

/** Of the kind's longest the time stands where a single span would. */
function begunRows(
  about: string,
  { code, buttons, opened, ended, longestMs, toSeen }: Report['begun'][number],
): readonly (readonly Cell[])[] {
  const section = buttons ? 'button began' : 'fault began';
  const kind = kindText(code);
  return [
    [section, about, kind, opened],
    [section, about, `${kind}: over`, ended],
    [section, about, `${kind}: longest`, 1, longestMs],
    [section, about, `${kind}: until somebody had seen it`, toSeen.count, toSeen.p50, toSeen.p90, toSeen.p99],
  ];
}

/** A code that has no words here is of a newer gateway, and better than nothing. */
export function kindText(code: string): string {
  return Object.entries(faultKinds).find(([known]) => known === code)?.[1] ?? code;
}

function wallText(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(at)).toZonedDateTimeISO(zone).toString({ smallestUnit: 'second' });
}
