import type { PersonId } from '../../base/ids.ts';
import { administers } from '../administrators.ts';
import type { Device } from '../devices.ts';
import type { StateView } from '../state.ts';

/** May this person put the device into test mode: its worker, or an administrator where it has no worker. */
export function isPersonal(state: StateView, device: Device, person: PersonId): boolean {
  if (device.worker !== undefined) return device.worker === person;
  return administers(state, person);
}
