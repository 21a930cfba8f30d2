import { sha256Hex } from '../../base/digest.ts';
import { HOUR_MS } from '../../base/durations.ts';
import type { DeviceId, TokenId } from '../../base/ids.ts';
import type { SignalKind } from '../../contract/signal.ts';
import { REMEMBERED_BOOTS, type KnownPress, type PressMemory } from '../../domain/devices.ts';

/** For this long after a signal its key gives `duplicate`; the contract says 24 h, the hour is for clocks. Later it is a new signal. */
export const KEY_HELD_MS = 25 * HOUR_MS;

/** Keys whose signals are remembered exactly. When full the oldest is known from the committed presses alone, as after a restart. */
const KEYS_MAX = 50_000;

/** Steps from a taken number to a free one. Two keys on one number are one in sixteen thousand million; more steps are never needed. */
const PROBES_MAX = 8;

export interface SignalKey {
  readonly token: TokenId;
  readonly device: DeviceId;
  readonly kind: SignalKind;
  /** The request's Idempotency-Key. */
  readonly key: string;
}

export interface Identity {
  readonly boot: number;
  readonly seq: number;
  /** Epoch ms of the first copy, where this is a repeat: the rules take copies of one identity for one press only if their times agree. */
  readonly pressedAt?: number | undefined;
}

/**
 * Turns a key into the identity (boot, seq) that the rules know presses by. Both are bits of SHA-256 over token, device,
 * kind and key: the last two give one of the four boots that are remembered, 32 more the seq. So a device's last
 * 256 signals are known as repeats from the committed state alone, also after a restart. Of all keys since the start the
 * exact digest is kept beside it, so that another key that falls on the same number is given the next one: it is never
 * taken for a repeat.
 */
export class SignalIdentities {
  readonly #given = new Map<string, { readonly boot: number; readonly seq: number; readonly at: number; readonly pressedAt: number }>();
  /** Who has a number: device, boot, seq → digest. */
  readonly #holders = new Map<string, string>();

  of(key: SignalKey, memory: PressMemory | undefined, now: { readonly at: number; readonly pressedAt: number }): Identity {
    const digest = sha256Hex(JSON.stringify([key.token, key.device, key.kind, key.key]));
    const given = this.#given.get(digest);
    if (given !== undefined && now.at - given.at < KEY_HELD_MS) return given;
    const boot = Number.parseInt(digest.slice(0, 2), 16) % REMEMBERED_BOOTS;
    const start = Number.parseInt(digest.slice(8, 16), 16);
    for (let step = 0; step < PROBES_MAX; step += 1) {
      const seq = (start + step) % 2 ** 32;
      const place = `${key.device} ${boot} ${seq}`;
      const holder = this.#holders.get(place);
      if (holder !== undefined && holder !== digest) continue;
      // Nobody of this run holds the number: what is committed under it is from before the start, and is this key's.
      const known = knownPress(memory, { boot, seq });
      const first = known?.kind === key.kind && now.at - known.pressedAt < KEY_HELD_MS ? known : undefined;
      const pressedAt = first?.pressedAt ?? now.pressedAt;
      this.#remember({ digest, place }, { boot, seq, at: first?.pressedAt ?? now.at, pressedAt });
      return { boot, seq, pressedAt };
    }
    return { boot, seq: start };
  }

  #remember(name: { digest: string; place: string }, given: { boot: number; seq: number; at: number; pressedAt: number }): void {
    this.#given.delete(name.digest);
    this.#given.set(name.digest, given);
    this.#holders.delete(name.place);
    this.#holders.set(name.place, name.digest);
    if (this.#given.size <= KEYS_MAX) return;
    const [oldest] = this.#given;
    if (oldest === undefined) return;
    this.#given.delete(oldest[0]);
    for (const place of this.#holders.keys()) {
      // The first place that the digest holds; both maps are filled in the same order, so it stands near the front.
      if (this.#holders.get(place) !== oldest[0]) continue;
      this.#holders.delete(place);
      break;
    }
  }
}

function knownPress(memory: PressMemory | undefined, identity: { readonly boot: number; readonly seq: number }): KnownPress | undefined {
  return memory?.boots.find((entry) => entry.boot === identity.boot)?.presses.find((press) => press.seq === identity.seq);
}
