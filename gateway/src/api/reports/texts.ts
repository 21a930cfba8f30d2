import type { LanguageName } from '../../contract/languages.ts';

/** All that stands on the paper of a report and in its table, in one language. */
export interface ReportTexts {
  readonly language: LanguageName;
  readonly kind: (code: string) => string;
  readonly paper: {
    readonly title: string;
    readonly columns: readonly [string, string, string, string, string, string, string];
    readonly period: (of: { readonly from: string; readonly to: string; readonly zone: string; readonly made: string }) => string;
    readonly how: (fewest: number, drills: number, late: number) => string;
    readonly cut: string;
    readonly all: string;
    readonly byPlace: string;
    readonly placeUnknown: string;
    readonly morePlaces: (count: number) => string;
    readonly byHour: string;
    readonly tests: string;
    readonly buttons: string;
    readonly untested: string;
    readonly never: string;
    readonly buttonFaults: string;
    readonly otherFaults: string;
    readonly begun: string;
    readonly begunColumns: readonly [string, string, string, string, string];
    readonly none: string;
    readonly share: (count: number, of: number) => string;
  };
  readonly table: {
    /** Names of columns; the units stay in them. */
    readonly head: readonly [string, string, string, string, string, string, string];
    readonly sections: Readonly<
      Record<'report' | 'all' | 'place' | 'hour' | 'tests' | 'button' | 'fault' | 'buttonBegan' | 'faultBegan', string>
    >;
    readonly measures: Readonly<
      Record<
        | 'from'
        | 'to'
        | 'made'
        | 'cut'
        | 'drills'
        | 'late'
        | 'alarms'
        | 'pressToShown'
        | 'shownToTaken'
        | 'takenToHere'
        | 'pressToHere'
        | 'shown'
        | 'inTime'
        | 'said'
        | 'asSaid'
        | 'buttons'
        | 'untested'
        | 'never',
        string
      >
    >;
    readonly yes: string;
    readonly no: string;
    readonly over: (kind: string) => string;
    readonly longest: (kind: string) => string;
    readonly toSeen: (kind: string) => string;
  };
}
