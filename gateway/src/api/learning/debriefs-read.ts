import type { PlaceId } from '../../base/ids.ts';
import type { Debrief } from '../../domain/debrief.ts';
import { joiningOf } from '../../domain/joined.ts';
import { allFactsAbout } from '../all-facts.ts';
import { pagesOf } from '../reports/pages.ts';
import type { Asked } from './alarms-read.ts';
import { toldIn, type Told } from './told.ts';

/**
 * Debriefs that are looked at, the newest first; beyond it the answer says that it was cut short. Each is asked for by itself, some 0.3 ms of
 * the reader thread: with all of them an answer is there within its time on a busy machine too.
 */
export const LEARNING_DEBRIEFS_MAX = 5_000;
/** Debriefs whose facts are asked for at a time: the reader thread answers one after the other, and others ask in between. */
const AT_ONCE = 8;

/** What is kept of a debrief of a real alarm that is over: nothing that says whose it was or who led it. */
export interface DebriefRead extends Told {
  readonly place: PlaceId | undefined;
  readonly at: number;
  readonly isReviewed: boolean;
  readonly welfareLate: boolean;
  readonly debriefLate: boolean;
  readonly followUps: number;
  readonly actions: readonly Debrief['actions'][number]['state'][];
}

/**
 * Debriefs that were opened in the period, newest first; those in the short form (drills, false alarms) are left out, and those that are held within
 * another count there: they are one incident.
 */
export async function debriefsIn(
  { queries, scope, period, pace }: Asked,
  now: number,
): Promise<{ readonly debriefs: readonly DebriefRead[]; readonly cut: boolean }> {
  const debriefs: DebriefRead[] = [];
  let looked = 0;
  for await (const rows of pagesOf(queries, { table: 'debrief', scope, period })) {
    if (looked >= LEARNING_DEBRIEFS_MAX && rows.length > 0) return { debriefs, cut: true };
    // as: rows of the table `debrief` are Debriefs, as they were written.
    const real = rows.flatMap(({ value }) => (value === undefined ? [] : [value as unknown as Debrief])).filter(isReal);
    for (let i = 0; i < real.length; i += AT_ONCE) {
      const slice = real.slice(i, i + AT_ONCE);
      const facts = await Promise.all(slice.map(async (one) => (isWritten(one) ? await allFactsAbout(queries, one.debrief) : [])));
      for (const [n, debrief] of slice.entries()) {
        debriefs.push(readOf(debrief, toldIn(facts[n] ?? []), now));
        await pace.rest();
      }
    }
    looked += rows.length;
  }
  return { debriefs, cut: false };
}

function isReal(debrief: Debrief): boolean {
  return !debrief.drill && !debrief.short && debrief.endedAt !== undefined && joiningOf(debrief) === undefined;
}

/** Has anything been said in it that can be counted? Its facts need not be read else. */
function isWritten({ review, account, actions }: Debrief): boolean {
  return review !== undefined || account !== undefined || actions.length > 0;
}

function readOf(debrief: Debrief, told: Told, now: number): DebriefRead {
  const { place, openedAt, welfare, welfareDue, review, debriefDue, actions } = debrief;
  const reviewed = review?.at ?? (debrief.state === 'completed' ? debrief.completedAt : undefined);
  return {
    ...told,
    place,
    at: openedAt,
    isReviewed: review !== undefined,
    welfareLate: (welfare?.at ?? now) > welfareDue,
    debriefLate: (reviewed ?? now) > debriefDue,
    followUps: followUpsOf(debrief),
    actions: actions.map(({ state }) => state),
  };
}

/** How many looks after the worker were written down; a debrief that knows of none has none. */
function followUpsOf(debrief: object): number {
  const { followUps } = debrief as { readonly followUps?: unknown }; // as: it may stand in the row or not.
  return typeof followUps === 'object' && followUps !== null ? Object.values(followUps).filter((one) => one !== undefined).length : 0;
}
