import { connect, type Socket } from 'node:net';
import {
  CONNACK,
  connectPacket,
  PacketReader,
  PINGREQ_BYTES,
  PUBACK,
  pubackPacket,
  PUBLISH,
  publishPacket,
  readPublish,
  subscribePacket,
  SUBACK,
  type InPacket,
} from '@duress/firmware-sim/mqtt-wire.ts';
import type { FeedbackBody } from '../../../gateway/src/contract/hand.ts';
import { secretOf } from '../site.ts';

/** Presses use the packet ids below, everything else those above: so an acknowledgement names its press. */
const OTHER_IDS_FROM = 40_000;
const KEEPALIVE_S = 60;

export interface DeviceEvents {
  readonly acked: (device: LoadDevice, nth: number) => void;
  /** The hand was told of these presses that they are held. */
  readonly told: (device: LoadDevice, held: readonly (readonly [boot: number, nth: number])[]) => void;
  readonly lost: (device: LoadDevice, why: string) => void;
}

/**
 * One button of the load: the whole device protocol (subscribes, confirms feedback, says that it has shown it) on a bare
 * socket, with as little work of its own as possible. It never repeats a press, so that a lost one stays lost.
 */
export class LoadDevice {
  readonly id: string;
  readonly index: number;
  /** Presses made so far. */
  pressed = 0;
  readonly #events: DeviceEvents;
  readonly #reader = new PacketReader();
  readonly #topic: string;
  #socket: Socket | undefined;
  #isUp = false;
  #otherId = OTHER_IDS_FROM;
  #connecting: PromiseWithResolvers<undefined> | undefined;

  constructor(index: number, id: string, events: DeviceEvents) {
    this.index = index;
    this.id = id;
    this.#topic = `duress/v1/${id}/`;
    this.#events = events;
  }

  /** Resolves when it is connected and has subscribed. */
  connect(port: number): Promise<undefined> {
    const socket = connect({ host: '127.0.0.1', port });
    socket.setNoDelay(true);
    this.#socket = socket;
    socket.on('connect', () => {
      const will = { topic: `${this.#topic}link`, body: '{"v":1,"state":"lost","session":1}' };
      socket.write(connectPacket({ device: this.id, secret: secretOf(this.id), keepaliveS: KEEPALIVE_S, will }));
    });
    socket.on('data', (chunk: Buffer) => {
      for (const packet of this.#reader.push(chunk).packets) this.#take(packet);
    });
    socket.on('error', (error) => {
      this.#broke(error.message);
    });
    socket.on('close', () => {
      if (this.#socket !== undefined) this.#broke('closed');
    });
    this.#connecting = Promise.withResolvers();
    return this.#connecting.promise;
  }

  /** Presses so many times in one write. */
  press(times = 1): void {
    const packets: Uint8Array[] = [];
    for (let i = 0; i < times; i += 1) {
      this.pressed += 1;
      const body = `{"v":1,"boot":1,"seq":${this.pressed},"kind":"duress","age":0,"battery":80}`;
      packets.push(publishPacket(`${this.#topic}alarm`, body, this.pressed));
    }
    this.#socket?.write(packets.length === 1 ? (packets[0] ?? '') : Buffer.concat(packets));
  }

  heartbeat(): void {
    if (this.#isUp)
      this.#socket?.write(publishPacket(`${this.#topic}status`, '{"v":1,"battery":80,"rssi":-61,"firmware":"1.4.2","worn":true}'));
  }

  ping(): void {
    if (this.#isUp) this.#socket?.write(PINGREQ_BYTES);
  }

  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.resetAndDestroy();
  }

  #take(packet: InPacket): void {
    switch (packet.first & 0xf0) {
      case CONNACK:
        if (packet.body[1] !== 0) this.#broke(`refused with ${packet.body[1] ?? 'nothing'}`);
        else this.#socket?.write(subscribePacket(this.#nextId(), [`${this.#topic}feedback`, `${this.#topic}config`]));
        return;
      case SUBACK:
        this.#isUp = true;
        this.#connecting?.resolve(undefined);
        return;
      case PUBACK: {
        const id = packet.body.readUInt16BE(0);
        if (id < OTHER_IDS_FROM) this.#events.acked(this, id);
        return;
      }
      case PUBLISH:
        this.#told(packet);
    }
  }

  /** Confirms what came down, and says that the feedback is shown, as the firmware does. */
  #told(packet: InPacket): void {
    const publish = readPublish(packet);
    if (publish?.id === undefined) return;
    const answer = [pubackPacket(publish.id)];
    if (publish.topic.endsWith('/feedback')) {
      // as: the gateway's own message; a body without a state shows nothing.
      const { rev, state, held } = JSON.parse(publish.bytes.toString('utf8')) as FeedbackBody;
      this.#events.told(this, held);
      if (state !== undefined) answer.push(publishPacket(`${this.#topic}feedback/ack`, `{"v":1,"rev":${rev}}`, this.#nextId()));
    }
    this.#socket?.write(Buffer.concat(answer));
  }

  #broke(why: string): void {
    this.#connecting?.reject(new Error(`${this.id}: ${why}`));
    this.#events.lost(this, why);
  }

  #nextId(): number {
    this.#otherId = this.#otherId >= 0xffff ? OTHER_IDS_FROM : this.#otherId + 1;
    return this.#otherId;
  }
}
