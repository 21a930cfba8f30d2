import type { PlaceId, PolicyId } from '../base/ids.ts';
import type { AlarmLevel } from '../contract/alarm.ts';
import type { EscalationStep, Hours } from '../contract/escalation.ts';

/** Whom an unanswered alarm is brought to, one step after the other (language.md), as the house has set it up. */
export interface EscalationPolicy {
  readonly policy: PolicyId;
  readonly name: string;
  readonly place?: PlaceId | undefined;
  readonly levels?: readonly AlarmLevel[] | undefined;
  readonly hours?: readonly Hours[] | undefined;
  readonly steps: readonly EscalationStep[];
  readonly repeatMs: number;
  /** Seq of the fact that saved it, by which two states of one policy are told apart; absent in one that is not saved yet. */
  readonly saved?: number | undefined;
}

/** One state of one policy: an alarm that meets another one catches up with it. The built-in one has no key. */
export function keyOf(policy: Pick<EscalationPolicy, 'policy' | 'saved'> | undefined): string | undefined {
  return policy === undefined ? undefined : `${policy.policy}@${String(policy.saved ?? 0)}`;
}
