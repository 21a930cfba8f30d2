import type { AlarmId, DebriefId } from '../../base/ids.ts';
import type { Alarm } from '../../domain/alarm.ts';
import type { Debrief } from '../../domain/debrief.ts';
import type { ApiDeps } from '../api-deps.ts';

type Deps = Pick<ApiDeps, 'core' | 'queries'>;

/** Open or completed, whoever may read it; undefined where there is none. */
export async function debriefOf({ core, queries }: Deps, id: string): Promise<Debrief | undefined> {
  // as (both): whether there is such a debrief is what is asked here; rows of the table `debrief` are Debriefs, as they were written.
  const open = core.committed.debriefs.get(id as DebriefId);
  return open ?? ((await queries.row('debrief', id)) as unknown as Debrief | null | undefined) ?? undefined;
}

/** Open or closed; undefined where there is no such alarm on this disk any more. */
export async function alarmOf({ core, queries }: Deps, id: AlarmId): Promise<Alarm | undefined> {
  // as: rows of the table `alarm` are Alarms, as they were written.
  return core.committed.alarms.get(id) ?? ((await queries.row('alarm', id)) as unknown as Alarm | null | undefined) ?? undefined;
}
