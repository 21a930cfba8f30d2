import type { OwnerStep, TaskView } from '@duress/gateway/contract/debrief.ts';
import type { DeskTexts } from '../texts/en.ts';

/** *Why me*, in one sentence. Names whoever was passed over last, for that is who the reader will wonder about. */
export function whyMe(task: Pick<TaskView, 'why' | 'worker'>, texts: DeskTexts['why']): string {
  const { why, worker } = task;
  const before = beforeMe(why) ?? texts.someone;
  switch (why.reason) {
    case 'manager':
      return texts.manager(worker?.name ?? texts.someone);
    case 'responsible':
    case 'fallback':
    case 'administrator':
    case 'conflict':
      return texts[why.reason];
    case 'delegate':
    case 'leave':
    case 'unavailable':
    case 'involved':
    case 'no-answer':
    case 'by-hand':
    case 'overdue':
      return texts[why.reason](before);
  }
}

function beforeMe(step: OwnerStep): string | undefined {
  const passed = step.passed.findLast((entry) => entry.why === step.reason) ?? step.passed.at(-1);
  return step.reason === 'by-hand' || step.reason === 'no-answer' || step.reason === 'overdue'
    ? (step.from?.name ?? passed?.name)
    : (passed?.name ?? step.from?.name);
}
