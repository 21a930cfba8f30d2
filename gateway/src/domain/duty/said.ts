import type { PersonId } from '../../base/ids.ts';
import type { DutyAwareBody, DutyDecision, DutyDecisionBody, DutyNotifiedBody } from '../../contract/duty.ts';

/** What an owner may say of telling a regulator. */
export type DutySaid =
  | { readonly say: 'aware'; readonly body: DutyAwareBody }
  | { readonly say: 'decision'; readonly body: DutyDecisionBody }
  | { readonly say: 'notified'; readonly body: DutyNotifiedBody };

/** What was said of telling somebody: as much as the time limits need. The words are sealed in the facts. */
export interface DutyStanding {
  /** When somebody who answers for the place knew of it, if that was said. Epoch ms. */
  readonly aware?: number | undefined;
  readonly decision?:
    | {
        readonly decision: DutyDecision;
        readonly rules: readonly string[];
        readonly by: PersonId;
        readonly at: number;
        /** The same in engine time. */
        readonly t?: number | undefined;
        readonly version: number;
      }
    | undefined;
  /** Limits that were met; the last word on each. Epoch ms. */
  readonly told: readonly { readonly rule: string; readonly limit: string; readonly at: number }[];
  /** Rules of which the regulator asked for it in writing, and when. */
  readonly asked: readonly { readonly rule: string; readonly at: number }[];
  /** The owner was reminded of all that was due by then. */
  readonly remindedUntil?: number | undefined;
  /** The same in engine time. */
  readonly remindedT?: number | undefined;
}

export const NOTHING_SAID: DutyStanding = { told: [], asked: [] };
