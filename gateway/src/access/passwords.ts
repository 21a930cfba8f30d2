import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { AccessRefusal } from './refusals.ts';
import { readPhc, writePhc, type Argon2Cost, type PasswordHash } from './phc.ts';

/** OWASP's floor for Argon2id: 19 MiB, two passes, one lane (about 60 ms). Raise it here; older hashes are renewed at the next sign-in. */
export const PASSWORD_COST: Argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 };

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Hashes at once. libuv has four threads, which files and name look-ups need too: sign-ins may never hold all of them. */
const AT_ONCE = 2;
/** Hashes that may wait (about 0.5 s of work). When full the sign-in is refused with `too-many-attempts`; nothing else is affected. */
const WAITING_MAX = 16;

/** A stored cost beyond this is damage or an attack on our memory, not a hash of ours (KiB, passes). */
const MEMORY_MAX = 262_144;
const PASSES_MAX = 16;

export type Verdict =
  | { readonly right: false }
  | { readonly right: true; /** The cost was raised since; store this instead. */ readonly renewed?: string | undefined };

/** Passwords as Argon2id, off the main thread: a flood of sign-ins must not delay an alarm. */
export class Passwords {
  readonly #cost: Argon2Cost;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** Verified against when a login has no password, so that the time of the answer says nothing. */
  readonly #nobody: PasswordHash;

  constructor(cost: Argon2Cost = PASSWORD_COST) {
    this.#cost = cost;
    this.#nobody = { ...cost, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) };
  }

  /**
   * The PHC string to store.
   * @throws AccessRefusal `too-many-attempts` while too many hashes wait.
   */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#derive(password, { ...this.#cost, salt });
    return writePhc({ ...this.#cost, salt, hash });
  }

  /**
   * Whether the password is the stored one. Takes as long for a login that does not exist.
   * @throws AccessRefusal `too-many-attempts` while too many hashes wait.
   */
  async verify(password: string, stored: string | undefined): Promise<Verdict> {
    const known = stored === undefined ? undefined : readable(stored);
    const target = known ?? this.#nobody;
    const hash = await this.#derive(password, target, target.hash.length);
    if (known === undefined || !timingSafeEqual(hash, known.hash)) return { right: false };
    const same = known.memory === this.#cost.memory && known.passes === this.#cost.passes && known.parallelism === this.#cost.parallelism;
    return same ? { right: true } : { right: true, renewed: await this.hash(password) };
  }

  async #derive(password: string, cost: Argon2Cost & { salt: Buffer }, tagLength = HASH_BYTES): Promise<Buffer> {
    await this.#turn();
    try {
      return await derive(password.normalize('NFC'), cost, tagLength);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < AT_ONCE) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= WAITING_MAX) throw new AccessRefusal('too-many-attempts', { retryAfterSeconds: 2 });
    // Whoever ends hands its place on, so `#running` stays as it is.
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

function readable(stored: string): PasswordHash | undefined {
  const hash = readPhc(stored);
  return hash !== undefined && hash.memory <= MEMORY_MAX && hash.passes <= PASSES_MAX ? hash : undefined;
}

function derive(password: string, cost: Argon2Cost & { salt: Buffer }, tagLength: number): Promise<Buffer> {
  const { memory, passes, parallelism, salt } = cost;
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message: password, nonce: salt, memory, passes, parallelism, tagLength }, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}
