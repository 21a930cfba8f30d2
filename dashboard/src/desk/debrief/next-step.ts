import type { DebriefDetail, DebriefItemKind, DueItem } from '@duress/gateway/contract/debrief.ts';
import type { DebriefPage } from '../route.ts';
import { followUpNow } from './follow-up.ts';

type Step = readonly [page: DebriefPage, verbs: readonly DebriefDetail['may'][number][]];

/** Where each thing that is due is done, and what whoever does it must be allowed. */
const STEPS: Readonly<Record<DebriefItemKind, Step | undefined>> = {
  welfare: ['welfare', ['welfare']],
  debrief: ['complete', ['complete']],
  week: ['follow-up', ['follow-up']],
  month: ['follow-up', ['follow-up']],
  action: ['prevent', ['action']],
  check: ['prevent', ['action']],
  support: ['support', ['support', 'support-checked']],
  'looked-in': ['support', ['support-checked']],
  service: ['service', ['decide-service', 'review-service']],
  agreement: ['service', ['decide-service']],
  duty: ['duty', ['duty']],
  // Answered where it stands, beside its part.
  dispute: undefined,
};

/** What is the owner's to do next, and its page: for the owner who has accepted it and may do it. What is somebody else's leads nowhere. */
export function nextStep(detail: DebriefDetail, now: number): { readonly item: DueItem; readonly page: DebriefPage } | undefined {
  const { task, may } = detail;
  const item = task.items.find(({ who }) => who.person === task.owner.person);
  if (item === undefined || task.relation !== 'owner' || (task.state !== 'accepted' && task.state !== 'following')) return undefined;
  const { kind } = item;
  // That page asks for one of the two, and by itself for which.
  if ((kind === 'week' || kind === 'month') && followUpNow(detail, now) !== kind) return undefined;
  const [page, verbs] = STEPS[kind] ?? [];
  return page !== undefined && verbs?.some((verb) => may.includes(verb)) === true ? { item, page } : undefined;
}
