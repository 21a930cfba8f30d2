import { demoSetting } from '../access/demo.ts';
import { hashOf, newRadioKey, newSecret } from '../access/secrets.ts';
import type { DeviceId, GrantId, PersonId, PlaceId } from '../base/ids.ts';
import type { Role } from '../contract/organisation.ts';
import type { Device } from '../domain/devices.ts';
import type { Change } from '../domain/input.ts';
import type { Person } from '../domain/people.ts';
import type { Place } from '../domain/places.ts';
import { pinDigest } from '../domain/rules/press.ts';

/** A button of the demo with what its firmware must know. */
export interface DemoButton {
  readonly device: string;
  readonly label: string;
  readonly transport: 'mqtt' | 'serial';
  readonly secret: string;
  readonly radioKey?: string;
}

export interface DemoSite {
  readonly changes: readonly Change[];
  readonly buttons: readonly DemoButton[];
}

// as (all in this file): the demo's ids are written by hand.
const person = (id: string): PersonId => id as PersonId;
const place = (id: string): PlaceId => id as PlaceId;

/** The PINs of the demo's workers, as the demo prints them. */
export const DEMO_PIN = '2468';
export const DEMO_DURESS_PIN = '8642';
/** The receiver of the demo's serial line stands at reception. */
export const DEMO_RECEIVER = 'SIM-1';

/** A small community service: two workers, reception, a manager and her director, four rooms, three buttons; the clocks on its walls go by `zone`. */
export function demoSite(zone = 'Australia/Sydney'): DemoSite {
  const buttons: DemoButton[] = [
    { device: 'button-ana', label: "Ana's button", transport: 'mqtt', secret: newSecret() },
    { device: 'button-room4', label: 'Button under the desk, room 4', transport: 'mqtt', secret: newSecret() },
    { device: 'RADIO-7', label: "Tom's radio button", transport: 'serial', secret: '', radioKey: newRadioKey() },
  ];
  return { changes: [...people(), ...places(zone), ...closePeople(), ...grants(), ...devices(buttons), ...settings()], buttons };
}

function one(id: string, name: string, more: Partial<Person> = {}): Person {
  return { person: person(id), name, login: id, leave: [], unavailable: false, active: true, ...more };
}

/** People first without their places: places name people, and people places. */
function people(): Change[] {
  const line = [one('sam', 'Sam Okafor'), one('ruth', 'Ruth Adler', { manager: person('sam') })];
  const staff = [
    one('ana', 'Ana Ruiz', { manager: person('ruth') }),
    one('tom', 'Tom Berg', { manager: person('ruth') }),
    one('maria', 'Maria Costa', { manager: person('ruth') }),
    one('lee', 'Lee Park', { manager: person('ruth') }),
  ];
  return [...line, ...staff].map((value): Change => ({ put: 'person', value }));
}

function room(id: string, name: string, more: Partial<Place>): Place {
  return { place: place(id), name, kind: 'room', beacons: [], fallback: [], emergency: [], ...more };
}

function places(zone: string): Change[] {
  const protocol =
    'Do not go in alone. Call the room first. If nobody answers in ten seconds, send two people and call 000. Keep the corridor free.';
  const site = room('site', 'Harbour Street', {
    kind: 'site',
    zone,
    jurisdiction: 'AU-NSW',
    language: 'en',
    protocol,
    responsible: person('ruth'),
    fallback: [person('sam'), person('ruth')],
    emergency: [person('ruth'), person('sam')],
  });
  const inside = [
    room('house', 'Main house', { kind: 'building', parent: place('site') }),
    room('ground', 'Ground floor', { kind: 'floor', parent: place('house') }),
    room('reception', 'Reception', { parent: place('ground'), beacons: [DEMO_RECEIVER] }),
    room('room1', 'Interview room 1', { parent: place('ground'), beacons: ['beacon-1'] }),
    room('room4', 'Interview room 4', { parent: place('ground'), beacons: ['beacon-4'] }),
    room('garden', 'Garden office', { parent: place('house') }),
  ];
  return [site, ...inside].map((value): Change => ({ put: 'place', value }));
}

function closePeople(): Change[] {
  const ana = one('ana', 'Ana Ruiz', { manager: person('ruth'), place: place('room1'), phone: '+61 491 570 156' });
  const tom = one('tom', 'Tom Berg', { manager: person('ruth'), place: place('garden') });
  const ruth = one('ruth', 'Ruth Adler', { manager: person('sam'), phone: '+61 491 570 157' });
  const pins = [person('ana'), person('tom')].map((worker): Change => ({
    put: 'credential',
    value: { person: worker, pin: pinDigest(worker, DEMO_PIN), duressPin: pinDigest(worker, DEMO_DURESS_PIN) },
  }));
  return [...[ana, tom, ruth].map((value): Change => ({ put: 'person', value })), ...pins];
}

function grants(): Change[] {
  const given: [string, Role, string?][] = [
    ['sam', 'administrator'],
    ['sam', 'manager'],
    ['ruth', 'manager', 'site'],
    ['maria', 'reception', 'site'],
    ['lee', 'reception', 'site'],
    ['ana', 'worker', 'site'],
    ['tom', 'worker', 'site'],
    ['tom', 'responder', 'site'],
  ];
  return given.map(([who, role, where]): Change => {
    const value = { grant: `${who}-${role}` as GrantId, person: person(who), role };
    return { put: 'grant', value: where === undefined ? value : { ...value, place: place(where) } };
  });
}

function devices(buttons: readonly DemoButton[]): Change[] {
  const belongs: Record<string, Partial<Device>> = {
    'button-ana': { worker: person('ana') },
    'button-room4': { place: place('room4') },
    'RADIO-7': { worker: person('tom') },
  };
  return buttons.map(({ device, label, transport, secret, radioKey }): Change => {
    const family = transport === 'serial' ? 'radio' : 'duress';
    const proof = transport === 'serial' ? { radioKey } : { secretHash: hashOf(secret) };
    const value = {
      device: device as DeviceId,
      family,
      label,
      silent: true,
      heartbeatSeconds: 30,
      holdMs: 0,
      revoked: false,
      ...proof,
    } as const;
    return { put: 'device', value: { ...value, ...belongs[device] } };
  });
}

function settings(): Change[] {
  return [
    { put: 'setting', key: demoSetting('worker'), value: 'ana' },
    { put: 'setting', key: demoSetting('reception'), value: 'maria' },
    { put: 'setting', key: demoSetting('manager'), value: 'ruth' },
  ];
}
