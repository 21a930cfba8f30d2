import { USUAL_DEVICE } from '../../access/new-device.ts';
import type { DeviceId, PersonId, PlaceId } from '../../base/ids.ts';
import type { DeviceBody } from '../../contract/organisation.ts';
import type { Device } from '../../domain/devices.ts';
import type { Loose } from '../loose.ts';

/** What a body makes of a device; its secrets stay what they were. */
export function deviceOf(body: Loose<DeviceBody>, id: DeviceId, before: Device | undefined): Device {
  // as: which people and places there are is checked by the rules.
  return {
    device: id,
    family: body.family,
    label: body.label,
    worker: body.worker as PersonId | undefined,
    place: body.place as PlaceId | undefined,
    secretHash: before?.secretHash,
    radioKey: before?.radioKey,
    silent: body.silent ?? before?.silent ?? USUAL_DEVICE.silent,
    heartbeatSeconds: body.heartbeatSeconds ?? before?.heartbeatSeconds ?? USUAL_DEVICE.heartbeatSeconds,
    holdMs: body.holdMs ?? before?.holdMs ?? USUAL_DEVICE.holdMs,
    revoked: before?.revoked ?? false,
  };
}
