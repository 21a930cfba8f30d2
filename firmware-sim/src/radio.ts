import type { FeedbackBody } from '@duress/gateway/contract/hand.ts';
import type { DevicePlace } from '@duress/gateway/contract/signal.ts';
import { openTowardsButton, parseTowardsButton, sealFromButton } from '@duress/gateway/contract/radio/air.ts';
import { BEACON_BYTES, FIRMWARE_BYTES } from '@duress/gateway/contract/radio/codes.ts';
import type { ButtonMessage, GatewayMessage } from '@duress/gateway/contract/radio/messages.ts';
import type { Air } from './air.ts';
import type { Uplink } from './button-state.ts';
import type { Surroundings } from './link-conditions.ts';
import type { Transport, TransportEvents } from './transport.ts';

export interface RadioParts {
  /** At most 8 characters. */
  readonly device: string;
  /** AES-128, as `radioKey` reads it. */
  readonly key: Uint8Array;
  readonly air: Air;
  readonly surroundings: Surroundings;
}

/** A radio button's modem: seals each message under a frame counter of its own. It can't know whether anybody hears it. */
export class RadioTransport implements Transport {
  readonly #parts: RadioParts;
  readonly #events: TransportEvents;
  #leave: (() => void) | undefined;
  #lastRssi: number | undefined;

  constructor(parts: RadioParts, events: TransportEvents) {
    this.#parts = parts;
    this.#events = events;
  }

  start(): void {
    if (this.#leave !== undefined) return;
    const { air, surroundings } = this.#parts;
    this.#leave = air.addButton({
      surroundings,
      hear: (frame, rssi) => {
        this.#lastRssi = rssi;
        this.#hear(frame);
      },
    });
    this.#events.input({ type: 'link-up', session: this.#events.session() });
  }

  cut(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  subscribe(): void {
    // Nothing to ask for: the gateway sees the boot number in the status and tells a button that has just woken.
  }

  send(uplink: Uplink, frame?: number): void {
    const message = this.#messageOf(uplink);
    if (this.#leave === undefined || message === undefined || frame === undefined) return;
    const { device, key, air, surroundings } = this.#parts;
    air.fromButton(sealFromButton(message, { device, counter: frame, key }), surroundings);
  }

  #messageOf(uplink: Uplink): ButtonMessage | undefined {
    switch (uplink.type) {
      case 'signal': {
        const { boot, seq, kind, age, battery, pin, place } = uplink.body;
        return { type: 'signal', boot, seq, kind, age, battery, pin, beacon: beaconOf(place) };
      }
      case 'status': {
        const { battery, worn, firmware } = uplink.body;
        const rssi = this.#lastRssi;
        return { type: 'status', boot: uplink.boot, battery, worn, rssi, firmware: ascii(firmware, FIRMWARE_BYTES) };
      }
      case 'position':
        return positionOf(uplink.place);
      case 'shown':
        return { type: 'shown', rev: uplink.rev };
      case 'link':
        // Over the air nobody connects.
        return undefined;
    }
  }

  #hear(bytes: Uint8Array): void {
    const { device, key } = this.#parts;
    const frame = parseTowardsButton(bytes);
    if (frame.result === 'damaged') return this.#events.trouble(frame.cause);
    if (frame.device !== device) return;
    const opened = openTowardsButton(frame, key);
    if (opened.result === 'damaged') return this.#events.trouble(opened.cause);
    this.#take(opened.message, frame.counter);
  }

  #take(message: GatewayMessage, frame: number): void {
    switch (message.type) {
      case 'held':
        return this.#events.input({ type: 'held', held: pressNames(message.held), frame });
      case 'config': {
        const { heartbeat, silent, hold } = message;
        return this.#events.input({ type: 'config', body: { v: 1, heartbeat, silent, hold }, frame });
      }
      case 'feedback': {
        const { rev, state, recorded, drill, alarm } = message;
        const body: FeedbackBody = {
          v: 1,
          rev,
          held: pressNames(message.held),
          recorded,
          // A frame has no room for a time that no button shows.
          at: '',
          ...(state === undefined ? {} : { state }),
          ...(drill === undefined ? {} : { drill }),
          ...(alarm === undefined ? {} : { alarm }),
        };
        return this.#events.input({ type: 'feedback', body, frame });
      }
    }
  }
}

function pressNames(held: readonly (readonly [number, number])[]): FeedbackBody['held'] {
  return held.map(([boot, seq]) => [boot, seq]);
}

function beaconOf(place: DevicePlace | undefined): string | undefined {
  return ascii(place?.beacon, BEACON_BYTES);
}

function positionOf(place: DevicePlace): ButtonMessage | undefined {
  const beacon = beaconOf(place);
  if (beacon !== undefined) return { type: 'position', place: { beacon } };
  const { lat, lon, accuracy } = place;
  return lat === undefined || lon === undefined ? undefined : { type: 'position', place: { lat, lon, accuracy } };
}

/** Printable ASCII that fits the frame; `undefined` when nothing of it does. */
function ascii(text: string | undefined, bytes: number): string | undefined {
  const fitting = text?.replace(/[^\x20-\x7e]/g, '').slice(0, bytes);
  return fitting === '' ? undefined : fitting;
}
