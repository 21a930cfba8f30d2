import { randomInt } from 'node:crypto';
import { hashOf, newSecret } from '../../access/secrets.ts';
import type { DeviceId } from '../../base/ids.ts';
import type { Device } from '../../domain/devices.ts';

/** Who the canary is to the ways in. Made anew at each start, and nowhere but in this process' memory. */
export interface CanaryIdentity {
  readonly device: Device;
  readonly secret: string;
  /** Tells the presses of this run from those that a broker has kept of one before. */
  readonly boot: number;
}

/**
 * @param name what it is called at a broker of the site's own, whose rights must name it. Undefined: at our own listener a name that
 * nobody can have.
 */
export function newCanaryIdentity(name: string | undefined): CanaryIdentity {
  const secret = newSecret();
  const device: Device = {
    // as: of the form of a device's id, by the configuration's own pattern or by the letters of a secret.
    device: (name ?? `canary-${newSecret()}`) as DeviceId,
    family: 'duress',
    label: 'canary',
    secretHash: hashOf(secret),
    silent: true,
    heartbeatSeconds: 60,
    holdMs: 0,
    revoked: false,
  };
  return { device, secret, boot: randomInt(2 ** 32) };
}
