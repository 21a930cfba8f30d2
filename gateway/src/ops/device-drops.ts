import type { DeviceId } from '../base/ids.ts';
import type { Device } from '../domain/devices.ts';
import type { Core } from '../engine/ports/core.ts';
import type { DeviceLink } from '../engine/ports/devices.ts';

/** What a connection was let in with. */
type Proof = Pick<Device, 'secretHash' | 'radioKey' | 'revoked'>;

/**
 * Closes the connections of devices that were revoked or got another secret or key, whoever changed them: a page, an import or the
 * command line. Follows the log, so that no way of changing a device has to think of it.
 */
export class DeviceDrops {
  readonly #core: Core;
  readonly #links: readonly Pick<DeviceLink, 'drop'>[];
  /** Of each device that there is, so the set-up bounds it. */
  readonly #proofs = new Map<DeviceId, Proof>();
  #unfollow: (() => void) | undefined;

  constructor(deps: { core: Core; links: readonly Pick<DeviceLink, 'drop'>[] }) {
    this.#core = deps.core;
    this.#links = deps.links;
  }

  start(): void {
    if (this.#unfollow !== undefined) return;
    for (const device of this.#core.committed.devices.values()) this.#proofs.set(device.device, proofOf(device));
    this.#unfollow = this.#core.follow(({ changed }) => {
      // as: the keys of a table are its branded ids.
      for (const key of changed.get('device') ?? []) this.#look(key as DeviceId);
    });
  }

  stop(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
    this.#proofs.clear();
  }

  #look(key: DeviceId): void {
    const before = this.#proofs.get(key);
    const device = this.#core.committed.devices.get(key);
    if (device === undefined) this.#proofs.delete(key);
    else this.#proofs.set(key, proofOf(device));
    // A device that is new can't be connected yet.
    if (before === undefined || (device !== undefined && isSame(before, device))) return;
    for (const link of this.#links) link.drop(key);
  }
}

function proofOf({ secretHash, radioKey, revoked }: Device): Proof {
  return { secretHash, radioKey, revoked };
}

function isSame(before: Proof, now: Proof): boolean {
  return before.secretHash === now.secretHash && before.radioKey === now.radioKey && before.revoked === now.revoked;
}
