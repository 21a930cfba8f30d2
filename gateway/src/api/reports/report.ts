import type { PersonPrincipal } from '../../access/principal.ts';
import type { PlaceId } from '../../base/ids.ts';
import { Pace } from '../../base/pace.ts';
import type { Report, ReportQuery } from '../../contract/report.ts';
import { pathOf } from '../../domain/places.ts';
import { isTestable, testRound } from '../../domain/rules/test-round.ts';
import type { StateView } from '../../domain/state.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import { alarmsIn } from './alarms-counted.ts';
import { begunIn, standing } from './faults-counted.ts';
import { isInScope, scopeOf, zoneOf, type Scope } from './scope.ts';

/** In turns of a few ms, however much there is to count: presses never wait for a report. */
export async function reportOf(
  { core, queries, clock }: Pick<ApiDeps, 'core' | 'queries' | 'clock'>,
  reader: PersonPrincipal,
  query: ReportQuery,
): Promise<Report> {
  const state = core.committed;
  const { at } = core.now();
  const period = { from: Number(query.from), to: Number(query.to) };
  if (period.from >= period.to) throw new ProblemError('invalid', { detail: 'from must lie before to' });
  const scope = scopeOf(state, reader, query.place as PlaceId | undefined); // as: whether there is such a place is asked there.
  const zone = zoneOf(state, scope);
  const asked = { state, reader: reader.person, queries, scope, period, at, zone, pace: new Pace(clock) };
  const { cut, ...alarms } = await alarmsIn(asked);
  const past = await begunIn(asked);
  return {
    at,
    ...period,
    path: pathOf(state.places, scope.top),
    zone,
    ...alarms,
    cut: cut || past.cut,
    tests: await testsIn(asked),
    faults: await standing(asked),
    begun: past.begun,
  };
}

async function testsIn({ state, scope, at, pace }: { state: StateView; scope: Scope; at: number; pace: Pace }): Promise<Report['tests']> {
  const stateOf = testRound(state, at);
  let [buttons, untested, never] = [0, 0, 0];
  for (const device of state.devices.values()) {
    if (pace.isDue) await pace.turn();
    if (!isTestable(device)) continue;
    const tested = stateOf(device);
    if (!isInScope(scope, tested.place)) continue;
    buttons += 1;
    if (tested.untested) untested += 1;
    if (tested.lastTest === undefined) never += 1;
  }
  return { buttons, untested, never };
}
