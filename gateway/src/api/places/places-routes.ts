import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { actorOf } from '../../access/principal.ts';
import { reachOf } from '../../access/permissions.ts';
import type { PersonId, PlaceId } from '../../base/ids.ts';
import { PlaceBody, type HolidayRegion, type PlaceNode } from '../../contract/organisation.ts';
import { upwards, type Place } from '../../domain/places.ts';
import { created, type Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

const PlaceParam = Type.Object({ place: Type.String() });

/** Sites, buildings, floors and rooms. */
export function placesRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core } = deps;
  const { gate, changes } = tools;

  api.get('/api/v1/places', (request) => visiblePlaces(deps, gate, request));

  api.get('/api/v1/holiday-regions', (request): readonly HolidayRegion[] => {
    gate.person(request);
    return deps.policy.holidays?.regions() ?? [];
  });

  api.post('/api/v1/places', { schema: { body: PlaceBody } }, async (request, reply): Promise<PlaceNode> => {
    // as: which places there are is checked by the rules.
    const principal = gate.require(request, 'edit-set-up', request.body.parent as PlaceId | undefined);
    // as: the id is given here.
    const id = core.ids.next() as PlaceId;
    await changes.save(actorOf(principal), [{ put: 'place', value: placeOf(request.body, id) }]);
    created(reply, `/api/v1/places/${id}`);
    return node(found(deps, id));
  });

  api.put('/api/v1/places/:place', { schema: { params: PlaceParam, body: PlaceBody } }, async (request): Promise<PlaceNode> => {
    const before = found(deps, request.params.place);
    gate.require(request, 'edit-set-up', before.place);
    // as: which places there are is checked by the rules. Moving a place takes rights at both ends.
    const principal = gate.require(
      request,
      'edit-set-up',
      before.parent === request.body.parent ? before.place : (request.body.parent as PlaceId | undefined),
    );
    await changes.save(actorOf(principal), [{ put: 'place', value: placeOf(request.body, before.place) }]);
    return node(found(deps, before.place));
  });

  api.delete('/api/v1/places/:place', { schema: { params: PlaceParam } }, async (request, reply) => {
    const before = found(deps, request.params.place);
    const principal = gate.require(request, 'edit-set-up', before.place);
    await changes.save(actorOf(principal), [{ remove: 'place', key: before.place }]);
    return reply.code(204).send();
  });
}

/** What the reader may see anything of, and what that lies in, so that the tree has its trunk. Who is told at night is for set-up alone. */
function visiblePlaces(deps: ApiDeps, gate: Gate, request: FastifyRequest): PlaceNode[] {
  const principal = gate.person(request);
  const state = deps.core.committed;
  const alarms = reachOf(state, principal, 'see-alarms');
  const whole = reachOf(state, principal, 'see-set-up');
  const places = [...state.places.values()];
  const shown = new Set<PlaceId>();
  for (const place of places) {
    const inReach = alarms === 'everywhere' || whole === 'everywhere' || alarms.has(place.place) || whole.has(place.place);
    const own = gate.row(principal).place === place.place;
    if (inReach || own) for (const step of upwards(state.places, place.place)) shown.add(step.place);
  }
  return places
    .filter((place) => shown.has(place.place))
    .map((place) => (whole === 'everywhere' || whole.has(place.place) ? node(place) : bare(place)));
}

function found(deps: ApiDeps, id: string): Place {
  // as: whether there is such a place is what is asked here.
  const place = deps.core.committed.places.get(id as PlaceId);
  if (place === undefined) throw new ProblemError('unknown-place');
  return place;
}

export function placeOf(body: PlaceBody, id: PlaceId): Place {
  // as: which people and places there are is checked by the rules.
  return {
    place: id,
    name: body.name,
    kind: body.kind,
    parent: body.parent as PlaceId | undefined,
    responsible: body.responsible as PersonId | undefined,
    protocol: body.protocol,
    beacons: body.beacons ?? [],
    zone: body.zone,
    jurisdiction: body.jurisdiction,
    language: body.language,
    regimes: body.regimes,
    stillThereMinutes: body.stillThereMinutes,
    soundTestHours: body.soundTestHours,
    workHours: body.workHours,
    holidays: body.holidays,
    daysOff: body.daysOff,
    fallback: (body.fallback ?? []) as PersonId[],
    emergency: (body.emergency ?? []) as PersonId[],
  };
}

function bare({ place, name, kind, parent, zone, protocol }: Place): PlaceNode {
  return {
    place,
    name,
    kind,
    ...(parent === undefined ? {} : { parent }),
    ...(zone === undefined ? {} : { zone }),
    ...(protocol === undefined ? {} : { protocol }),
  };
}

function node(row: Place): PlaceNode {
  const { responsible, jurisdiction, language, regimes, stillThereMinutes, soundTestHours } = row;
  const { workHours, holidays, daysOff, beacons, fallback, emergency } = row;
  return {
    ...bare(row),
    ...(responsible === undefined ? {} : { responsible }),
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(language === undefined ? {} : { language }),
    ...(regimes === undefined ? {} : { regimes: [...regimes] }),
    ...(stillThereMinutes === undefined ? {} : { stillThereMinutes }),
    ...(soundTestHours === undefined ? {} : { soundTestHours }),
    ...(workHours === undefined ? {} : { workHours: [...workHours] }),
    ...(holidays === undefined ? {} : { holidays }),
    ...(daysOff === undefined ? {} : { daysOff: [...daysOff] }),
    beacons: [...beacons],
    fallback: [...fallback],
    emergency: [...emergency],
  };
}
