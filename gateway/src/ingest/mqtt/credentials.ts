import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../base/clock.ts';
import { MINUTE_MS } from '../../base/durations.ts';
import { DEVICE_ID_PATTERN } from '../../base/ids.ts';
import type { DeviceId } from '../../base/ids.ts';
import type { Intake } from '../../engine/ports/devices.ts';
import { CONNACK } from './connect-packet.ts';
import type { Connect, ConnectRefusal } from './connect-packet.ts';
import { GUESSERS_MAX, KEEP_ALIVE_MAX_S } from './limits.ts';
import { ownTopic } from './topics.ts';

const DEVICE_ID = new RegExp(DEVICE_ID_PATTERN);
/** Compared with when there is no device, so that an unknown id takes as long as a wrong secret. */
const NOBODY = Buffer.alloc(32);

/** The device that a CONNECT proves to be, or why it is refused. */
export function judge(connect: Connect, intake: Intake): { readonly device: DeviceId } | ConnectRefusal {
  const { clientId } = connect;
  if (!DEVICE_ID.test(clientId)) return { refusal: 'client-id', connack: CONNACK.identifier };
  if (connect.userName !== clientId) return { refusal: 'user-name', connack: CONNACK.credentials };
  // as: the pattern is what makes a string a device id.
  const device = clientId as DeviceId;
  const known = intake.device(device);
  const expected = known?.revoked === false && known.secretHash !== undefined ? Buffer.from(known.secretHash, 'hex') : NOBODY;
  const given = createHash('sha256')
    .update(connect.password ?? '')
    .digest();
  const right = expected.length === given.length && timingSafeEqual(expected, given);
  if (expected === NOBODY) return { refusal: 'unknown-device', connack: CONNACK.forbidden };
  if (!right) return { refusal: 'wrong-secret', connack: CONNACK.credentials };
  if (connect.keepAlive < 1 || connect.keepAlive > KEEP_ALIVE_MAX_S) return { refusal: 'keep-alive', connack: CONNACK.forbidden };
  if (connect.will !== undefined && (connect.will.retain || connect.will.topic !== ownTopic(device, 'link'))) {
    return { refusal: 'will-forbidden', connack: CONNACK.forbidden };
  }
  return { device };
}

/** Failures of one address for one id that are answered at once; each further one waits twice as long, to this many ms. */
const FREE_FAILURES = 3;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 4_000;

/**
 * Slows down whoever tries secrets. Only refusals wait: the right secret is let in at once, whatever was tried before from
 * the same address, or anybody could lock a device out. (Secrets have 128 random bits; guessing is hopeless, being busy is not.)
 */
export class Guessers {
  readonly #clock: Clock;
  readonly #failures = new Map<string, { count: number; at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes a failure and says for how many ms its answer is to be held back. */
  failed(address: string, clientId: string): number {
    const key = `${address} ${clientId}`;
    const last = this.#failures.get(key);
    const now = this.#clock.mono();
    const count = last === undefined || now - last.at > MINUTE_MS ? 1 : last.count + 1;
    this.#failures.delete(key); // set anew, so that the oldest is always the first
    this.#failures.set(key, { count, at: now });
    if (this.#failures.size > GUESSERS_MAX) {
      const oldest = this.#failures.keys().next();
      if (oldest.done !== true) this.#failures.delete(oldest.value);
    }
    return count <= FREE_FAILURES ? 0 : Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (count - FREE_FAILURES - 1));
  }
}
