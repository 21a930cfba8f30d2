import type { DeviceId } from '../../base/ids.ts';
import { sealTowardsButton } from '../../contract/radio/air.ts';
import { ALARM_SHORT_BYTES } from '../../contract/radio/codes.ts';
import { lineTowardsAir } from '../../contract/radio/line.ts';
import type { GatewayMessage, PressName } from '../../contract/radio/messages.ts';
import { isRadioId, radioKey } from '../../contract/radio/seal.ts';
import { HELD_PRESSES, type ConfigBody, type FeedbackBody } from '../../contract/hand.ts';
import type { Counters, Intake } from '../../engine/ports/devices.ts';
import type { DownlinkRanges } from './downlink-ranges.ts';
import type { SerialLine } from './serial-line.ts';

/**
 * Buttons that wait on one line at once. A full line carries a hundred frames a second, so more than this would wait too
 * long to matter. When it is full, what only informs makes room for acknowledgements; a button repeats what was not answered.
 */
export const WAITING_DEVICES_MAX = 256;

/** What one button has yet to be told. Each part is absolute: the newest takes the place of the one before. */
interface Waiting {
  held: readonly PressName[] | undefined;
  feedback: FeedbackBody | undefined;
  config: ConfigBody | undefined;
}

export interface OutgoingDeps {
  readonly line: SerialLine;
  readonly intake: Intake;
  readonly counters: Counters;
  readonly ranges: DownlinkRanges;
}

/**
 * The frames that wait for one line. A frame is sealed only when the line is free for it, so a newer feedback replaces an
 * older one and no frame counter is spent on what is never sent. Acknowledgements go first.
 */
export class Outgoing {
  readonly #deps: OutgoingDeps;
  readonly #waiting = new Map<DeviceId, Waiting>();

  constructor(deps: OutgoingDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** The last eight presses of this device that are committed, newest last. */
  held(device: DeviceId, held: readonly PressName[]): void {
    const waiting = this.#room(device, true);
    if (waiting !== undefined) waiting.held = held.slice(-HELD_PRESSES);
    this.pump();
  }

  feedback(device: DeviceId, body: FeedbackBody): void {
    const waiting = this.#room(device, false);
    if (waiting !== undefined) waiting.feedback = body;
    this.pump();
  }

  config(device: DeviceId, body: ConfigBody): void {
    const waiting = this.#room(device, false);
    if (waiting !== undefined) waiting.config = body;
    this.pump();
  }

  forget(device: DeviceId): void {
    this.#waiting.delete(device);
  }

  /** The line is gone, and the button may be reached by another: what counts is said again by whoever wanted it said. */
  clear(): void {
    this.#waiting.clear();
  }

  /** Sends the next frame if the line is free; called again when it is. */
  pump(): void {
    while (this.#deps.line.isFree) {
      const next = this.#next();
      if (next === undefined) return;
      this.#send(...next);
    }
  }

  #next(): [DeviceId, Waiting] | undefined {
    let informing: [DeviceId, Waiting] | undefined;
    for (const entry of this.#waiting) {
      const [device, { held }] = entry;
      if (!this.#deps.ranges.has(device)) this.#deps.ranges.prepare(device);
      else if (held !== undefined) return entry;
      else informing ??= entry;
    }
    return informing;
  }

  #send(device: DeviceId, waiting: Waiting): void {
    const message = take(waiting);
    if (waiting.held === undefined && waiting.feedback === undefined && waiting.config === undefined) this.#waiting.delete(device);
    const hex = this.#deps.intake.device(device)?.radioKey;
    const key = hex === undefined ? undefined : radioKey(hex);
    if (message === undefined || key === undefined || !isRadioId(device)) return;
    const counter = this.#deps.ranges.take(device);
    if (counter === undefined) return;
    this.#deps.counters.count(`serial.sent-${message.type}`);
    this.#deps.line.write(lineTowardsAir(sealTowardsButton(message, { device, counter, key })));
  }

  #room(device: DeviceId, urgent: boolean): Waiting | undefined {
    const known = this.#waiting.get(device);
    if (known !== undefined) return known;
    if (this.#waiting.size >= WAITING_DEVICES_MAX && !(urgent && this.#giveWay())) {
      this.#deps.counters.count('serial.downlink-dropped');
      return undefined;
    }
    const waiting: Waiting = { held: undefined, feedback: undefined, config: undefined };
    this.#waiting.set(device, waiting);
    return waiting;
  }

  /** Drops the oldest that waits with information alone. */
  #giveWay(): boolean {
    for (const [device, { held }] of this.#waiting) {
      if (held !== undefined) continue;
      this.#waiting.delete(device);
      this.#deps.counters.count('serial.downlink-dropped');
      return true;
    }
    return false;
  }
}

function take(waiting: Waiting): GatewayMessage | undefined {
  const { held, feedback, config } = waiting;
  if (held !== undefined) {
    waiting.held = undefined;
    return { type: 'held', held };
  }
  if (feedback !== undefined) {
    waiting.feedback = undefined;
    const { rev, state, recorded, drill } = feedback;
    return {
      type: 'feedback',
      rev,
      state,
      recorded,
      ...(drill === undefined ? {} : { drill }),
      alarm: feedback.alarm?.slice(-ALARM_SHORT_BYTES),
      held: feedback.held,
    };
  }
  if (config === undefined) return undefined;
  waiting.config = undefined;
  return { type: 'config', heartbeat: config.heartbeat, silent: config.silent, hold: config.hold };
}
