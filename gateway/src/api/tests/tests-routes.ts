import { reachOf } from '../../access/permissions.ts';
import { actorOf, type PersonPrincipal } from '../../access/principal.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import type { PlaceId } from '../../base/ids.ts';
import { LIST_ROWS_MAX } from '../../contract/organisation.ts';
import { TestPolicyBody, TestQuery, type TestPage, type TestPolicyRow, type TestRow } from '../../contract/test-round.ts';
import type { Device } from '../../domain/devices.ts';
import { isWithin, pathOf } from '../../domain/places.ts';
import { isTestable, ownTestPolicy, testPolicyKey, testRound, type TestState } from '../../domain/rules/test-round.ts';
import type { StateView } from '../../domain/state.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

interface Button {
  readonly device: Device;
  readonly state: TestState;
}

/** Which buttons were tested, and how often they have to be. */
export function testsRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core } = deps;
  const { gate, changes } = tools;

  api.get('/api/v1/tests', { schema: { querystring: TestQuery } }, (request) => page(deps, gate.person(request), request.query));

  api.put('/api/v1/tests/policy', { schema: { body: TestPolicyBody } }, async (request, reply) => {
    // as: whether there is such a place is asked here.
    const place = request.body.place as PlaceId | undefined;
    const principal = gate.require(request, 'edit-set-up', place);
    if (place !== undefined && !core.committed.places.has(place)) throw new ProblemError('unknown-place');
    const { every } = request.body;
    const value = every === 'as-above' ? null : every;
    await changes.save(actorOf(principal), [{ put: 'setting', key: testPolicyKey(place), value }]);
    return reply.code(204).send();
  });
}

function page(deps: ApiDeps, principal: PersonPrincipal, query: TestQuery): TestPage {
  const state = deps.core.committed;
  const stateOf = testRound(state, deps.core.now().at);
  const reach = reachOf(state, principal, 'see-reports');
  if (reach !== 'everywhere' && reach.size === 0) throw new AccessRefusal('not-allowed');
  const mine: Button[] = [];
  for (const device of state.devices.values()) {
    if (!isTestable(device)) continue;
    const tested = stateOf(device);
    const isMine = reach === 'everywhere' || (tested.place !== undefined && reach.has(tested.place));
    // as: looked up; an id that is none has nothing within it.
    const isAsked = query.place === undefined || isWithin(state.places, tested.place, query.place as PlaceId);
    if (isMine && isAsked) mine.push({ device, state: tested });
  }
  const untested = mine.filter((button) => button.state.untested);
  const listed = sorted(state, query.all === 'yes' ? mine : untested, query.sort ?? 'due');
  return {
    rows: listed.slice(0, LIST_ROWS_MAX).map((button) => rowOf(state, button)),
    total: listed.length,
    buttons: mine.length,
    untested: untested.length,
    policies: policiesOf(state, reach),
  };
}

function sorted(state: StateView, buttons: readonly Button[], by: NonNullable<TestQuery['sort']>): Button[] {
  const name = ({ device }: Button): string => (device.worker === undefined ? '' : (state.people.get(device.worker)?.name ?? ''));
  const path = (button: Button): string => pathOf(state.places, button.state.place).join(' ');
  const text = by === 'place' ? path : name;
  return [...buttons].sort((a, b) =>
    by === 'due' ? (a.state.dueAt ?? Infinity) - (b.state.dueAt ?? Infinity) || byText(name(a), name(b)) : byText(text(a), text(b)),
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rowOf(state: StateView, { device, state: tested }: Button): TestRow {
  const who = device.worker === undefined ? undefined : state.people.get(device.worker)?.name;
  return {
    device: device.device,
    label: device.label,
    ...(who === undefined ? {} : { who }),
    path: pathOf(state.places, tested.place),
    every: tested.every,
    ...(tested.lastTest === undefined ? {} : { lastTest: tested.lastTest }),
    ...(tested.dueAt === undefined ? {} : { dueAt: tested.dueAt }),
    untested: tested.untested,
  };
}

/** The house's first, then those of the places that the reader may see. */
function policiesOf(state: StateView, reach: 'everywhere' | ReadonlySet<PlaceId>): TestPolicyRow[] {
  const house = ownTestPolicy(state);
  const ofHouse: TestPolicyRow[] = house === undefined ? [] : [{ path: [], every: house }];
  const ofPlaces = [...state.places.values()].flatMap(({ place }): TestPolicyRow[] => {
    const every = ownTestPolicy(state, place);
    const isMine = reach === 'everywhere' || reach.has(place);
    return every === undefined || !isMine ? [] : [{ place, path: pathOf(state.places, place), every }];
  });
  return [...ofHouse, ...ofPlaces];
}
