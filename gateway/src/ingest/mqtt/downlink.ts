import { generate } from 'mqtt-packet';
import type { Socket } from 'node:net';
import { DOWNLINK_BACKLOG_BYTES, DOWNLINK_PATIENCE_MS, FROZEN_MS } from './limits.ts';
import type { DownLane } from './topics.ts';

interface Lane {
  readonly topic: string;
  readonly qos: 0 | 1;
  /** Packet id of the body that the device has not confirmed; 0 when there is none. */
  unconfirmed: number;
  sentAt: number;
  /** The newest body that could not go out yet, and since when one waits. */
  waiting: Buffer | undefined;
  waitingSince: number;
}

/**
 * What one device is told. Bodies are absolute, so only the newest matters: at most one per topic is on its way, and of
 * those that wait the newest replaces the older. So a device that takes nothing costs one body of memory and delays nobody.
 * Written straight to its socket: a device's messages pass no queue that others share.
 */
export class Downlink {
  readonly #socket: Socket;
  readonly #lanes = new Map<DownLane, Lane>();
  #packetId = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  subscribe(name: DownLane, topic: string, qos: 0 | 1): void {
    this.#lanes.set(name, { topic, qos, unconfirmed: 0, sentAt: 0, waiting: undefined, waitingSince: 0 });
  }

  unsubscribe(name: DownLane): void {
    this.#lanes.delete(name);
  }

  listens(name: DownLane): boolean {
    return this.#lanes.has(name);
  }

  /** Sends now or when the device is ready. `replaced`: an older body that still waited was given up for this one. */
  send(name: DownLane, body: Buffer, now: number): 'sent' | 'waits' | 'replaced' | 'not-subscribed' {
    const lane = this.#lanes.get(name);
    if (lane === undefined) return 'not-subscribed';
    if (lane.unconfirmed === 0 && this.#socket.writableLength < DOWNLINK_BACKLOG_BYTES) {
      this.#write(lane, body, now);
      return 'sent';
    }
    const replaced = lane.waiting !== undefined;
    if (!replaced) lane.waitingSince = now;
    lane.waiting = body;
    return replaced ? 'replaced' : 'waits';
  }

  confirmed(packetId: number, now: number): void {
    for (const lane of this.#lanes.values()) {
      if (lane.unconfirmed !== packetId) continue;
      lane.unconfirmed = 0;
      if (lane.waiting !== undefined) this.#write(lane, lane.waiting, now);
    }
  }

  /** Called about once a second while something waits: `idle` nothing waits any more, `frozen` the device takes no bytes. */
  tick(now: number): 'idle' | 'waits' | 'frozen' {
    let waits = false;
    for (const lane of this.#lanes.values()) {
      if (lane.waiting === undefined) continue;
      waits = true;
      if (this.#socket.writableLength >= DOWNLINK_BACKLOG_BYTES) {
        if (now - lane.waitingSince >= FROZEN_MS) return 'frozen';
      } else if (now - lane.sentAt >= DOWNLINK_PATIENCE_MS) {
        this.#write(lane, lane.waiting, now);
      }
    }
    return waits ? 'waits' : 'idle';
  }

  #write(lane: Lane, body: Buffer, now: number): void {
    lane.waiting = undefined;
    lane.sentAt = now;
    if (lane.qos === 1) {
      this.#packetId = (this.#packetId % 0xffff) + 1;
      lane.unconfirmed = this.#packetId;
    }
    // Held until this turn is over: what else goes to the device in it, such as the PUBACK of the press that this answers,
    // leaves in the same packet. In a burst that is half of all writes.
    this.#socket.cork();
    process.nextTick(uncork, this.#socket);
    this.#socket.write(
      generate({
        cmd: 'publish',
        topic: lane.topic,
        payload: body,
        qos: lane.qos,
        retain: false,
        dup: false,
        ...(lane.qos === 1 ? { messageId: lane.unconfirmed } : {}),
      }),
    );
  }
}

function uncork(socket: Socket): void {
  socket.uncork();
}
