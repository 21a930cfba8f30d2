import type { Report, ReportFigures, Spans } from '../../contract/report.ts';
import type { Cell } from './csv-text.ts';

const HEAD: readonly Cell[] = ['section', 'of', 'measure', 'count', 'p50_ms', 'p90_ms', 'p99_ms'];

/** The whole report as one table, a measure a line; times in ISO 8601 with the site's zone. */
export function reportRows(report: Report): readonly (readonly Cell[])[] {
  const { from, to, at, zone, drills, late, cut, tests } = report;
  const about = report.path.join(' › ');
  return [
    HEAD,
    ['report', about, 'from', wallText(from, zone)],
    ['report', about, 'to', wallText(to, zone)],
    ['report', about, 'made', wallText(at, zone)],
    ['report', about, 'cut short', cut ? 'yes' : 'no'],
    ...figureRows('all', about, report.all),
    ['all', about, 'drills (in no figure)', drills],
    ['all', about, 'late (in no figure)', late],
    ...report.places.flatMap(({ path, figures }) => figureRows('place', path.join(' › '), figures)),
    ...report.hours.flatMap(({ hour, figures }) => figureRows('hour', `${String(hour).padStart(2, '0')}:00`, figures)),
    ['tests', about, 'buttons', tests.buttons],
    ['tests', about, 'untested', tests.untested],
    ['tests', about, 'never tested', tests.never],
    ...report.faults.map(({ code, count, buttons }): readonly Cell[] => [buttons ? 'button' : 'fault', about, code, count]),
  ];
}

function figureRows(section: string, of: string, figures: ReportFigures): readonly (readonly Cell[])[] {
  const spans = (measure: string, { count, p50, p90, p99 }: Spans): readonly Cell[] => [section, of, measure, count, p50, p90, p99];
  return [
    [section, of, 'alarms', figures.alarms],
    spans('press to shown', figures.pressToShown),
    spans('shown to taken', figures.shownToTaken),
    spans('taken to here', figures.takenToHere),
    spans('press to here', figures.pressToHere),
    ...(figures.takenInTime === undefined ? [] : [[section, of, 'taken within 60 s of shown', figures.takenInTime.count]]),
  ];
}

function wallText(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.trunc(at)).toZonedDateTimeISO(zone).toString({ smallestUnit: 'second' });
}
