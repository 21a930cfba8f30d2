import { RADIO_ID_BYTES } from '../contract/radio/codes.ts';
import type { Device } from '../domain/devices.ts';
import { hashOf, newRadioKey, newSecret } from './secrets.ts';

/** A button of which set-up says nothing more: heard each minute, silent, held for 0.6 s. */
export const USUAL_DEVICE = { heartbeatSeconds: 60, holdMs: 600, silent: true } as const;

/** Why a device of this id and family can't be added by set-up, and which of the two it is about; undefined when it can. */
export function newDeviceProblem({
  device,
  family,
}: Pick<Device, 'device' | 'family'>): { readonly of: 'device' | 'family'; readonly problem: string } | undefined {
  if (family === 'phone') return { of: 'family', problem: 'a phone page is added when its worker signs in' };
  if (family === 'radio' && device.length > RADIO_ID_BYTES) {
    return { of: 'device', problem: `a radio id has at most ${RADIO_ID_BYTES} characters` };
  }
  return undefined;
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
