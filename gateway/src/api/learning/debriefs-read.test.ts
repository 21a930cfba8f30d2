import { expect, test } from 'vitest';
import { SystemClock } from '../../base/clock.ts';
import { Pace } from '../../base/pace.ts';
import type { Debrief } from '../../domain/debrief.ts';
import type { Queries, RowQuery } from '../../engine/ports/queries.ts';
import { debriefsIn, LEARNING_DEBRIEFS_MAX } from './debriefs-read.ts';

/** What the disk answers with: so many debriefs of which nothing was written yet. */
function holding(count: number, debrief: Partial<Debrief> = {}): Queries {
  const rows = (query: RowQuery): Promise<unknown[]> => {
    const from = query.cursor === undefined ? 0 : count - query.cursor.at;
    const length = Math.min(query.limit, count - from);
    const value = { drill: false, short: false, endedAt: 1, openedAt: 1, welfareDue: 10, debriefDue: 20, actions: [], ...debrief };
    return Promise.resolve(Array.from({ length }, (_, i) => ({ table: 'debrief', key: 'd', at: count - from - i - 1, value })));
  };
  return { rows } as unknown as Queries; // as: nothing else is asked of it.
}

async function read(queries: Queries, now = 5): Promise<Awaited<ReturnType<typeof debriefsIn>>> {
  const pace = new Pace(new SystemClock());
  return debriefsIn({ queries, scope: { places: undefined, top: undefined }, period: { from: 0, to: 1 }, pace }, now);
}

test.each([
  [LEARNING_DEBRIEFS_MAX, false],
  [LEARNING_DEBRIEFS_MAX + 1, true],
])('of %i debriefs as many are looked at as may be, cut: %s', async (count, cut) => {
  const found = await read(holding(count));
  expect([found.debriefs.length, found.cut]).toEqual([LEARNING_DEBRIEFS_MAX, cut]);
});

test.each<[number, Partial<Debrief>, { welfareLate: boolean; debriefLate: boolean }]>([
  [10, {}, { welfareLate: false, debriefLate: false }],
  [11, {}, { welfareLate: true, debriefLate: false }],
  [21, {}, { welfareLate: true, debriefLate: true }],
  [99, { welfare: { by: 'p' as never, at: 10, version: 1 } }, { welfareLate: false, debriefLate: true }], // as: an id by hand.
])('at %i, with %j: %j', async (now, debrief, late) => {
  expect((await read(holding(1, debrief), now)).debriefs).toMatchObject([late]);
});

test('drills, false alarms and what is still open are left out', async () => {
  for (const one of [{ drill: true }, { short: true }, { endedAt: undefined }]) expect((await read(holding(1, one))).debriefs).toEqual([]);
});
