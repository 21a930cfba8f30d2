import type { PlaceId } from '../../base/ids.ts';
import type { Unproven } from '../../contract/supervision.ts';
import type { Device } from '../devices.ts';
import { homeOf } from '../home.ts';
import { upwards } from '../places.ts';
import type { StateView } from '../state.ts';
import { isToBeProven } from '../supervision.ts';
import { placeOfBeacon } from './whereabouts.ts';

/**
 * Why nobody knows that its press would come through; empty: a test press has passed since the last change of anything on its way.
 * Derived: nothing of it is stored but when things changed and when a test press passed.
 */
export function unprovenWhy(state: StateView, device: Device): readonly Unproven[] {
  if (!isToBeProven(device)) return [];
  const proof = state.proofs.get(device.device);
  const provenSeq = proof?.provenSeq;
  if (proof === undefined || provenSeq === undefined) return ['new'];
  const since = (path: string): boolean => (state.paths.get(path)?.seq ?? 0) > provenSeq;
  const common: Unproven[] = [];
  const place = homeOf(state, device);
  if (place !== undefined && since(`place:${place}`)) common.push('place');
  if (device.family === 'radio' && receiversChangedSince(state, device, provenSeq)) common.push('receiver');
  if (since('release')) common.push('release');
  if (since('policy')) common.push('policy');
  return [...proof.changed, ...common];
}

const OF_RECEIVER = 'receiver:';

/**
 * A receiver hears what is in its building. Which one has heard this very button is kept nowhere (promise 9), so that a change of one
 * touches every radio button there; where either of the two stands at no known place, it touches it too.
 */
function receiversChangedSince(state: StateView, device: Device, seq: number): boolean {
  for (const path of state.paths.values()) {
    if (path.seq <= seq || !path.path.startsWith(OF_RECEIVER)) continue;
    const building = buildingOf(state, placeOfBeacon(state, path.path.slice(OF_RECEIVER.length)));
    const own = buildingOf(state, homeOf(state, device));
    if (building === undefined || own === undefined || building === own) return true;
  }
  return false;
}

function buildingOf(state: StateView, place: PlaceId | undefined): string | undefined {
  const line = upwards(state.places, place);
  return (line.find(({ kind }) => kind === 'building') ?? line.at(-1))?.place;
}
