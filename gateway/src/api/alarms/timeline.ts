import { membersOf, type Json } from '../../base/canonical.ts';
import type { DeviceId, PersonId, PlaceId } from '../../base/ids.ts';
import type { TimelineEntry } from '../../contract/alarm.ts';
import { pathOf } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';
import type { StoredFact } from '../../engine/ports/log.ts';

/** Members that say nothing to a reader of the timeline: the alarm itself, engine times, and the debrief, which is read by relation. */
const LEFT_OUT = new Set(['alarm', 'debrief', 'climbT', 'loudT', 'rev', 'said', 'reportedAt']);
/** Below this it is the way through the loop; a commit that takes longer makes a lifeboat. */
const WAITED_MS = 500;
/** Where somebody is. Used while the alarm is open, shown to nobody after. */
const LOCATION = new Set(['lat', 'lon', 'accuracy', 'position']);

/** One fact as a line of the alarm's story. `open`: the alarm is not closed yet; `seesNames`: the reader may know who people are there. */
export function timelineEntry(
  state: StateView,
  fact: StoredFact,
  alarm: { readonly open: boolean; readonly seesNames: boolean },
): TimelineEntry {
  const detail: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(membersOf(fact.data) ?? {})) if (!LEFT_OUT.has(name)) detail[name] = value;
  for (const [name, value] of Object.entries(membersOf(fact.secret?.value) ?? {})) {
    if (alarm.open || !LOCATION.has(name)) detail[name] = value;
  }
  // The text was there, and its key was destroyed since.
  if (fact.secret !== undefined && fact.secret.value === undefined) detail['erased'] = true;
  const { place } = detail;
  // as: an id of something else finds no place.
  if (fact.kind === 'WorkerFound' && typeof place === 'string') detail['path'] = pathOf(state.places, place as PlaceId);
  const names = alarm.seesNames ? namesIn(state, fact.data) : {};
  if (Object.keys(names).length > 0) detail['names'] = names;
  const name = actorName(state, fact.actor);
  const happened = happenedAt(fact);
  const { seq, at, kind, actor } = fact;
  return { seq, at, ...(happened === undefined ? {} : { happened }), kind, actor, ...(name === undefined ? {} : { name }), detail };
}

/** What waited for the log has its own time: of what people said, when they did, of a signal, when it arrived, of a message, when it was known. */
function happenedAt(fact: StoredFact): number | undefined {
  const { said, unrecorded, takenAt, receivedAt, reportedAt } = membersOf(fact.data) ?? {};
  const own = membersOf(said)?.['at'] ?? (unrecorded === true ? takenAt : (receivedAt ?? reportedAt));
  return typeof own === 'number' && fact.at - own >= WAITED_MS ? own : undefined;
}

/** The names of all people whom the fact mentions by id. */
function namesIn(state: StateView, data: Json): Record<string, string> {
  const names: Record<string, string> = {};
  for (const value of Object.values(membersOf(data) ?? {}).flat()) {
    // as: an id of something else finds nobody.
    const person = typeof value === 'string' ? state.people.get(value as PersonId) : undefined;
    if (person !== undefined) names[person.person] = person.name;
  }
  return names;
}

function actorName(state: StateView, actor: string): string | undefined {
  const colon = actor.indexOf(':');
  const id = actor.slice(colon + 1);
  // as (both): actors are written from these ids.
  if (actor.startsWith('person:')) return state.people.get(id as PersonId)?.name;
  if (actor.startsWith('device:')) return state.devices.get(id as DeviceId)?.label;
  return undefined;
}
