import type { DeviceId, GrantId, PersonId, PlaceId, SessionId, TokenId } from '../../gateway/src/base/ids.ts';
import { hashOf } from '../../gateway/src/access/secrets.ts';
import type { Device } from '../../gateway/src/domain/devices.ts';
import type { Change } from '../../gateway/src/domain/input.ts';
import { DAY_MS } from '../../gateway/src/base/durations.ts';
import { climbAt, TOM } from './climb-house.ts';
import { demoSite } from '../../gateway/src/wiring/demo-site.ts';

/** When each story begins: 2026-03-02, a Monday, 09:00 in Sydney. */
export const BEGIN = Date.UTC(2026, 2, 1, 22);

/** Two of Ana's, so that one worker can press two; one without a worker; and Tom's. */
export const BUTTONS = ['ana-1', 'ana-2', 'tom-1', 'desk-4'] as const;
/** Zones of a panel that brings its signals itself, many at once. */
export const ZONES = ['zone-1', 'zone-2', 'zone-3', 'zone-4', 'zone-5'] as const;
export const OPERATORS = ['maria', 'lee'] as const;
export const MANAGERS = ['ruth', 'sam'] as const;
export const WORKERS = ['ana', 'tom'] as const;
/** A screen that visitors can read. */
export const WALL = 'wall';
const HOUSE_PLACE = 'site' as PlaceId; // as: ids of a story are written by hand.

/** In everything that people write: it may stand under seal alone, and be read by nobody who was not meant. */
export const WRITTEN_WORD = 'between-us';
/** Whatever says who somebody is. */
export const NAMES = /Ana Ruiz|Tom Berg|Maria Costa|Lee Park|Ruth Adler|Sam Okafor|491 570|"(?:ana|tom|maria|lee|ruth|sam)"|(?:ana|tom)-\d/;
/** A fix as devices report it; no other number in a story has these digits. */
export const FIX = { lat: -33.868_82, lon: 151.209_29 } as const;

/** After so long without a touch a console of this site counts no more. Shorter than people stay away, so that it happens in each story. */
export const STILL_THERE_MINUTES = 5;

export function cookieOf(person: string): string {
  return `simulated-session-of-${person}`;
}

export function wallSecret(wall: string): string {
  return `duress_simulated_${wall}`;
}

/** The demo's people and places with buttons and sessions of our own: nothing in it is random. */
export function houseAt(wall: number): readonly Change[] {
  const site = demoSite()
    .changes.filter((change) => !('put' in change && change.put === 'device'))
    .map((change) => ('put' in change && change.put === 'place' && change.value.kind === 'site' ? strict(change) : change));
  const devices = [...BUTTONS, ...ZONES].map((name): Change => ({ put: 'device', value: button(name) }));
  const sessions = [...OPERATORS, ...MANAGERS, ...WORKERS].map((person) => signIn(person, wall));
  const token = hashOf(wallSecret(WALL)) as TokenId; // as: ids of a story are written by hand.
  const screen: Change = { put: 'token', value: { token, name: 'Entrance', scope: 'public-wall', createdAt: wall, revoked: false } };
  const tom = site.flatMap((change) =>
    'put' in change && change.put === 'person' && change.value.person === TOM ? [change.value] : [],
  )[0];
  return [...site, ...devices, ...sessions, screen, ...(tom === undefined ? [] : climbAt(wall, tom))];
}

function strict(change: Extract<Change, { readonly put: 'place' }>): Change {
  return { ...change, value: { ...change.value, stillThereMinutes: STILL_THERE_MINUTES } };
}

export function signIn(person: string, wall: number): Change {
  // as (both): ids of a story are written by hand.
  const session = hashOf(cookieOf(person)) as SessionId;
  return { put: 'session', value: { session, person: person as PersonId, openedAt: wall, expiresAt: wall + 365 * DAY_MS } };
}

export function signOut(person: string): Change {
  return { remove: 'session', key: hashOf(cookieOf(person)) as SessionId }; // as: the id of a session is the hash of its cookie.
}

export function receptionOf(person: string): { readonly given: Change; readonly withdrawn: Change } {
  // as (both): ids of a story are written by hand.
  const grant = `${person}-reception` as GrantId;
  const value = { grant, person: person as PersonId, role: 'reception', place: HOUSE_PLACE } as const;
  return { given: { put: 'grant', value }, withdrawn: { remove: 'grant', key: grant } };
}

/** A slice of an import: the same people each time, because values are absolute. */
export function imported(many: number): readonly Change[] {
  return Array.from({ length: many }, (_, index): Change => {
    const person = `new-${String(index)}` as PersonId; // as: ids of a story are written by hand.
    const name = `Imported ${String(index)}`;
    return { put: 'person', value: { person, name, login: person, leave: [], unavailable: false, active: true } };
  });
}

function button(name: string): Device {
  const worker = name.slice(0, name.indexOf('-'));
  const common = { family: 'duress', label: name, silent: true, heartbeatSeconds: 60, holdMs: 0, revoked: false } as const;
  const device = name as DeviceId; // as (here and below): ids of a story are written by hand.
  if (worker === 'ana' || worker === 'tom') return { ...common, device, worker: worker as PersonId };
  return { ...common, device, place: (worker === 'desk' ? 'room4' : 'room1') as Device['place'] };
}
