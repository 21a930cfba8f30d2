import type { DeviceId, PersonId } from '../base/ids.ts';
import type { Device } from '../domain/devices.ts';
import type { Person } from '../domain/people.ts';
import type { StateView } from '../domain/state.ts';

/** Name of the device that a person's phone page is. */
function phoneDeviceId(person: PersonId): DeviceId {
  // as: person ids are made by us from letters and digits, so this fits a device id.
  return `phone-${person}` as DeviceId;
}

export function phoneDeviceOf(state: StateView, person: PersonId): Device | undefined {
  return state.devices.get(phoneDeviceId(person));
}

/**
 * The person's phone page as a device, to be added when they sign in: the first press of a page must not have to wait for the log
 * to take a new device, least of all when the log is away. It proves itself by the session, so it has no secret.
 */
export function newPhoneDevice(person: Person): Device {
  return {
    device: phoneDeviceId(person.person),
    family: 'phone',
    // Without the name: a device is sealed under its own key, which outlives the person's.
    label: 'Phone page',
    worker: person.person,
    place: person.place,
    silent: true,
    // A page is not heard while it is closed: a day, so that no silence of it is a fault.
    heartbeatSeconds: 86_400,
    holdMs: 0,
    revoked: false,
  };
}
