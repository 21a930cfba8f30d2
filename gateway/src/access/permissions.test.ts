import { describe, expect, test } from 'vitest';
import type { GrantId, PersonId, PlaceId, SessionId, TokenId } from '../base/ids.ts';
import { ROLES, TOKEN_SCOPES } from '../contract/organisation.ts';
import { State } from '../domain/state.ts';
import { may, mayAnywhere, PERMISSIONS, reachOf, STANDINGS, VERBS, type Standing, type Verb } from './permissions.ts';
import type { Principal } from './principal.ts';

/** Said once more by hand, cell by cell, so that a changed table is a changed promise. Order of the columns as STANDINGS. */
const EXPECTED: Record<Verb, string> = {
  //               worker responder reception manager administrator emergency-contact wall public-wall signals calendar metrics outputs
  'see-alarms': '-YYYYYYY----',
  'see-names': '-YYYYYY-----',
  'act-on-alarms': '-YYY-Y------',
  watch: '-YYY-Y------',
  'see-faults': '-YYYY-Y-----',
  'act-on-faults': '-YYYY-------',
  'see-history': '--YY--------',
  'see-directory': '-YYYYY------',
  'see-set-up': '--YYY-------',
  'edit-set-up': '----Y-------',
  'see-people': '----Y-------',
  'start-test': '----Y-------',
  'lead-drills': '---YY-------',
  'see-reports': '---YY-------',
  'use-signals': '--------Y---',
  'read-rota': '---------Y--',
  'see-metrics': '----------Y-',
  'read-outputs': '-----------Y',
  'see-learning': '---YY-------',
};

// as (all in this file): ids of this test's own small world.
const SITE = 'site' as PlaceId;
const ROOM = 'room' as PlaceId;
const OTHER = 'other' as PlaceId;
const PERSON = 'p' as PersonId;

function world(standing: Standing, at: PlaceId | undefined): { state: State; principal: Principal } {
  const state = new State();
  const named = standing === 'emergency-contact' && at !== undefined ? [PERSON] : [];
  const place = (id: PlaceId, parent: PlaceId | undefined): void => {
    state.places.set(id, {
      place: id,
      name: id,
      kind: parent === undefined ? 'site' : 'room',
      parent,
      beacons: [],
      fallback: [],
      emergency: id === at ? named : [],
    });
  };
  place(SITE, undefined);
  place(ROOM, SITE);
  place(OTHER, undefined);
  state.people.set(PERSON, { person: PERSON, name: 'P', leave: [], unavailable: false, active: true });
  const role = ROLES.find((one) => one === standing);
  if (role !== undefined) state.grants.set('g' as GrantId, { grant: 'g' as GrantId, person: PERSON, role, place: at });
  const scope = TOKEN_SCOPES.find((one) => one === standing);
  const token = { token: 't' as TokenId, name: 't', scope: scope ?? 'wall', place: at, createdAt: 0, revoked: false };
  if (scope !== undefined) state.tokens.set(token.token, token);
  state.settle();
  const session = { session: 's' as SessionId, person: PERSON, openedAt: 0, expiresAt: 1 };
  return { state, principal: scope === undefined ? { kind: 'person', person: PERSON, session, at: 0 } : { kind: 'token', token } };
}

describe('the table of permissions, cell by cell', () => {
  for (const verb of VERBS) {
    for (const [column, standing] of STANDINGS.entries()) {
      const allowed = EXPECTED[verb][column] === 'Y';
      test(`${standing} ${allowed ? 'may' : 'may not'} ${verb}`, () => {
        const { state, principal } = world(standing, SITE);
        expect(may(state.committed, principal, { verb, place: SITE })).toBe(allowed);
        expect(may(state.committed, principal, { verb, place: ROOM })).toBe(allowed);
        expect(may(state.committed, principal, { verb, place: OTHER })).toBe(false);
        expect(may(state.committed, principal, { verb, place: undefined })).toBe(allowed && PERMISSIONS[verb].unplaced === 'anyone');
        expect(mayAnywhere(state.committed, principal, verb)).toBe(allowed);
        expect(reachOf(state.committed, principal, verb)).toEqual(new Set(allowed ? [SITE, ROOM] : []));
      });
    }
  }
});

test('a grant without a place reaches everywhere, what lies nowhere among it', () => {
  const { state, principal } = world('administrator', undefined);
  for (const place of [SITE, ROOM, OTHER, undefined]) expect(may(state.committed, principal, { verb: 'edit-set-up', place })).toBe(true);
  expect(reachOf(state.committed, principal, 'edit-set-up')).toBe('everywhere');
});

test('whoever has left may nothing, and neither may a revoked token', () => {
  const left = world('reception', undefined);
  left.state.people.set(PERSON, { person: PERSON, name: 'P', leave: [], unavailable: false, active: false });
  left.state.settle();
  expect(may(left.state.committed, left.principal, { verb: 'see-alarms', place: SITE })).toBe(false);
  const token = world('wall', undefined);
  if (token.principal.kind === 'token') token.state.tokens.set(token.principal.token.token, { ...token.principal.token, revoked: true });
  token.state.settle();
  expect(may(token.state.committed, token.principal, { verb: 'see-alarms', place: SITE })).toBe(false);
});
