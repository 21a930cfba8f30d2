import { isActionOpen, type Debrief } from '../debrief.ts';

export function hasOpenDispute({ disputes = [] }: Debrief): boolean {
  return disputes.some(({ answered }) => !answered);
}

/** What keeps a debrief from being over once the worker has their answer. */
export type OpenMatter = 'dispute' | 'action' | 'support-check' | 'service-agreement' | 'service-review';

/** A debrief that is left with one of these would lose it: with its end it leaves the memory of whoever watches what is due. */
export function openMatters(debrief: Debrief): OpenMatter[] {
  const { actions, supportChecks = [], service = [] } = debrief;
  return [
    ...(hasOpenDispute(debrief) ? (['dispute'] as const) : []),
    ...(actions.some(isActionOpen) ? (['action'] as const) : []),
    ...(supportChecks.some(({ done }) => !done) ? (['support-check'] as const) : []),
    // One that was not agreed to is no decision yet: its owner decides anew.
    ...(service.at(-1)?.state === 'asked' || service.at(-1)?.state === 'not-agreed' ? (['service-agreement'] as const) : []),
    ...(serviceReview(debrief) === undefined ? [] : (['service-review'] as const)),
  ];
}

/** The decision about the client's service that is in force and looked at again on a day. Epoch ms. */
export function serviceReview({ service = [] }: Debrief): { readonly decision: string; readonly due: number } | undefined {
  const now = service.find(({ state }) => state === 'in-force');
  return now?.reviewDue === undefined ? undefined : { decision: now.decision, due: now.reviewDue };
}
