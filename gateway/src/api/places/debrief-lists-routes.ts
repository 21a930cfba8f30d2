import { Type } from 'typebox';
import { actorOf } from '../../access/principal.ts';
import type { PlaceId } from '../../base/ids.ts';
import { DebriefListsBody, type DebriefListsView } from '../../contract/debrief-content.ts';
import { listsAt, type DebriefLists } from '../../domain/debrief-lists.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

const PlaceParam = Type.Object({ place: Type.String() });
const PATH = '/api/v1/places/:place/debrief-lists';

/** What a place offers after an alarm, and which causes it knows. Set-up like any other; no word of a debrief is in it. */
export function debriefListsRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core } = deps;
  const { gate, changes } = tools;

  api.get(PATH, { schema: { params: PlaceParam } }, (request): DebriefListsView => {
    const place = found(deps, request.params.place);
    gate.require(request, 'see-set-up', place);
    return view(deps, place);
  });

  api.put(PATH, { schema: { params: PlaceParam, body: DebriefListsBody } }, async (request): Promise<DebriefListsView> => {
    const place = found(deps, request.params.place);
    const principal = gate.require(request, 'edit-set-up', place);
    const { supports, factors } = request.body;
    const before = core.committed.debriefLists.get(place);
    checkIds(before?.supports, supports);
    checkIds(before?.factors, factors);
    const id = (): string => core.ids.next();
    const value: DebriefLists = {
      place,
      supports: supports.map((one) => ({ ...one, id: one.id ?? id() })),
      factors: factors.map((one) => ({ ...one, id: one.id ?? id() })),
    };
    await changes.save(actorOf(principal), [{ put: 'debrief-lists', value }]);
    return view(deps, place);
  });
}

/** Ids are given here: a body that brings its own could take over what another place's debriefs name. */
function checkIds(before: readonly { readonly id: string }[] = [], now: readonly { readonly id?: string }[]): void {
  const foreign = now.find(({ id }) => id !== undefined && !before.some((one) => one.id === id))?.id;
  if (foreign !== undefined) throw new ProblemError('invalid', { detail: `id: ${foreign}` });
}

function found(deps: ApiDeps, id: string): PlaceId {
  // as: whether there is such a place is what is asked here.
  const place = deps.core.committed.places.get(id as PlaceId);
  if (place === undefined) throw new ProblemError('unknown-place');
  return place.place;
}

function view(deps: ApiDeps, place: PlaceId): DebriefListsView {
  const state = deps.core.committed;
  const own = state.debriefLists.get(place);
  const { supports, factors } = listsAt(state, state.places.get(place)?.parent);
  return {
    place,
    supports: [...(own?.supports ?? [])],
    factors: [...(own?.factors ?? [])],
    inherited: { supports: [...supports], factors: [...factors] },
  };
}
