import { isIPv6 } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { SECOND_MS } from '../../base/durations.ts';
import { ADDRESSES_MAX } from './limits.ts';
import type { MqttLimits } from './limits.ts';
import type { MqttRefusal } from './packet-faults.ts';

interface Neighbour {
  connections: number;
  /** Unproven connections that it may still open; refilled by time, and by each connection that proves itself. */
  tokens: number;
  tokensAt: number;
}

/**
 * How many connections each address holds and how many new ones it may still open without proof.
 *
 * Only connections that do not prove to be a device are rationed. 19,000 devices behind one router that come back
 * together each give their token back within a round trip; a flood from one address runs dry after its burst and is
 * refused before a byte is read. Whoever shares the address of a flood waits with it: connected devices stay connected,
 * and their retries take the tokens that the rate lets through. Nothing an attacker sends locks a device out for longer.
 */
export class Addresses {
  readonly #clock: Clock;
  readonly #limits: MqttLimits;
  readonly #known = new Map<string, Neighbour>();
  #unproven = 0;

  constructor(clock: Clock, limits: MqttLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Connections of all addresses that have not proven to be a device. */
  get unproven(): number {
    return this.#unproven;
  }

  /** Takes a new connection in, or says why not. Each one taken in ends with one `leave`. */
  enter(address: string): MqttRefusal | undefined {
    if (this.#unproven >= this.#limits.unprovenMax) return 'unproven-full';
    let neighbour = this.#known.get(address);
    if (neighbour === undefined) {
      if (this.#known.size >= ADDRESSES_MAX) return 'addresses-full';
      neighbour = { connections: 0, tokens: this.#limits.unprovenBurstPerAddress, tokensAt: this.#clock.mono() };
      this.#known.set(address, neighbour);
    }
    if (neighbour.connections >= this.#limits.connectionsPerAddressMax) return 'address-full';
    this.#refill(neighbour);
    if (neighbour.tokens < 1) return 'address-flood';
    neighbour.tokens -= 1;
    neighbour.connections += 1;
    this.#unproven += 1;
    return undefined;
  }

  /** The connection has shown a device's secret. */
  prove(address: string): void {
    this.#unproven -= 1;
    const neighbour = this.#known.get(address);
    if (neighbour !== undefined) neighbour.tokens = Math.min(this.#limits.unprovenBurstPerAddress, neighbour.tokens + 1);
  }

  leave(address: string, proven: boolean): void {
    if (!proven) this.#unproven -= 1;
    const neighbour = this.#known.get(address);
    if (neighbour !== undefined) neighbour.connections -= 1;
  }

  /** Forgets addresses without connections that have their whole burst again. */
  sweep(): void {
    for (const [address, neighbour] of this.#known) {
      if (neighbour.connections > 0) continue;
      this.#refill(neighbour);
      if (neighbour.tokens >= this.#limits.unprovenBurstPerAddress) this.#known.delete(address);
    }
  }

  #refill(neighbour: Neighbour): void {
    const now = this.#clock.mono();
    const { unprovenBurstPerAddress: burst, unprovenPerSecondPerAddress: rate } = this.#limits;
    neighbour.tokens = Math.min(burst, neighbour.tokens + ((now - neighbour.tokensAt) * rate) / SECOND_MS);
    neighbour.tokensAt = now;
  }
}

/** The address that limits count by: IPv4 whole, IPv6 by its /64, because one host has a whole /64 to itself. */
export function addressKey(remote: string | undefined): string {
  if (remote === undefined) return 'unknown';
  const plain = remote.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined ? front : [...front, ...Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0'), ...back];
  return `${groups.slice(0, 4).join(':')}::/64`;
}
