import type { PersonId } from '../../base/ids.ts';
import type { Holidays } from '../holidays.ts';

/** Who looks at it, and when. */
export interface Reader {
  readonly person: PersonId;
  /** Epoch ms. */
  readonly at: number;
  /** Times of the law count business days (duty/standing.ts). */
  readonly holidays: Holidays | undefined;
}
