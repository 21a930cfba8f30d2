import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import type { Clock } from '../../base/clock.ts';
import { SECOND_MS } from '../../base/durations.ts';
import type { DeviceId } from '../../base/ids.ts';
import type { Counters, Intake } from '../../engine/ports/devices.ts';
import { decodeLink } from '../families/duress.ts';
import { Addresses, addressKey } from './addresses.ts';
import type { Connect } from './connect-packet.ts';
import { Guessers, judge } from './credentials.ts';
import { Gate } from './gate.ts';
import type { GateOwner, GateDeps } from './gate.ts';
import type { ReaderDoor } from './readers/reader-door.ts';
import { FIRST_BYTE_UNDER_LOAD_MS, FIRST_PACKET_MS, PRESSES_WAITING_MAX } from './limits.ts';
import type { MqttLimits } from './limits.ts';
import type { MqttRefusal } from './packet-faults.ts';
import type { Refusals } from './refusals.ts';
import { DeviceSession } from './session.ts';

export interface ConnectionsDeps {
  readonly intake: Intake;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly limits: MqttLimits;
  readonly refusals: Refusals;
  /** Those who only read what lamps and sirens are told; undefined where nobody may. */
  readonly readers?: ReaderDoor | undefined;
}

/** Every connection at this door: those that must still prove themselves, and the sessions of devices. */
export class Connections implements GateOwner {
  readonly #deps: ConnectionsDeps;
  readonly #gateAround: GateDeps;
  readonly #addresses: Addresses;
  readonly #guessers: Guessers;
  /** Unproven, oldest first. */
  readonly #waiting = new Set<Gate>();
  readonly #bySocket = new Map<Duplex, DeviceSession>();
  /** The connection that speaks for a device now; an older one that is being closed is not here any more. */
  readonly #current = new Map<DeviceId, DeviceSession>();
  /** Sessions with something that waits to go down. */
  readonly #slow = new Set<DeviceSession>();
  #admit: (session: DeviceSession) => void = () => {};

  constructor(deps: ConnectionsDeps) {
    this.#deps = deps;
    this.#gateAround = { owner: this, clock: deps.clock, limits: deps.limits };
    this.#addresses = new Addresses(deps.clock, deps.limits);
    this.#guessers = new Guessers(deps.clock);
  }

  /** Who gives an admitted socket to the broker. */
  onAdmitted(admit: (session: DeviceSession) => void): void {
    this.#admit = admit;
  }

