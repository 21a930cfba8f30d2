import type { PersonId } from '../base/ids.ts';
import type { Debrief } from '../domain/debrief.ts';
import type { StateView } from '../domain/state.ts';
import { isAboveInLine } from './line.ts';

export type DebriefRelation = 'owner' | 'worker' | 'former-owner';

/**
 * How a person is related to a debrief; nothing else opens it, no role and no grant. Its worker; its owner; and whoever
 * had it before and stands above its worker in the line, or above its owner (the manager that it climbed past).
 */
export function debriefRelation(state: StateView, debrief: Debrief, person: PersonId): DebriefRelation | undefined {
  if (debrief.owner === person) return 'owner';
  if (debrief.worker === person) return 'worker';
  const wasGiven = debrief.line.some((step) => step.to === person);
  if (!wasGiven) return undefined;
  const subject = debrief.worker ?? debrief.owner;
  return isAboveInLine(state, person, subject) ? 'former-owner' : undefined;
}
