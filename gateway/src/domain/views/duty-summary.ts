import type { DutySummary } from '../../contract/duty.ts';
import type { Debrief } from '../debrief.ts';
import { dutyItems, isAskedElsewhere, isDutyOpen, lateAt } from '../duty/standing.ts';
import { leadIdOf } from '../joined.ts';
import { isHiddenFrom } from '../rules/debrief-rights.ts';
import type { StateView } from '../state.ts';
import { named } from './alarm-view.ts';
import type { Reader } from './reader.ts';

/**
 * As its worker reads it: of one that is held within another the question is asked in the one that leads (`lead`), and the answer is about them too.
 */
export function asAsked(state: StateView, debrief: Debrief, lead = state.debriefs.get(leadIdOf(debrief))): Debrief {
  const isHidden = lead !== undefined && debrief.worker !== undefined && isHiddenFrom(state, lead, debrief.worker);
  return lead === undefined || isHidden || !isAskedElsewhere(debrief) ? debrief : { ...debrief, duty: lead.duty, openedAt: lead.openedAt };
}

/** How it stands, without a word of what happened; undefined where there is nothing to say: a short form that nobody has asked about. */
export function dutySummary(state: StateView, debrief: Debrief, { at, holidays }: Omit<Reader, 'person'>): DutySummary | undefined {
  const decision = debrief.duty?.decision;
  const isOpen = debrief.state !== 'completed' && isDutyOpen(debrief);
  if (!isOpen && decision === undefined) return undefined;
  const items = isOpen ? dutyItems({ state, holidays }, debrief) : [];
  const dues = items.map(({ due }) => due);
  return {
    ...(decision === undefined ? {} : { decision: decision.decision, by: named(state, decision.by), at: decision.at }),
    // Undecided where no rule is known is one thing that is open, too.
    open: Math.max(items.length, Number(isOpen)),
    ...(dues.length === 0 ? {} : { due: Math.min(...dues) }),
    overdue: items.some((item) => lateAt(item) < at),
  };
}
