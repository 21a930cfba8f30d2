import type { TaskView } from '@duress/gateway/contract/debrief.ts';
import type { DeskTexts } from '../texts/en.ts';

/** Who asks, about what and after whose alarm, for whoever is asked to agree and sees nothing else. */
export function secondTask(
  { owner, worker }: Pick<TaskView, 'owner' | 'worker'>,
  texts: DeskTexts['content']['service'],
  asker = owner.name,
): string {
  return worker === undefined ? texts.secondTask(asker) : texts.secondTaskAfter(asker, worker.name);
}
