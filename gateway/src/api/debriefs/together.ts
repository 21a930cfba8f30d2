import type { AlarmId, DebriefId, PersonId } from '../../base/ids.ts';
import type { Alarm } from '../../domain/alarm.ts';
import type { Debrief } from '../../domain/debrief.ts';
import { isAskedElsewhere } from '../../domain/duty/standing.ts';
import { joiningOf, leadIdOf } from '../../domain/joined.ts';
import { isHiddenFrom, relationTo } from '../../domain/rules/debrief-rights.ts';
import { asAsked } from '../../domain/views/duty-summary.ts';
import { sharedFacts } from '../../domain/views/together-view.ts';
import type { StoredFact } from '../../engine/ports/log.ts';
import { allFactsAbout } from '../all-facts.ts';
import type { ApiDeps } from '../api-deps.ts';
import { alarmOf, debriefOf } from './past-rows.ts';

type Deps = Pick<ApiDeps, 'core' | 'queries'>;

/** A debrief's facts as one reader gets them, and the debriefs besides it that are of the same incident. */
export interface TogetherRead {
  readonly facts: readonly StoredFact[];
  readonly others: readonly Debrief[];
  /** The alarms that the reader is told of with it, in the order of the debriefs. */
  readonly alarms: readonly Alarm[];
  /** Others of which something is given out as well: that is a reading of each. */
  readonly readToo: readonly Debrief[];
  /** Those whose actions and decisions are this worker's too. */
  readonly leads: readonly Debrief[];
}

/**
 * Its worker reads what was written for all while it was held within another one; everybody else reads each debrief by itself, where its own worker
 * sees that they have.
 */
export async function readTogether(deps: Deps, debrief: Debrief, reader: PersonId): Promise<TogetherRead> {
  const own = await allFactsAbout(deps.queries, debrief.debrief);
  const others = await othersOf(deps, debrief);
  const state = deps.core.committed;
  const relation = relationTo(state, debrief, reader);
  // Whoever holds them together has the incident whole where it is led; its workers have their own.
  const isWhole = relation === 'owner' && joiningOf(debrief) === undefined;
  const readToo = isWhole ? others : [];
  const alarms = await alarmsOf(deps, [debrief, ...readToo]);
  if (relation !== 'worker') return { facts: own, others, alarms, readToo, leads: [] };
  const leads: Debrief[] = [];
  const shared: StoredFact[] = [];
  for (const joining of debrief.joinings ?? []) {
    const lead = await debriefOf(deps, joining.into);
    if (lead === undefined || isHiddenFrom(state, lead, reader)) continue;
    if (!leads.some((one) => one.debrief === lead.debrief)) leads.push(lead);
    shared.push(...sharedFacts(await allFactsAbout(deps.queries, joining.into), joining));
  }
  const facts = [...new Map([...own, ...shared].map((fact) => [fact.seq, fact])).values()].sort((a, b) => a.seq - b.seq);
  return { facts, others, alarms, readToo, leads };
}

/** What it is that is read of telling a regulator: for the worker of one that is held within another, what was decided where it is led. */
export async function readDuty(
  deps: Deps,
  debrief: Debrief,
  reader: PersonId,
): Promise<Pick<TogetherRead, 'facts'> & { readonly debrief: Debrief }> {
  const state = deps.core.committed;
  const isLed = relationTo(state, debrief, reader) === 'worker' && isAskedElsewhere(debrief);
  const lead = isLed ? await debriefOf(deps, leadIdOf(debrief)) : undefined;
  const asked = lead === undefined ? debrief : asAsked(state, debrief, lead);
  return { debrief: asked, facts: await allFactsAbout(deps.queries, asked === debrief ? debrief.debrief : leadIdOf(debrief)) };
}

async function alarmsOf(deps: Deps, debriefs: readonly Debrief[]): Promise<Alarm[]> {
  const ids = debriefs.flatMap(({ alarms }): readonly AlarmId[] => alarms);
  return (await Promise.all(ids.map((id) => alarmOf(deps, id)))).filter((alarm) => alarm !== undefined);
}

/** The other debriefs of the incident, the leading one first; open or completed. */
async function othersOf(deps: Deps, debrief: Debrief): Promise<Debrief[]> {
  const joining = joiningOf(debrief);
  const lead = joining === undefined ? debrief : await debriefOf(deps, joining.into);
  const ids: readonly DebriefId[] = [...(joining === undefined ? [] : [joining.into]), ...(lead?.members ?? [])];
  const all = await Promise.all(ids.filter((id) => id !== debrief.debrief).map((id) => debriefOf(deps, id)));
  return all.filter((one) => one !== undefined);
}
