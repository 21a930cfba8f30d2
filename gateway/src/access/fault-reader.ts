import type { AlarmId, DeviceId, PersonId } from '../base/ids.ts';
import type { FaultView } from '../contract/feed.ts';
import type { Fault } from '../domain/fault.ts';
import { homeOf } from '../domain/home.ts';
import type { StateView } from '../domain/state.ts';
import { faultView } from '../domain/views/fault-view.ts';
import { isOwnAndOpen } from '../domain/views/own-alarm-view.ts';
import { rightsAt } from './permissions.ts';
import type { Principal } from './principal.ts';

/** How the subject of a device's fault begins, and of one of an alarm. */
const OF_DEVICE = 'device:';
const OF_ALARM = 'alarm:';

/** What the own alarm is short of says that there is one, and how it climbs: both differ by which PIN was given. */
export function isOfOwnAlarm(state: StateView, person: PersonId | undefined, { subject }: Pick<Fault, 'subject'>): boolean {
  if (!subject.startsWith(OF_ALARM) || person === undefined) return false;
  const alarm = state.alarms.get(subject.slice(OF_ALARM.length) as AlarmId); // as: looked up; an id that is none has no alarm.
  return alarm !== undefined && isOwnAndOpen(alarm, person);
}

export function mayReadFault(state: StateView, principal: Principal, fault: Fault): boolean {
  const person = principal.kind === 'person' ? principal.person : undefined;
  return rightsAt(state, principal, fault.place)('see-faults') && !isOfOwnAlarm(state, person, fault);
}

/** A technical matter as this reader may see it; undefined when it is not theirs to see. */
export function faultViewFor(state: StateView, principal: Principal, fault: Fault): FaultView | undefined {
  if (!mayReadFault(state, principal, fault)) return undefined;
  const has = rightsAt(state, principal, fault.place);
  const actor = principal.kind === 'person' && has('act-on-faults') ? principal.person : undefined;
  return faultView(state, fault, { label: labelFor(state, principal, fault), actor, seesNames: has('see-names') });
}

/** A device goes by its own label, often its wearer's name, for those who may see names where it is; else by its id. */
function labelFor(state: StateView, principal: Principal, { subject, label }: Fault): string {
  if (!subject.startsWith(OF_DEVICE)) return label;
  const id = subject.slice(OF_DEVICE.length) as DeviceId; // as: looked up; an id that is none has no device.
  const device = state.devices.get(id);
  if (device === undefined) return label;
  return rightsAt(state, principal, homeOf(state, device))('see-names') ? device.label : id;
}
