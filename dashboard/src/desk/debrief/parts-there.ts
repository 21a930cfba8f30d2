import type { DebriefDetail, TaskView } from '@duress/gateway/contract/debrief.ts';
import type { DeskTexts } from '../texts/en.ts';

/** Support was offered, in whatever part that stands. */
export function hasSupport({ supports = [], supportChecks = [], welfare }: DebriefDetail): boolean {
  return supports.length > 0 || supportChecks.length > 0 || welfare?.support !== undefined;
}

/** Something is there of what comes beside the three parts. */
export function hasAfter(detail: DebriefDetail): boolean {
  return hasSupport(detail) || (detail.service ?? []).length > 0;
}

/** The short form, and one without a worker to answer, end with it. */
export function answerName({ short, worker }: Pick<TaskView, 'short' | 'worker'>, texts: DeskTexts['debrief']): string {
  return short || worker === undefined ? texts.complete : texts.completeWorker;
}
