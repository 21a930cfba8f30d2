import type { PersonId, PlaceId } from '../base/ids.ts';
import { ROLES, TOKEN_SCOPES, type Role } from '../contract/organisation.ts';
import type { Alarm } from '../domain/alarm.ts';
import { downwards, upwards } from '../domain/places.ts';
import { hasTold } from '../domain/reach.ts';
import { calledAt } from '../domain/rules/on-call.ts';
import type { StateView } from '../domain/state.ts';
import { isActive, type PersonPrincipal, type Principal, type TokenPrincipal } from './principal.ts';

/**
 * Why somebody may do something anywhere: a granted role, being named as emergency contact of a place or in an escalation policy for it
 * (whoever is called at night must be able to take the alarm), or the scope of a token.
 */
export const STANDINGS = [...ROLES, 'emergency-contact', ...TOKEN_SCOPES] as const;
export type Standing = (typeof STANDINGS)[number];

export const VERBS = [
  'see-alarms',
  'see-names',
  'act-on-alarms',
  'watch',
  'see-faults',
  'act-on-faults',
  'see-history',
  'see-directory',
  'see-set-up',
  'edit-set-up',
  'see-people',
  'start-test',
  'lead-drills',
  'see-reports',
  'use-signals',
  'read-rota',
  'see-metrics',
  'read-outputs',
  'see-learning',
] as const;
export type Verb = (typeof VERBS)[number];

interface Rule {
  readonly for: readonly Standing[];
  /**
   * What lies at no known place: `anyone` with the verb at any place, or only `everywhere`. An alarm whose place nobody
   * knows must not fall between two receptions; set-up that belongs to no site is nobody's but the whole house's.
   */
  readonly unplaced: 'anyone' | 'everywhere';
}

/** The one table of who may do what. Debriefs are not in it: they are read by relation alone (domain/rules/debrief-rights.ts). */
export const PERMISSIONS: Readonly<Record<Verb, Rule>> = {
  'see-alarms': {
    for: ['responder', 'reception', 'manager', 'administrator', 'emergency-contact', 'wall', 'public-wall'],
    unplaced: 'anyone',
  },
  // A screen that visitors can read shows that there is an alarm and where to go, never whose.
  'see-names': { for: ['responder', 'reception', 'manager', 'administrator', 'emergency-contact', 'wall'], unplaced: 'anyone' },
  'act-on-alarms': { for: ['responder', 'reception', 'manager', 'emergency-contact'], unplaced: 'anyone' },
  // A console counts as watching only if the one before it could take what it shows. A wall screen never does.
  watch: { for: ['responder', 'reception', 'manager', 'emergency-contact'], unplaced: 'anyone' },
  'see-faults': { for: ['responder', 'reception', 'manager', 'administrator', 'wall'], unplaced: 'anyone' },
  'act-on-faults': { for: ['responder', 'reception', 'manager', 'administrator'], unplaced: 'anyone' },
  // Past alarms say much about people; setting devices up needs none of it.
  'see-history': { for: ['reception', 'manager'], unplaced: 'everywhere' },
  'see-directory': { for: ['responder', 'reception', 'manager', 'administrator', 'emergency-contact'], unplaced: 'anyone' },
  'see-set-up': { for: ['reception', 'manager', 'administrator'], unplaced: 'anyone' },
  'edit-set-up': { for: ['administrator'], unplaced: 'everywhere' },
  // Managers see the people below them in the line, which is a relation (people-rights.ts), not a place.
  'see-people': { for: ['administrator'], unplaced: 'everywhere' },
  // Of a device without a worker; of all others, its worker alone (the rules hold this).
  'start-test': { for: ['administrator'], unplaced: 'everywhere' },
  // A drill makes light of presses for an hour: only those who answer for the people there.
  'lead-drills': { for: ['manager', 'administrator'], unplaced: 'everywhere' },
  // How well a place is served, never how somebody has done: counts and spans, small numbers withheld.
  'see-reports': { for: ['manager', 'administrator'], unplaced: 'everywhere' },
  'use-signals': { for: ['signals'], unplaced: 'everywhere' },
  // Shifts as a calendar program subscribes to them. A token for one place reads no rota of the whole house.
  'read-rota': { for: ['calendar'], unplaced: 'everywhere' },
  // Counts of the whole house: they say when an alarm was raised, though never whose or where.
  'see-metrics': { for: ['metrics'], unplaced: 'everywhere' },
  // What lamps and sirens are told by MQTT. What is said of the whole house is for a token of the whole house.
  'read-outputs': { for: ['outputs'], unplaced: 'everywhere' },
  // What a unit learns from its incidents: bands of counts, no people. Those who work there see theirs by that, without a role (learning-rights.ts).
  'see-learning': { for: ['manager', 'administrator'], unplaced: 'everywhere' },
};

/** Whose rights are asked: somebody who is signed in, or any person, as whoever is called at night. */
export type Asker = TokenPrincipal | Pick<PersonPrincipal, 'kind' | 'person' | 'at'>;

