import type { PersonId, PlaceId } from '../base/ids.ts';

/** Who wants to hear, at the beginning of a month, that the last one of a site can be read. */
export interface MonthNotice {
  readonly site: PlaceId;
  readonly people: readonly PersonId[];
  /** The newest month that was told of, or that was over when the first of them asked: `YYYY-MM`. */
  readonly told: string;
}
