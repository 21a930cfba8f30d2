import type { DeviceId, PersonId, SessionId } from '../../gateway/src/base/ids.ts';
import { hashOf } from '../../gateway/src/access/secrets.ts';
import type { Device } from '../../gateway/src/domain/devices.ts';
import type { Change } from '../../gateway/src/domain/input.ts';
import { DAY_MS } from '../../gateway/src/base/durations.ts';
import { demoSite } from '../../gateway/src/wiring/demo-site.ts';

/** Two of Ana's, so that one worker can press two; one without a worker; and Tom's. */
export const BUTTONS = ['ana-1', 'ana-2', 'tom-1', 'desk-4'] as const;
export const OPERATORS = ['maria', 'lee'] as const;
export const MANAGERS = ['ruth', 'sam'] as const;

export function cookieOf(person: string): string {
  return `simulated-session-of-${person}`;
}

/** The demo's people and places with buttons and sessions of our own: nothing in it is random. */
export function houseAt(wall: number): readonly Change[] {
  const site = demoSite().changes.filter((change) => !('put' in change && change.put === 'device'));
  const sessions = [...OPERATORS, ...MANAGERS].map((person): Change => {
    // as (both): ids of a story are written by hand.
    const session = hashOf(cookieOf(person)) as SessionId;
    return { put: 'session', value: { session, person: person as PersonId, openedAt: wall, expiresAt: wall + 365 * DAY_MS } };
  });
  return [...site, ...BUTTONS.map((name): Change => ({ put: 'device', value: button(name) })), ...sessions];
}

function button(name: string): Device {
  const worker = name.slice(0, name.indexOf('-'));
  const common = { family: 'duress', label: name, silent: true, heartbeatSeconds: 60, holdMs: 0, revoked: false } as const;
  const device = name as DeviceId; // as (here and below): ids of a story are written by hand.
  return worker === 'desk' ? { ...common, device, place: 'room4' as Device['place'] } : { ...common, device, worker: worker as PersonId };
}
