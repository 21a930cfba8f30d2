import type { PersonId, PlaceId } from '../../base/ids.ts';
import type { LiveAlarm } from '../alarm.ts';
import type { Fact } from '../facts/catalogue.ts';

/** Whoever says where the worker was is there and has spoken: nobody asks for another word until as long after this one. */
export function foundBy(alarm: LiveAlarm, { data, at, t }: Extract<Fact, { readonly kind: 'WorkerFound' }>): LiveAlarm {
  const said = data.said ?? { at, t };
  // as (both): ids in facts are the strings that branded ids became.
  const found = { where: data.where, place: data.place as PlaceId | undefined, person: data.by as PersonId, at: said.at };
  return alarm.state === 'here' ? { ...alarm, found, wordT: said.t, reminded: undefined } : { ...alarm, found };
}
