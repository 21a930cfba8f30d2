import type { AlarmLevel, Outcome } from '../../contract/alarm.ts';
import type { DebriefDetail, OwnerReason } from '../../contract/debrief.ts';
import type { DutyView } from '../../contract/duty.ts';

type Welfare = NonNullable<DebriefDetail['welfare']>;
type Scene = NonNullable<DutyView['notified'][number]['scene']>;

/** `when`: a moment as the paper says it; `by`: whoever did it, where that is known. */
export interface Told {
  readonly when: string;
  readonly by?: string | undefined;
}

/** All that stands on the paper of an incident, in one language. What people wrote stays as they wrote it. */
export interface IncidentTexts {
  readonly title: (worker: string) => string;
  readonly titlePlace: string;
  readonly printed: (of: { readonly by: string; readonly when: string; readonly debrief: string }) => string;
  readonly page: (page: number, count: number) => string;
  readonly drillMark: string;
  readonly drillFoot: string;
  readonly lead: (zone: string) => string;
  readonly alarmsCut: (count: number, told: number) => string;
  readonly boxes: string;
  /** Facts that have no room on the page. */
  readonly more: (count: number) => string;
  readonly shortened: (shown: number, of: number) => string;
  readonly headings: {
    readonly alarm: string;
    readonly alarmOf: (number: number, of: number) => string;
    readonly line: string;
    readonly welfare: string;
    readonly duty: string;
    readonly wayHome: string;
    readonly support: string;
    readonly declined: string;
    readonly before: string;
    readonly account: (when: string, version: number) => string;
  };
  readonly alarm: {
    readonly level: string;
    readonly levels: Readonly<Record<AlarmLevel, string>>;
    /** Whose alarm it is, where several were in it. */
    readonly worker: string;
    readonly place: string;
    readonly placeUnknown: string;
    readonly device: string;
    readonly pressed: string;
    readonly recorded: string;
    readonly again: string;
    readonly shown: string;
    readonly shownTo: (told: Told) => string;
    readonly unseen: string;
    readonly taken: string;
    readonly released: string;
    readonly coming: string;
    readonly comes: (told: Told) => string;
    readonly here: string;
    readonly found: string;
    readonly foundAsSaid: string;
    readonly foundElsewhere: string;
    readonly foundAt: (path: string) => string;
    readonly climbed: string;
    readonly step: (step: number, when: string) => string;
    readonly allClear: string;
    readonly allClearConfirmed: string;
    readonly notAllClear: string;
    readonly drillConfirmed: string;
    readonly becameReal: string;
    readonly closed: string;
    readonly outcomes: Readonly<Record<Outcome, string>>;
    readonly by: (told: Told) => string;
    /** Who did it, and what came of it. */
    readonly with: (told: string, what: string) => string;
  };
  readonly reasons: Readonly<Record<OwnerReason, string>>;
  readonly passedOver: (people: string) => string;
  readonly welfare: {
    readonly notYet: string;
    readonly asked: string;
    readonly hurt: string;
    readonly hurts: Readonly<Record<NonNullable<Welfare['hurt']>, string>>;
    readonly safe: string;
    readonly talk: string;
    readonly talks: Readonly<Record<NonNullable<Welfare['talk']>, string>>;
  };
  readonly notNow: string;
  readonly yes: string;
  readonly no: string;
  readonly duty: {
    readonly notYet: string;
    readonly known: string;
    readonly decided: string;
    readonly decisions: Readonly<Record<DutyView['decisions'][number]['decision'], string>>;
    readonly decision: (of: { readonly decision: string; readonly when: string; readonly by: string; readonly version: number }) => string;
    readonly rule: string;
    readonly told: string;
    readonly reference: (reference: string) => string;
    readonly scene: string;
    readonly scenes: Readonly<Record<Scene, string>>;
  };
}
