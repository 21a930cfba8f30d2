import type { PlaceId } from '../../base/ids.ts';
import type { DevicePlace, SignalPath } from '../../contract/signal.ts';
import type { PlaceConfidence } from '../../contract/alarm.ts';
import type { Json } from '../../base/canonical.ts';
import type { Device } from '../devices.ts';
import { homeOf } from '../home.ts';
import type { StateView } from '../state.ts';

/** Where a press came from, best knowledge first: what the device says, who heard it, where it belongs. */
export function whereabouts(
  state: StateView,
  device: Device,
  signal: { readonly place?: DevicePlace | undefined; readonly path: SignalPath },
): { readonly place?: PlaceId | undefined; readonly confidence: PlaceConfidence } {
  const said = placeOfBeacon(state, signal.place?.beacon);
  if (said !== undefined) return { place: said, confidence: 'reported' };
  const heard = placeOfBeacon(state, signal.path.receiver);
  if (heard !== undefined) return { place: heard, confidence: 'heard' };
  const assigned = homeOf(state, device);
  if (assigned !== undefined) return { place: assigned, confidence: 'assigned' };
  return { confidence: 'unknown' };
}

/** The place at which a beacon or receiver stands. */
export function placeOfBeacon(state: StateView, beacon: string | undefined): PlaceId | undefined {
  if (beacon === undefined) return undefined;
  for (const place of state.places.values()) if (place.beacons.includes(beacon)) return place.place;
  return undefined;
}

/** A satellite fix, as it is sealed beside a fact. */
export function fixIn(place: DevicePlace | undefined): Json | undefined {
  if (place?.lat === undefined || place.lon === undefined) return undefined;
  return { lat: place.lat, lon: place.lon, accuracy: place.accuracy };
}
