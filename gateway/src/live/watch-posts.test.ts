import { expect, test } from 'vitest';
import type { GrantId, PersonId, PlaceId, PolicyId, RotaId } from '../base/ids.ts';
import type { Role } from '../contract/organisation.ts';
import { State } from '../domain/state.ts';
import { isWatched, watchPosts } from './watch-posts.ts';

// as (all in this file): ids by hand.
const id = (place: string): PlaceId => place as PlaceId;

interface House {
  /** Who was granted what where; absent: everywhere. */
  readonly grants: readonly (readonly [role: Role, place?: string])[];
  readonly emergency?: Readonly<Record<string, string>>;
  readonly gone?: readonly string[];
  /** Policies that call Cai, by name or by an override of a rota that ends at 10. */
  readonly called?: readonly { readonly place?: string; readonly to: 'person' | 'rota' }[];
}

/** Two sites: `north` with the buildings `a` and `b`, `south` with `c`. Each grant is one more person's: p0, p1 … */
function house({ grants, emergency = {}, gone = [], called = [] }: House): State {
  const state = new State();
  const line = { north: undefined, a: 'north', b: 'north', room: 'a', south: undefined, c: 'south' };
  for (const [place, parent] of Object.entries(line)) {
    const contacts = emergency[place] === undefined ? [] : [emergency[place] as PersonId];
    const more = parent === undefined ? {} : { parent: id(parent) };
    state.places.set(id(place), { place: id(place), name: place, kind: 'room', beacons: [], fallback: [], emergency: contacts, ...more });
  }
  for (const person of [...grants.map((_, i) => `p${String(i)}`), ...Object.values(emergency), ...(called.length > 0 ? ['cai'] : [])]) {
    const value = {
      person: person as PersonId,
      name: person,
      login: person,
      leave: [],
      unavailable: false,
      active: !gone.includes(person),
    };
    state.people.set(value.person, value);
  }
  grants.forEach(([role, place], i) => {
    const grant = { grant: `g${String(i)}` as GrantId, person: `p${String(i)}` as PersonId, role };
    state.grants.set(grant.grant, place === undefined ? grant : { ...grant, place: id(place) });
  });
  called.forEach(({ place, to }, i) => {
    const rota = `r${String(i)}` as RotaId;
    state.rotas.set(rota, { rota, name: rota, zone: 'UTC', shifts: [], overrides: [{ from: 0, to: 10, people: ['cai'] }] });
    const steps = [{ afterMs: 0, targets: [to === 'person' ? { to, person: 'cai' } : { to, rota }] }];
    const policy = { policy: `p${String(i)}` as PolicyId, name: 'p', steps, repeatMs: 30_000 };
    state.policies.set(policy.policy, place === undefined ? policy : { ...policy, place: id(place) });
  });
  state.settle();
  return state;
}

test.each<{ name: string; house: House; at?: number; posts: string[] }>([
  { name: 'where reception was granted, and only there', house: { grants: [['reception', 'a']] }, posts: ['a'] },
  { name: 'every site, where it was granted everywhere', house: { grants: [['reception']] }, posts: ['north', 'south'] },
  {
    name: 'the outer one of two within each other',
    house: {
      grants: [
        ['reception', 'a'],
        ['reception', 'north'],
      ],
    },
    posts: ['north'],
  },
  {
    name: 'each of two beside each other; a manager of the whole site is no third one',
    house: {
      grants: [
        ['reception', 'a'],
        ['reception', 'b'],
        ['manager', 'north'],
      ],
    },
    posts: ['a', 'b'],
  },
  { name: 'a site without reception, as long as somebody may watch there', house: { grants: [['responder', 'c']] }, posts: ['south'] },
  { name: 'also when that is an emergency contact alone', house: { grants: [], emergency: { c: 'eve' } }, posts: ['south'] },
  {
    name: 'also when a policy calls somebody there, by name …',
    house: { grants: [], called: [{ place: 'c', to: 'person' }] },
    posts: ['south'],
  },
  { name: '… or from a rota', house: { grants: [], called: [{ place: 'c', to: 'rota' }] }, posts: ['south'] },
  { name: 'at every site, where one of the house does', house: { grants: [], called: [{ to: 'rota' }] }, posts: ['north', 'south'] },
  {
    name: 'at reception all the same, where there is one',
    house: { grants: [['reception', 'a']], called: [{ place: 'north', to: 'person' }] },
    posts: ['a'],
  },
  { name: 'not where whoever is called has left', house: { grants: [], called: [{ place: 'c', to: 'rota' }], gone: ['cai'] }, posts: [] },
  {
    name: 'not where the last of them was called until now',
    house: { grants: [], called: [{ place: 'c', to: 'rota' }] },
    at: 10,
    posts: [],
  },
  { name: 'not for workers and administrators, who may not watch', house: { grants: [['worker', 'a'], ['administrator']] }, posts: [] },
  { name: 'not for people who have left', house: { grants: [['reception', 'a']], gone: ['p0'] }, posts: [] },
])('a console is expected: $name', ({ house: given, at = 5, posts }) => {
  expect(watchPosts(house(given), at).toSorted()).toEqual(posts);
});

test('a post is watched by whoever covers all of it', () => {
  const state = house({ grants: [] });
  expect(isWatched(state, id('a'), 'everywhere')).toBe(true);
  expect(isWatched(state, id('a'), [id('north')])).toBe(true);
  expect(isWatched(state, id('a'), [id('a')])).toBe(true);
  expect(isWatched(state, id('a'), [id('room')])).toBe(false);
  expect(isWatched(state, id('a'), [id('b'), id('south')])).toBe(false);
  expect(isWatched(state, id('a'), [])).toBe(false);
});
