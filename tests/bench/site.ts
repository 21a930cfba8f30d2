import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Passwords } from '../../gateway/src/access/passwords.ts';
import { hashOf } from '../../gateway/src/access/secrets.ts';
import { SystemClock } from '../../gateway/src/base/clock.ts';
import { inputIdFrom, RandomIds, type DeviceId, type GrantId, type PersonId, type PlaceId } from '../../gateway/src/base/ids.ts';
import { JsonLines } from '../../gateway/src/base/log.ts';
import type { Change } from '../../gateway/src/domain/input.ts';
import { DEFAULT_POLICY } from '../../gateway/src/domain/policy.ts';
import { Engine } from '../../gateway/src/engine/engine.ts';
import { SqliteStore } from '../../gateway/src/store/sqlite/store.ts';

export const RECEPTION = 'reception';
export const PASSWORD = 'a password for the bench alone';
/** Rooms; devices stand in them in turn. */
const ROOMS = 200;
/** Workers of one manager. */
const TEAM = 100;
/** Changes of one `save`. */
const SLICE = 1_000;

export function deviceId(index: number): string {
  return `bench-${index}`;
}

export function secretOf(device: string): string {
  return `0123456789abcdef-0123456789abcdef-${device}`;
}

/** Where a bench folder has what: the same layout as a real one. */
export function placesIn(folder: string): { readonly data: string; readonly masterKeyFile: string } {
  return { data: join(folder, 'data'), masterKeyFile: join(folder, 'keys', 'master.key') };
}

/** Writes a site with so many devices, each with a worker of its own who has a manager, through the gateway's own loop. */
export async function buildSite(folder: string, devices: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { data, masterKeyFile } = placesIn(folder);
  const clock = new SystemClock();
  const ids = new RandomIds(() => clock.wall());
  const events = new JsonLines(clock, () => true);
  const store = new SqliteStore({ folder: data, masterKeyFile, clock, events });
  const fail = (error: unknown): void => {
    throw new Error('the site could not be written', { cause: error });
  };
  const core = new Engine({ log: store.log, clock, ids, policy: DEFAULT_POLICY, events, onBroken: fail });
  await core.start();
  const changes = [...(await people()), ...places(), ...workers(devices)];
  for (let from = 0; from < changes.length; from += SLICE) {
    const id = inputIdFrom(ids);
    const reply = await core.submit({ id, type: 'save', actor: 'bench', changes: changes.slice(from, from + SLICE) });
    if (reply.outcome === 'refused') throw new Error(`the site was refused: ${reply.code} ${reply.detail ?? ''}`);
  }
  await core.stop();
  await store.close();
}

// as (all below): the bench's ids are written by hand.
function person(id: string, name: string, manager?: string): Change {
  const value = { person: id as PersonId, name, login: id, leave: [], unavailable: false, active: true };
  return { put: 'person', value: manager === undefined ? value : { ...value, manager: manager as PersonId } };
}

async function people(): Promise<Change[]> {
  const password = await new Passwords().hash(PASSWORD);
  return [
    person('director', 'Dana Director'),
    person(RECEPTION, 'Robin Reception', 'director'),
    { put: 'credential', value: { person: RECEPTION as PersonId, password } },
    { put: 'grant', value: { grant: 'director-administrator' as GrantId, person: 'director' as PersonId, role: 'administrator' } },
    { put: 'grant', value: { grant: 'director-manager' as GrantId, person: 'director' as PersonId, role: 'manager' } },
  ];
}

function places(): Change[] {
  const common = { beacons: [], fallback: [], emergency: [] };
  const protocol = 'Do not go in alone. Call the room first. If nobody answers in ten seconds, send two people and call 000.';
  const site = 'site' as PlaceId;
  const director = 'director' as PersonId;
  const top = { place: site, name: 'Harbour Street', kind: 'site' as const, zone: 'Australia/Sydney', protocol };
  const rooms = Array.from({ length: ROOMS }, (_, i): Change => {
    const value = { ...common, place: `room-${i}` as PlaceId, name: `Interview room ${i}`, kind: 'room' as const, parent: site };
    return { put: 'place', value };
  });
  return [
    { put: 'place', value: { ...common, ...top, responsible: director, fallback: [director], emergency: [director] } },
    ...rooms,
    { put: 'grant', value: { grant: 'reception' as GrantId, person: RECEPTION as PersonId, role: 'reception', place: site } },
  ];
}

function workers(devices: number): Change[] {
  return Array.from({ length: devices }, (_, i): Change[] => {
    const team = Math.floor(i / TEAM);
    const manager = `manager-${team}`;
    const worker = `worker-${i}`;
    const device = {
      device: deviceId(i) as DeviceId,
      family: 'duress' as const,
      label: `Button of worker ${i}`,
      worker: worker as PersonId,
      place: `room-${i % ROOMS}` as PlaceId,
      secretHash: hashOf(secretOf(deviceId(i))),
      silent: true,
      heartbeatSeconds: 60,
      holdMs: 0,
      revoked: false,
    };
    return [
      ...(i % TEAM === 0 ? [person(manager, `Manager ${team}`, 'director')] : []),
      person(worker, `Worker Number ${i}`, manager),
      { put: 'device', value: device },
    ];
  }).flat();
}
