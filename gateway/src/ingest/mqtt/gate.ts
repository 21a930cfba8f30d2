import { Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { SECOND_MS } from '../../base/durations.ts';
import { readConnect } from './connect-packet.ts';
import type { Connect, ConnectRefusal } from './connect-packet.ts';
import type { MqttLimits } from './limits.ts';
import { faultOfPacket, PACKET, pubackId, sizeOfPacket } from './packets.ts';
import type { MqttRefusal } from './packet-faults.ts';

/** Whoever decides about the connections behind the gates. */
export interface GateOwner {
  /** A whole, well-formed CONNECT has come. Answers with `admit` or `refuse`, now or later. */
  arrived(gate: Gate, connect: Connect): void;
  /** The connection was refused and is being closed. */
  refused(gate: Gate, refusal: MqttRefusal): void;
  /** The device confirmed a QoS 1 publish. */
  confirmed(gate: Gate, packetId: number): void;
  /** False while no further packet of this connection may be taken in. */
  hasRoom(gate: Gate): boolean;
  /** The socket is closed; called once. */
  gone(gate: Gate): void;
}

export interface GateDeps {
  readonly owner: GateOwner;
  readonly clock: Clock;
  readonly limits: MqttLimits;
}

/**
 * `first`: waits for CONNECT. `judged`: it is read, the owner thinks. `admitted`: it is handed to the broker.
 * `connecting`: nothing passes until its CONNACK. `open`: packets pass. `shut`: nothing passes any more.
 */
type Phase = 'first' | 'judged' | 'admitted' | 'connecting' | 'open' | 'shut';

/** Node's own way to read, under the one that a gate puts on its socket. */
// as: a stream without encoding gives buffers; Reflect gives it without a type.
const readSocket = Reflect.get(Socket.prototype, 'read') as (this: Socket, size?: number) => Buffer | null;

/**
 * Stands between a socket and the broker, and lets only whole packets pass that are right in every byte, at a bounded rate.
 *
 * The broker reads with `socket.read()` when the socket says `readable`. The gate puts its own `read` on that one socket
 * object, which gives at most one checked packet per call: no second stream, no copy, 0.4 KiB per connection instead of
 * the 3 KiB of a Duplex. What it does not hand out stays in the socket, so the kernel slows the sender down. One packet at a
 * time also means that a PINGREQ is read and answered while a press of the same device waits for the disk.
 */
export class Gate {
  readonly socket: Socket;
  readonly address: string;
  /** By the monotonic clock. */
  readonly openedAt: number;
  readonly #deps: GateDeps;
  #phase: Phase = 'first';
  /** Bytes taken from the socket and not passed on: a cut packet, or packets that wait for their turn. */
  #rest: Buffer | undefined;
  #tokens: number;
  #tokensAt: number;
  #pumping = false;

  constructor(socket: Socket, address: string, deps: GateDeps) {
    this.socket = socket;
    this.address = address;
    this.#deps = deps;
    this.openedAt = deps.clock.mono();
    this.#tokens = deps.limits.packetsBurst;
    this.#tokensAt = this.openedAt;
    socket.on('error', () => {
      socket.destroy(); // what failed is of no use to anybody: the device comes back, and `gone` is counted
    });
    socket.once('close', () => {
      this.#phase = 'shut';
      this.#rest = undefined;
      deps.owner.gone(this);
    });
    socket.on('readable', this.#awaitConnect);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Nothing has come at all. */
  get silent(): boolean {
    return this.socket.bytesRead === 0;
  }

  /** Puts the gate's reading under the broker. The broker is to be given the socket right after this. */
  admit(): void {
    if (this.#phase !== 'judged') return;
    this.#phase = 'admitted';
    this.socket.off('readable', this.#awaitConnect);
    // read(0) gives no bytes: it is the stream's own way to look for more, and to notice the end. While packets are held
    // here the end must wait for them: a device that sends a press and hangs up at once has still pressed.
    this.socket.read = (size?: number): Buffer | null => {
      if (size !== 0) return this.#next();
      return this.#rest === undefined || this.#phase === 'shut' ? readSocket.call(this.socket, 0) : null;
    };
    this.#pump();
  }

  /** The CONNACK has gone out: what follows may pass. */
  open(): void {
    if (this.#phase !== 'connecting') return;
    this.#phase = 'open';
    this.#pump();
  }

  /** Closes the connection, after a CONNACK with this code when one is given. What was read and not passed on is dropped. */
  refuse(refusal: MqttRefusal, connack?: number): void {
    if (this.#phase === 'shut') return;
    this.#phase = 'shut';
    this.#rest = undefined;
    this.#deps.owner.refused(this, refusal);
    const { socket } = this;
    if (connack === undefined || socket.destroyed) socket.destroy();
    else socket.end(Buffer.from([0x20, 2, 0, connack]), () => socket.destroy());
  }

  /** Takes no further packet; the socket stays, so that what is under way can still be answered. */
  shut(): void {
    if (this.#phase === 'first' || this.#phase === 'judged') this.socket.destroy();
    this.#phase = 'shut';
  }

  readonly #awaitConnect = (): void => {
    if (this.#phase !== 'first') return;
    const size = this.#gather(true);
    if (typeof size === 'string') {
      this.refuse(size);
    } else if (size > 0 && this.#rest !== undefined) {
      const connect = readConnect(this.#rest, size);
      if (isRefusal(connect)) {
        this.refuse(connect.refusal, connect.connack);
      } else {
        this.#phase = 'judged';
        this.#deps.owner.arrived(this, connect);
      }
    }
  };

  /** What the broker's `read()` gets: the next packet that may pass, or null. */
  #next(): Buffer | null {
    if (this.#phase === 'admitted') {
      this.#phase = 'connecting';
      const size = this.#rest === undefined ? 0 : sizeOfPacket(this.#rest, 0, true);
      return typeof size === 'number' && size > 0 ? this.#cut(size) : null;
    }
    if (this.#phase !== 'open' || !this.#deps.owner.hasRoom(this)) return null;
    const size = this.#gather(false);
    const bytes = this.#rest;
    if (bytes === undefined || size === 0) return null;
    const fault = typeof size === 'string' ? size : faultOfPacket(bytes, 0, size);
    if (fault !== undefined || typeof size === 'string') {
      this.refuse(fault ?? 'truncated');
      return null;
    }
    if (!this.#spend()) return null;
    const packet = this.#cut(size);
    if (packet !== null && packet.readUInt8(0) >> 4 === PACKET.puback) this.#deps.owner.confirmed(this, pubackId(packet, 0));
    if (this.#rest !== undefined) this.#pump();
    return packet;
  }

  #cut(size: number): Buffer | null {
    const bytes = this.#rest;
    this.#rest = bytes === undefined || size >= bytes.length ? undefined : bytes.subarray(size);
    return bytes?.subarray(0, size) ?? null;
  }

  /** Fills `#rest` until a whole packet is there. More is taken from the socket only when there is none: nothing piles up. */
  #gather(first: boolean): number | MqttRefusal {
    for (;;) {
      const size = this.#rest === undefined ? 0 : sizeOfPacket(this.#rest, 0, first);
      if (size !== 0) return size;
      const more = readSocket.call(this.socket);
      if (more === null) return 0;
      this.#rest = this.#rest === undefined ? more : Buffer.concat([this.#rest, more]);
    }
  }

  /** One packet's worth of the rate; without it the broker is called again when there is one. */
  #spend(): boolean {
    const { clock, limits } = this.#deps;
    const now = clock.mono();
    this.#tokens = Math.min(limits.packetsBurst, this.#tokens + ((now - this.#tokensAt) * limits.packetsPerSecond) / SECOND_MS);
    this.#tokensAt = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      return true;
    }
    if (this.#pumping) return false;
    this.#pumping = true;
    clock.after(((1 - this.#tokens) * SECOND_MS) / limits.packetsPerSecond, this.#call);
    return false;
  }

  /** Has the broker call `read` again in the next turn, as a socket with more to give would. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    setImmediate(this.#call);
  }

  readonly #call = (): void => {
    this.#pumping = false;
    if (this.#phase === 'admitted' || this.#phase === 'open') this.socket.emit('readable');
  };
}

function isRefusal(connect: Connect | ConnectRefusal): connect is ConnectRefusal {
  return 'refusal' in connect;
}
