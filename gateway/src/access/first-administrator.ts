import { hashOf, newSecret, sameSecret } from './secrets.ts';

/**
 * The one-time key of the first start. It is printed for whoever can read the process's output, and only its hash is
 * kept, in memory: a restart makes a new one. There are no default accounts.
 */
export class FirstAdministratorKey {
  #hash: string | undefined;

  /** A new key; the former one is worth nothing from now on. */
  offer(): string {
    const key = newSecret();
    this.#hash = hashOf(key);
    return key;
  }

  /** Takes the key out if it is the right one, so that two who come at once can not both use it. */
  claim(key: string): boolean {
    if (this.#hash === undefined || !sameSecret(hashOf(key), this.#hash)) return false;
    this.#hash = undefined;
    return true;
  }

  /** Nothing came of the claim: the same key may be used again. */
  giveBack(key: string): void {
    this.#hash ??= hashOf(key);
  }
}