  /** Presses of all sessions whose commit is awaited. */
  get unanswered(): number {
    let count = 0;
    for (const session of this.#bySocket.values()) count += session.answers.size;
    return count;
  }

  /** A new connection; `wrap` puts TLS around it, once it is let in at all. */
  accept(raw: Socket, wrap: (raw: Socket) => Socket): void {
    const address = addressKey(raw.remoteAddress);
    const refusal = this.#addresses.enter(address);
    if (refusal !== undefined) {
      this.#deps.refusals.note(refusal, address);
      raw.on('error', () => raw.destroy());
      raw.resetAndDestroy(); // a reset leaves nothing behind in our kernel, and an honest device tries again
      return;
    }
    this.#waiting.add(new Gate(wrap(raw), address, this.#gateAround));
  }

  arrived(gate: Gate, connect: Connect): void {
    const { readers } = this.#deps;
    const verdict = readers?.judge(connect) ?? judge(connect, this.#deps.intake);
    if ('refusal' in verdict) {
      const guessed = verdict.refusal === 'wrong-secret' || verdict.refusal === 'unknown-device';
      const wait = guessed ? this.#guessers.failed(gate.address, connect.clientId) : 0;
      const refuse = (): void => gate.refuse(verdict.refusal, verdict.connack);
      if (wait === 0) refuse();
      else this.#deps.clock.after(wait, refuse);
      return;
    }
    if ('reader' in verdict) {
      this.#waiting.delete(gate);
      this.#addresses.prove(gate.address);
      readers?.admit(gate, verdict.reader);
      return;
    }
    if (connect.will !== undefined && !decodeLink(connect.will.payload).ok) this.#deps.counters.count('mqtt-will-unreadable');
    const session = new DeviceSession(verdict.device, gate);
    this.#waiting.delete(gate);
    this.#addresses.prove(gate.address);
    this.#bySocket.set(gate.socket, session);
    gate.admit();
    this.#admit(session);
  }

  refused(gate: Gate, refusal: MqttRefusal): void {
    const session = this.#bySocket.get(gate.socket);
    if (session !== undefined) session.ending = true;
    this.#deps.refusals.note(refusal, gate.address, session?.device);
  }

  confirmed(gate: Gate, packetId: number): void {
    this.#bySocket.get(gate.socket)?.downlink.confirmed(packetId, this.#deps.clock.mono());
    this.#deps.readers?.confirmed(gate, packetId);
  }

  hasRoom(gate: Gate): boolean {
    return (this.#bySocket.get(gate.socket)?.answers.size ?? 0) < PRESSES_WAITING_MAX;
  }

  gone(gate: Gate): void {
    const session = this.#bySocket.get(gate.socket);
    this.#waiting.delete(gate);
    const wasReader = this.#deps.readers?.gone(gate) === true;
    this.#addresses.leave(gate.address, session !== undefined || wasReader);
    if (session === undefined) return;
    session.answers.drop();
    this.#bySocket.delete(gate.socket);
    this.#slow.delete(session);
    if (this.#current.get(session.device) !== session) return;
    this.#current.delete(session.device);
    this.#deps.intake.link(session.device, false);
  }

  /** The broker has taken the session in: from now on it alone speaks for its device. */
  registered(session: DeviceSession): void {
    const former = this.#current.get(session.device);
    this.#current.set(session.device, session);
    if (former !== undefined && former !== session) {
      // A device that roams comes back before its old connection is noticed dead; the same many times over is two devices with one secret.
      this.#deps.counters.count('mqtt-takeover');
      former.ending = true;
      former.gate.socket.destroy();
    }
    this.#deps.intake.link(session.device, true);
  }

  of(socket: Duplex): DeviceSession | undefined {
    return this.#bySocket.get(socket);
  }

  current(device: DeviceId): DeviceSession | undefined {
    return this.#current.get(device);
  }

  /** Something waits for this session's device; `tick` looks after it. */
  watch(session: DeviceSession): void {
    this.#slow.add(session);
  }

  /** Once a second: deadlines, and devices that do not take what is sent. */
  tick(): void {
    const now = this.#deps.clock.mono();
    const underLoad = this.#addresses.unproven > this.#deps.limits.unprovenMax / 2;
    for (const gate of this.#waiting) {
      const age = now - gate.openedAt;
      if (age < FIRST_BYTE_UNDER_LOAD_MS) break; // oldest first: all later ones are younger
      if (age >= FIRST_PACKET_MS || (underLoad && gate.silent)) gate.refuse('first-packet-late');
    }
    for (const session of this.#slow) {
      const state = session.downlink.tick(now);
      if (state === 'idle') this.#slow.delete(session);
      if (state === 'frozen') session.gate.refuse('frozen');
    }
    this.#deps.readers?.tick(now);
    this.#addresses.sweep();
    this.#deps.refusals.sweep();
  }

  /** Takes nothing more in; sockets of devices stay open for what must still be answered. */
  shut(): void {
    for (const gate of this.#waiting) gate.shut();
    for (const session of this.#bySocket.values()) session.gate.shut();
    this.#deps.readers?.shut();
  }

  destroy(): void {
    for (const gate of this.#waiting) gate.socket.destroy();
    for (const session of this.#bySocket.values()) session.gate.socket.destroy();
    this.#deps.readers?.destroy();
  }

  /** How often `tick` is to be called. */
  static readonly TICK_MS = SECOND_MS;
}
