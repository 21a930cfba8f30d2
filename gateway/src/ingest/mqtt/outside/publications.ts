import type { Counters } from '../../../engine/ports/devices.ts';
import { PUBLISHING_MAX, PUBLISH_WITHIN_MS } from './limits.ts';

export interface PublicationsDeps {
  readonly counters: Counters;
  readonly publish: (topic: string, body: Buffer, done: (refused: string | undefined) => void) => void;
  /** The broker does not take what we publish. */
  readonly refused: (topic: string, why: string) => void;
}

/**
 * What devices are told through the broker. Bodies are absolute, so of each topic the newest alone waits and at most one is on its
 * way. Bounded by the devices that are set up, two topics each. mqtt.js's own queue is never used: it would send what is out of date.
 */
export class Publications {
  readonly #deps: PublicationsDeps;
  readonly #waiting = new Map<string, () => Buffer>();
  readonly #sent = new Map<string, { readonly body: Buffer; readonly at: number }>();
  /** How many may be unconfirmed; 0 without a connection. */
  #window = 0;

  constructor(deps: PublicationsDeps) {
    this.#deps = deps;
  }

  open(window: number, now: number): void {
    this.#window = Math.min(window, PUBLISHING_MAX);
    this.#pump(now);
  }

  /** What was not confirmed goes out again with the next connection, unless something newer waits. */
  shut(): void {
    this.#window = 0;
    for (const [topic, { body }] of this.#sent) if (!this.#waiting.has(topic)) this.#waiting.set(topic, () => body);
    this.#sent.clear();
  }

  /** `body` is asked for when its turn comes: nineteen thousand devices that are greeted at once cost no pause. */
  put(topic: string, body: () => Buffer, now: number): void {
    if (this.#waiting.has(topic)) this.#deps.counters.count('mqtt-downlink-replaced');
    this.#waiting.set(topic, body);
    this.#pump(now);
  }

  forget(topic: string): void {
    this.#waiting.delete(topic);
  }

  /** The broker has owed a confirmation for too long. */
  isOverdue(now: number): boolean {
    for (const { at } of this.#sent.values()) return now - at >= PUBLISH_WITHIN_MS; // the oldest is the first
    return false;
  }

  #pump(now: number): void {
    for (const [topic, bodyOf] of this.#waiting) {
      if (this.#sent.size >= this.#window) return;
      if (this.#sent.has(topic)) continue;
      this.#waiting.delete(topic);
      const body = bodyOf();
      const entry = { body, at: now };
      this.#sent.set(topic, entry);
      this.#deps.publish(topic, body, (refused) => {
        if (this.#sent.get(topic) !== entry) return;
        this.#sent.delete(topic);
        if (refused !== undefined) this.#deps.refused(topic, refused);
        this.#pump(now);
      });
    }
  }
}
