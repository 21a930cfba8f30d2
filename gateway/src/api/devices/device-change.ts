import { newRadioKey, newSecret, hashOf } from '../../access/secrets.ts';
import type { DeviceId, PersonId, PlaceId } from '../../base/ids.ts';
import type { DeviceBody } from '../../contract/organisation.ts';
import type { Device } from '../../domain/devices.ts';
import type { Loose } from '../loose.ts';

/** Radio frames carry eight bytes of device id (device protocol, over serial). */
export const RADIO_ID_MAX = 8;
/** Seconds between two heartbeats, and milliseconds to hold the button, where set-up does not say. */
const HEARTBEAT_SECONDS = 60;
const HOLD_MS = 600;

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
    silent: body.silent ?? before?.silent ?? true,
    heartbeatSeconds: body.heartbeatSeconds ?? before?.heartbeatSeconds ?? HEARTBEAT_SECONDS,
    holdMs: body.holdMs ?? before?.holdMs ?? HOLD_MS,
    revoked: before?.revoked ?? false,
  };
}

/** A device with a new secret, which is given out once. Families that prove themselves otherwise get an empty one. */
export function withNewSecret(device: Device): { readonly device: Device; readonly secret: string } {
  switch (device.family) {
    case 'duress': {
      const secret = newSecret();
      return { device: { ...device, secretHash: hashOf(secret), radioKey: undefined }, secret };
    }
    case 'radio': {
      const radioKey = newRadioKey();
      return { device: { ...device, radioKey, secretHash: undefined }, secret: radioKey };
    }
    // A phone page proves itself by its session, an integration by its token.
    case 'phone':
    case 'http':
      return { device: { ...device, secretHash: undefined, radioKey: undefined }, secret: '' };
  }
}
