import type { PersonId } from '../base/ids.ts';
import type { DEMO_USERS } from '../contract/organisation.ts';
import type { StateView } from '../domain/state.ts';
import { isLoopback } from './addresses.ts';
import { isActive } from './principal.ts';

/** The settings that name the demo's people: `demo-worker`, `demo-reception`, `demo-manager`. */
export function demoSetting(as: (typeof DEMO_USERS)[number]): string {
  return `demo-${as}`;
}

/** The demo's person of this role, if there is one. */
export function demoPerson(state: StateView, as: (typeof DEMO_USERS)[number]): PersonId | undefined {
  const id = state.settings.get(demoSetting(as))?.value;
  if (typeof id !== 'string') return undefined;
  // as: the setting was written with a person's id; whether there is such a person is looked up here.
  const person = state.people.get(id as PersonId);
  return isActive(person) ? person.person : undefined;
}

/**
 * Sign-in without a password is only for somebody who sits at this very machine. A forwarded request comes from
 * elsewhere, whatever its socket says.
 */
export function isAtThisMachine(peer: { remote: string | undefined; local: string | undefined; forwarded: boolean }): boolean {
  return isLoopback(peer.remote) && isLoopback(peer.local) && !peer.forwarded;
}
