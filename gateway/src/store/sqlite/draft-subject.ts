import type { DraftKey } from '../../engine/ports/queries.ts';

/** Whose data key seals a draft. */
export function draftSubject(key: Pick<DraftKey, 'debrief'>): string {
  return `debrief:${key.debrief}`;
}
