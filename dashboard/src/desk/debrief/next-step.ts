import type { DebriefDetail, DebriefItemKind } from '@duress/gateway/contract/debrief.ts';
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
  service: ['service', ['decide-service', 'review-service']],
  agreement: ['service', ['decide-service']],
  duty: ['duty', ['duty']],
  // Answered where it stands, beside its part.
  dispute: undefined,
};

/** The page of what is due next, for the owner who has accepted it and may do it. */
export function nextStep(detail: DebriefDetail, now: number): DebriefPage | undefined {
  const { task, may } = detail;
  const kind = task.items[0]?.kind;
  if (kind === undefined || task.relation !== 'owner' || (task.state !== 'accepted' && task.state !== 'following')) return undefined;
  // That page asks for one of the two, and by itself for which.
  if ((kind === 'week' || kind === 'month') && followUpNow(detail, now) !== kind) return undefined;
  const step = STEPS[kind];
  if (step === undefined) return undefined;
  const [page, verbs] = step;
  return verbs.some((verb) => may.includes(verb)) ? page : undefined;
}
