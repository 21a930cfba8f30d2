import type { PlaceId } from '../base/ids.ts';
import type { Device } from './devices.ts';
import type { StateView } from './state.ts';

/** Where a device belongs: at a place of its own, or where its worker does. */
export function homeOf(state: Pick<StateView, 'people'>, { place, worker }: Pick<Device, 'place' | 'worker'>): PlaceId | undefined {
  return place ?? (worker === undefined ? undefined : state.people.get(worker)?.place);
}
