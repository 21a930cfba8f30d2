import type { AlarmId, DebriefId, PersonId } from '../../base/ids.ts';
import type { Alarm } from '../../domain/alarm.ts';
import type { Debrief } from '../../domain/debrief.ts';
import { relationTo } from '../../domain/rules/debrief-rights.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';

type Deps = Pick<ApiDeps, 'core' | 'queries'>;

/** Open or completed. @throws ProblemError `unknown-debrief` for everybody who is not related to it */
export async function readableDebrief({ core, queries }: Deps, reader: PersonId, id: string): Promise<Debrief> {
  // as: whether there is such a debrief is what is asked here; rows of the table `debrief` are Debriefs, as they were written.
  const open = core.committed.debriefs.get(id as DebriefId);
  const debrief = open ?? ((await queries.row('debrief', id)) as unknown as Debrief | null | undefined) ?? undefined;
  if (debrief === undefined || relationTo(core.committed, debrief, reader) === undefined) throw new ProblemError('unknown-debrief');
  return debrief;
}

/** Open or closed; undefined where there is no such alarm on this disk any more. */
export async function alarmOf({ core, queries }: Deps, id: AlarmId): Promise<Alarm | undefined> {
  // as: rows of the table `alarm` are Alarms, as they were written.
  return core.committed.alarms.get(id) ?? ((await queries.row('alarm', id)) as unknown as Alarm | null | undefined) ?? undefined;
}
