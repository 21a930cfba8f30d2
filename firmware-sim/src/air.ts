import type { Clock } from './clock.ts';
import { passage, type Surroundings } from './link-conditions.ts';
import type { Random } from './random.ts';

/** A receiver's ear. `rssi` in dBm. */
export type ReceiverEar = (frame: Uint8Array, rssi: number) => void;

export interface ButtonEar {
  readonly surroundings: Surroundings;
  readonly hear: (frame: Uint8Array, rssi: number) => void;
}

/** Strength of a button in the next room, in dBm, and how far it varies from frame to frame. */
const NEAR_DBM = -55;
const FADING_DB = 12;
/** Each further receiver is so much further away. */
const PER_RECEIVER_DB = 15;

/**
 * What lies between radio buttons and receivers. Every receiver may hear every button, each copy with its own loss, delay
 * and damage; each button's own surroundings count for both directions.
 */
export class Air {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #receivers = new Set<ReceiverEar>();
  readonly #buttons = new Set<ButtonEar>();

  constructor(parts: { readonly clock: Clock; readonly random: Random }) {
    this.#clock = parts.clock;
    this.#random = parts.random;
  }

  addReceiver(ear: ReceiverEar): () => void {
    this.#receivers.add(ear);
    return () => {
      this.#receivers.delete(ear);
    };
  }

  addButton(ear: ButtonEar): () => void {
    this.#buttons.add(ear);
    return () => {
      this.#buttons.delete(ear);
    };
  }

  fromButton(frame: Uint8Array, surroundings: Surroundings): void {
    let nth = 0;
    for (const ear of this.#receivers) {
      const away = nth;
      nth += 1;
      this.#carry(frame, surroundings, (bytes) => {
        if (this.#receivers.has(ear)) ear(bytes, this.#strength(away));
      });
    }
  }

  fromReceiver(frame: Uint8Array): void {
    for (const ear of this.#buttons) {
      this.#carry(frame, ear.surroundings, (bytes) => {
        if (this.#buttons.has(ear)) ear.hear(bytes, this.#strength(0));
      });
    }
  }

  #carry(frame: Uint8Array, surroundings: Surroundings, arrive: (bytes: Uint8Array) => void): void {
    for (const { afterMs, bytes } of passage(frame, surroundings.conditions, this.#random)) {
      this.#clock.after(afterMs, () => arrive(bytes));
    }
  }

  #strength(away: number): number {
    return Math.round(NEAR_DBM - away * PER_RECEIVER_DB - this.#random() * FADING_DB);
  }
}
