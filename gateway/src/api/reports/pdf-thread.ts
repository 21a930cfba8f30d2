import type { Clock } from '../../base/clock.ts';
import type { LanguageName } from '../../contract/languages.ts';
import type { Report } from '../../contract/report.ts';
import { PaperThread } from '../papers/paper-thread.ts';
import { PLACES_PRINTED_MAX, type PaperReport } from './pdf.ts';

/** Makes the files of reports, beside the loop. */
export class PdfThread {
  readonly #thread: PaperThread<PaperReport>;

  constructor(clock: Clock) {
    this.#thread = new PaperThread(clock, new URL('./pdf-worker.ts', import.meta.url));
  }

  /** @throws ProblemError when too many wait, or it takes too long */
  print(report: Report, language: LanguageName): Promise<Uint8Array> {
    const { places } = report;
    const morePlaces = Math.max(0, places.length - PLACES_PRINTED_MAX);
    return this.#thread.print({ ...report, language, places: places.slice(0, PLACES_PRINTED_MAX), morePlaces });
  }
}
