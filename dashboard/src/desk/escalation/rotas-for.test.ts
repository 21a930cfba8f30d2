import { expect, test } from 'vitest';
import type { RotaView } from '@duress/gateway/contract/escalation.ts';
import type { PlaceNode } from '@duress/gateway/contract/organisation.ts';
import { rotasFor } from './rotas-for.ts';

const place = (id: string, parent?: string): PlaceNode => ({
  place: id,
  name: id,
  kind: 'room',
  ...(parent === undefined ? {} : { parent }),
});
const rota = (id: string, at?: string): RotaView => ({
  rota: id,
  name: id,
  zone: 'UTC',
  shifts: [],
  now: [],
  ...(at === undefined ? {} : { place: at }),
});
const places = [place('site'), place('ward', 'site'), place('room', 'ward'), place('other')];
const rotas = [rota('house'), rota('of-site', 'site'), rota('of-ward', 'ward'), rota('of-room', 'room'), rota('of-other', 'other')];

test.each([
  ['', ['house']],
  ['site', ['house', 'of-site']],
  ['ward', ['house', 'of-site', 'of-ward']],
  ['room', ['house', 'of-site', 'of-ward', 'of-room']],
  ['other', ['house', 'of-other']],
  ['gone', ['house']],
])('a policy for “%s” may tell %j', (at, may) => {
  expect(rotasFor(rotas, at, places).map(({ name }) => name)).toEqual(may);
});

test('places that lie in each other end somewhere', () => {
  expect(rotasFor(rotas, 'a', [place('a', 'b'), place('b', 'a')]).map(({ name }) => name)).toEqual(['house']);
});