/** May this principal do it at this place (with all below it)? Without a place: see `Rule.unplaced`. Asked anew each time; nothing is kept. */
export function may(state: StateView, principal: Asker, asked: { readonly verb: Verb; readonly place: PlaceId | undefined }): boolean {
  return rightsAt(state, principal, asked.place)(asked.verb);
}

/** The same for several verbs at one place and moment: who the principal is there is looked up once. */
export function rightsAt(state: StateView, principal: Asker, place: PlaceId | undefined): (verb: Verb) => boolean {
  const line = upwards(state.places, place).map((step) => step.place);
  const standings = [...standingsOf(state, principal, line)];
  return (verb) => {
    const rule = PERMISSIONS[verb];
    return standings.some(
      ({ standing, at }) =>
        rule.for.includes(standing) && (at === undefined || (line.length === 0 ? rule.unplaced === 'anyone' : line.includes(at))),
    );
  };
}

/**
 * What somebody may do to an alarm because its climb has told them of it, wherever they may do so otherwise: a line manager, or the
 * last one who is left in the house. Not `watch`: what a screen is trusted with hangs on places, not on one alarm.
 */
const TOLD_MAY: readonly Verb[] = ['see-alarms', 'see-names', 'act-on-alarms'];

/** The same of one alarm: what they may do at its place, and, as long as it is open, what those may who were told of it. */
export function rightsOn(state: StateView, principal: Asker, alarm: Alarm): (verb: Verb) => boolean {
  const here = rightsAt(state, principal, alarm.where.place);
  return wasTold(state, principal, alarm) ? asTold(here) : here;
}

export function asTold(here: (verb: Verb) => boolean): (verb: Verb) => boolean {
  return (verb) => here(verb) || TOLD_MAY.includes(verb);
}

/** Has its climb called this person, who is still there? Never its own worker. */
export function wasTold(state: StateView, principal: Asker, alarm: Alarm): boolean {
  if (principal.kind !== 'person' || alarm.state === 'closed' || alarm.worker === principal.person) return false;
  return hasTold(alarm.reach, principal.person) && isActive(state.people.get(principal.person));
}

/** May this principal do it at any place at all? */
export function mayAnywhere(state: StateView, principal: Principal, verb: Verb): boolean {
  return !rootsIn(state, principal, verb).next().done;
}

/** The places at which, with all below them, the principal may do it. */
export function rootsOf(state: StateView, principal: Asker, verb: Verb): 'everywhere' | readonly PlaceId[] {
  const roots = new Set<PlaceId>();
  for (const root of rootsIn(state, principal, verb)) {
    if (root === 'everywhere') return 'everywhere';
    roots.add(root);
  }
  return [...roots];
}

function* rootsIn(state: StateView, principal: Asker, verb: Verb): Generator<'everywhere' | PlaceId, void> {
  const rule = PERMISSIONS[verb];
  for (const { standing, at } of standingsOf(state, principal, undefined)) {
    if (!rule.for.includes(standing)) continue;
    if (at === undefined) yield 'everywhere';
    else if (state.places.has(at)) yield at;
  }
}

/** All places at which the principal may do it: to search and list by. */
export function reachOf(state: StateView, principal: Asker, verb: Verb): 'everywhere' | ReadonlySet<PlaceId> {
  const roots = rootsOf(state, principal, verb);
  return roots === 'everywhere' ? roots : new Set(roots.flatMap((root) => downwards(state.places, root)));
}

/** The roles that a person was granted. */
export function rolesOf(state: StateView, person: PersonId): { readonly role: Role; readonly place?: PlaceId | undefined }[] {
  return state.grants.by('person', person).map(({ role, place }) => ({ role, place }));
}

interface At {
  readonly standing: Standing;
  /** With all below it; absent: everywhere. */
  readonly at?: PlaceId | undefined;
}

/**
 * `line`: only these places matter (a place and all above it); `undefined` or empty: all. One by one, what was granted first: whoever
 * asks for any at all need not look through every place.
 */
function* standingsOf(state: StateView, principal: Asker, line: readonly PlaceId[] | undefined): Generator<At, void> {
  if (principal.kind === 'token') {
    const token = state.tokens.get(principal.token.token);
    if (token !== undefined && !token.revoked) yield { standing: token.scope, at: token.place };
    return;
  }
  const { person, at } = principal;
  if (!isActive(state.people.get(person))) return;
  for (const grant of state.grants.by('person', person)) yield { standing: grant.role, at: grant.place };
  const asked = line === undefined || line.length === 0 ? state.places.values() : line.flatMap((place) => state.places.get(place) ?? []);
  for (const place of asked) if (place.emergency.includes(person)) yield { standing: 'emergency-contact', at: place.place };
  for (const place of calledAt(state, person, at)) yield { standing: 'emergency-contact', at: place };
}
