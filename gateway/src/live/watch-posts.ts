import { PERMISSIONS } from '../access/permissions.ts';
import { isActive } from '../access/principal.ts';
import type { PersonId, PlaceId } from '../base/ids.ts';
import { isWithin, upwards } from '../domain/places.ts';
import { calls } from '../domain/rules/on-call.ts';
import type { StateView } from '../domain/state.ts';
import type { Covered } from './covered.ts';

/**
 * Where a console is expected to be watched, no one within another. A place that reception was granted for is such a post, and where
 * reception was granted everywhere, each site. A site without any reception is one as long as somebody may watch there at all, be it
 * because a policy calls them.
 * Empty when there is no such place: then it is the house that is watched, or not.
 */
export function watchPosts(state: StateView, at: number): readonly PlaceId[] {
  const { places } = state;
  const roots = [...places.values()].filter(({ parent }) => parent === undefined || !places.has(parent)).map(({ place }) => place);
  const posts = new Set<PlaceId>();
  const others = new Set<PlaceId>();
  for (const { person, role, place } of state.grants.values()) {
    if (!PERMISSIONS.watch.for.includes(role) || !isActive(state.people.get(person))) continue;
    const kind = role === 'reception' ? posts : others;
    for (const root of place === undefined ? roots : [place]) if (places.has(root)) kind.add(root);
  }
  const who = (person: PersonId): boolean => isActive(state.people.get(person));
  for (const policy of state.policies.values()) {
    if (!calls(state, policy, { who, at })) continue;
    for (const root of policy.place === undefined ? roots : [policy.place]) if (places.has(root)) others.add(root);
  }
  for (const { place, emergency } of places.values()) if (emergency.some(who)) others.add(place);
  const siteOf = (place: PlaceId): PlaceId => upwards(places, place).at(-1)?.place ?? place;
  const served = new Set([...posts].map(siteOf));
  for (const site of new Set([...others].map(siteOf))) if (!served.has(site)) posts.add(site);
  return [...posts].filter((post) => ![...posts].some((other) => other !== post && isWithin(places, post, other)));
}

/** Would an alarm anywhere at this place reach a console that covers these? */
export function isWatched(state: StateView, post: PlaceId, covered: Covered): boolean {
  return covered === 'everywhere' || covered.some((root) => isWithin(state.places, post, root));
}
