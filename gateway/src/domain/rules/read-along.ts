import type { PersonId } from '../../base/ids.ts';
import { isSilent } from '../alarm.ts';
import type { StateView } from '../state.ts';

/**
 * May somebody stand beside this worker and read along? As long as an alarm that they know of is open. What the duress PIN alone has raised
 * before is not told them by then, also when it is over. One that they do not know of counts for nothing: after the right PIN it would
 * not be there.
 */
export function isReadAlong(state: StateView, worker: PersonId | undefined): boolean {
  return worker !== undefined && state.alarms.by('worker', worker).some((alarm) => alarm.state !== 'closed' && !isSilent(alarm));
}
