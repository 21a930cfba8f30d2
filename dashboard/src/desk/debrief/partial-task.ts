import type { TaskView } from '@duress/gateway/contract/debrief.ts';
import type { DeskTexts } from '../texts/en.ts';

/**
 * What somebody who was asked for one part alone is asked for; undefined for everybody else. `asker`: who asks for an agreement, if that is not who has
 * the debrief now.
 */
export function partialTask(
  { relation, owner, worker }: Pick<TaskView, 'relation' | 'owner' | 'worker'>,
  { service, support, action }: Pick<DeskTexts['content'], 'service' | 'support' | 'action'>,
  asker = owner.name,
): string | undefined {
  switch (relation) {
    case 'second':
      return worker === undefined ? service.secondTask(asker) : service.secondTaskAfter(asker, worker.name);
    case 'supporter':
      return worker === undefined ? support.title : support.task(worker.name);
    case 'action-owner':
      return action.title;
    default:
      return undefined;
  }
}
