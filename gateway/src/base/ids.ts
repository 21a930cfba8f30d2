import { randomBytes } from 'node:crypto';

/** A string that names one kind of thing; the brand exists for the compiler only. */
export type Branded<B extends string> = string & { readonly __brand: B };

export type PersonId = Branded<'person'>;
export type PlaceId = Branded<'place'>;
export type DeviceId = Branded<'device'>;
export type AlarmId = Branded<'alarm'>;
export type DebriefId = Branded<'debrief'>;
export type DrillId = Branded<'drill'>;
export type GrantId = Branded<'grant'>;
export type SessionId = Branded<'session'>;
export type TokenId = Branded<'token'>;
export type ConsoleId = Branded<'console'>;
export type InputId = Branded<'input'>;
/** An escalation policy of the house's own. */
export type PolicyId = Branded<'policy'>;
export type RotaId = Branded<'rota'>;
/** A siren, a lamp or a relay that alarms switch. */
export type OutputId = Branded<'output'>;
/** One browser in which a person wants to be told. */
export type SubscriptionId = Branded<'subscription'>;

/** What a device may be called (device protocol, version 1): safe in topics, file names and logs. */
export const DEVICE_ID_PATTERN = '^[A-Za-z0-9_.-]{1,64}$';

/**
 * Gives ids from outside the rules, so that `decide` stays pure and a simulation can replay them.
 * An id is unique for ever and sorts by the time it was given.
 */
export interface IdSource {
  next(): string;
}

/** A new name for an input, and for what it opens. Whoever brings an input in gives it one, here and nowhere else. */
export function inputIdFrom(ids: IdSource): InputId {
  return ids.next() as InputId; // as: this is where they are born
}

/** Ids whose randomness is fetched at once: asking the system for 16 bytes costs as much as asking for thousands. */
const IDS_AT_ONCE = 256;
const RANDOM_BYTES = 16;
const TIME_CHARS = 10;

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/** Ten characters of milliseconds (good until the year 10889), then sixteen of randomness: the shape of a ULID, in lower case. */
export class RandomIds implements IdSource {
  readonly #wall: () => number;
  readonly #id = Buffer.alloc(TIME_CHARS + RANDOM_BYTES);
  #random = Buffer.alloc(0);
  #used = 0;

  constructor(wall: () => number) {
    this.#wall = wall;
  }

  next(): string {
    // Written into one buffer: every input takes an id, and 26 texts put together one by one are 26 objects.
    let time = this.#wall();
    for (let i = TIME_CHARS - 1; i >= 0; i -= 1) {
      this.#id[i] = CROCKFORD.charCodeAt(time % 32);
      time = Math.floor(time / 32);
    }
    const from = this.#fresh();
    for (let i = 0; i < RANDOM_BYTES; i += 1) this.#id[TIME_CHARS + i] = CROCKFORD.charCodeAt((this.#random[from + i] ?? 0) & 31);
    return this.#id.toString('latin1');
  }

  /** Where random bytes begin that no other id has. */
  #fresh(): number {
    if (this.#used === this.#random.length) {
      this.#random = randomBytes(IDS_AT_ONCE * RANDOM_BYTES);
      this.#used = 0;
    }
    this.#used += RANDOM_BYTES;
    return this.#used - RANDOM_BYTES;
  }
}
