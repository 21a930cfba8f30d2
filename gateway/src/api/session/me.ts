import { rolesOf } from '../../access/permissions.ts';
import type { PersonId } from '../../base/ids.ts';
import type { Me } from '../../contract/organisation.ts';
import { administers } from '../../domain/administrators.ts';
import { joiningOf } from '../../domain/joined.ts';
import { nearest } from '../../domain/places.ts';
import { overdueFor } from '../../domain/views/overdue-view.ts';
import type { Holidays } from '../../domain/holidays.ts';
import type { StateView } from '../../domain/state.ts';
import type { Reader } from '../../domain/views/reader.ts';
import { phoneDeviceOf } from '../../access/phone-device.ts';

interface House {
  readonly demo: boolean;
  readonly push: boolean;
  /** Epoch ms. */
  readonly at: number;
  readonly holidays: Holidays | undefined;
}

/** Who the reader is, and what a page may offer them. */
export function meOf(state: StateView, person: PersonId, { demo, push, at, holidays }: House): Me {
  const row = state.people.get(person);
  const phone = phoneDeviceOf(state, person);
  const call = emergencyNumber(state, phone?.place ?? row?.place, person);
  return {
    person,
    name: row?.name ?? '',
    roles: rolesOf(state, person).map(({ role, place }) => ({ role, ...(place === undefined ? {} : { place }) })),
    tasks: state.debriefs.by('owner', person).filter((debrief) => debrief.state !== 'completed' && joiningOf(debrief) === undefined).length,
    demo,
    ...(phone === undefined || phone.revoked ? {} : { phoneDevice: phone.device }),
    ...(call === undefined ? {} : { call }),
    ...(push ? { push } : {}),
    ...overdueOf(state, { person, at, holidays }),
  };
}

/** For whoever stands above somebody or administers a place: the number, also where it is none. */
function overdueOf(state: StateView, reader: Reader): Pick<Me, 'overdue'> {
  const { person } = reader;
  const isAbove = [...state.people.values()].some((one) => one.manager === person);
  if (!isAbove && !administers(state, person)) return {};
  return { overdue: overdueFor(state, reader).total };
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
