import { unreachable } from '../../base/assert.ts';
import type { DeviceId, PersonId } from '../../base/ids.ts';
import type { Device } from '../devices.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { SUPERVISION_FACTS } from '../facts/supervision-facts.ts';
import { faultKey, type Fault } from '../fault.ts';
import { homeOf } from '../home.ts';
import type { Person } from '../people.ts';
import type { Place } from '../places.ts';
import type { State } from '../state.ts';
import { OF_FIRMWARE, type OwnChange, type Path } from '../supervision.ts';

export type SupervisionFact = Extract<Fact, { readonly kind: keyof typeof SUPERVISION_FACTS }>;

/** What a fact of supervision makes of faults, and of what is known to be proven. */
export function applySupervision(state: State, fact: SupervisionFact): void {
  // as (all in this function): ids in facts are the strings that branded ids became.
  switch (fact.kind) {
    case 'DeviceFellSilent':
      change(state, faultKey('device-silent', `device:${fact.data.device}`), { easedAt: undefined });
      return;
    case 'DeviceHeardAgain':
      change(state, faultKey('device-silent', `device:${fact.data.device}`), { easedAt: fact.at });
      return;
    case 'PathChanged': {
      const { path, now } = fact.data;
      if (path.startsWith(OF_FIRMWARE)) otherFirmware(state, path.slice(OF_FIRMWARE.length) as DeviceId, now);
      else otherPath(state, { path, now, seq: fact.seq });
      return;
    }
    case 'FaultAcknowledged':
      change(state, fact.data.fault, { acknowledged: { by: fact.data.by as PersonId, at: fact.at } });
      return;
    case 'FaultAssigned':
      change(state, fact.data.fault, { owner: fact.data.owner as PersonId | undefined });
      return;
    case 'FaultShelved': {
      const { fault, by, until, untilT } = fact.data;
      change(state, fault, { shelved: { by: by as PersonId, until, untilT } });
      return;
    }
    case 'FaultUnshelved':
      change(state, fact.data.fault, { shelved: undefined });
      return;
    default:
      unreachable(fact);
  }
}

function change(state: State, key: string, more: Partial<Fault>): void {
  const fault = state.faults.get(key);
  if (fault !== undefined) state.faults.set(key, { ...fault, ...more });
}

/** A device was saved: what of it makes its last test press say nothing any more. */
export function unprovenBySaving(state: State, before: Device | undefined, after: Device): void {
  if (before === undefined) return;
  const isOtherKey = before.secretHash !== after.secretHash || before.radioKey !== after.radioKey || (before.revoked && !after.revoked);
  const changes: OwnChange[] = [
    ...(isOtherKey ? (['key'] as const) : []),
    ...(homeOf(state, before) === homeOf(state, after) ? [] : (['moved'] as const)),
  ];
  if (changes.length > 0) changed(state, after.device, changes);
}

/** Somebody was saved: with them moves what they carry. */
export function unprovenByPerson(state: State, before: Person | undefined, after: Person): void {
  if (before === undefined || before.place === after.place) return;
  for (const device of state.devices.by('worker', after.person)) if (device.place === undefined) changed(state, device.device, ['moved']);
}

/** A place was saved: it lies elsewhere now, or other beacons and receivers say that somebody is there. */
export function unprovenByPlace(state: State, { before, after, seq }: { before: Place | undefined; after: Place; seq: number }): void {
  const wasSo = before?.parent === after.parent && before?.beacons.toSorted().join('\n') === after.beacons.toSorted().join('\n');
  if (before === undefined || wasSo) return;
  const path = `place:${after.place}`;
  state.paths.set(path, { path, now: 'changed', seq });
}

/** A test press has passed through: what stands now is proven. */
export function provenByTest(state: State, device: DeviceId, seq: number): void {
  state.proofs.set(device, { device, provenSeq: seq, changed: [], firmware: state.proofs.get(device)?.firmware });
}

/** What had said nothing of what runs in it, and now does, is the same as before. */
function otherPath(state: State, path: Path): void {
  const before = state.paths.get(path.path);
  state.paths.set(path.path, before?.now === '' ? { ...path, seq: before.seq } : path);
}

function otherFirmware(state: State, device: DeviceId, firmware: string): void {
  changed(state, device, ['firmware']);
  state.proofs.set(device, { device, changed: [], ...state.proofs.get(device), firmware });
}

/** Before the first test press everything is new, whatever changes. */
function changed(state: State, device: DeviceId, changes: readonly OwnChange[]): void {
  const proof = state.proofs.get(device);
  if (proof?.provenSeq === undefined) return;
  state.proofs.set(device, { ...proof, changed: [...new Set([...proof.changed, ...changes])] });
}
