import { rolesOf } from '../../access/permissions.ts';
import type { PersonId } from '../../base/ids.ts';
import type { Me } from '../../contract/organisation.ts';
import { nearest } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';
import { phoneDeviceOf } from '../../access/phone-device.ts';

/** Who the reader is, and what a page may offer them. */
export function meOf(state: StateView, person: PersonId, { demo, push }: { readonly demo: boolean; readonly push: boolean }): Me {
  const row = state.people.get(person);
  const phone = phoneDeviceOf(state, person);
  const call = emergencyNumber(state, phone?.place ?? row?.place, person);
  return {
    person,
    name: row?.name ?? '',
    roles: rolesOf(state, person).map(({ role, place }) => ({ role, ...(place === undefined ? {} : { place }) })),
    tasks: state.debriefs.by('owner', person).filter((debrief) => debrief.state !== 'completed').length,
    demo,
    ...(phone === undefined || phone.revoked ? {} : { phoneDevice: phone.device }),
    ...(call === undefined ? {} : { call }),
    ...(push ? { push } : {}),
  };
}

/** Whom the phone page offers to call when it can not reach the gateway: the nearest emergency contact with a number, never oneself. */
function emergencyNumber(state: StateView, place: Parameters<typeof nearest>[1], caller: PersonId): string | undefined {
  return nearest(state.places, place, (step) =>
    step.emergency
      .filter((person) => person !== caller)
      .map((person) => state.people.get(person)?.phone)
      .find((phone) => phone !== undefined),
  );
}
