import type { Duplex } from 'node:stream';
import type { Clock } from '../../../base/clock.ts';
import type { EventLog } from '../../../base/log.ts';
import type { Counters } from '../../../engine/ports/devices.ts';
import type { BoardDoor, BoardReaders } from '../../../engine/ports/outputs.ts';
import { CONNACK, type Connect, type ConnectRefusal } from '../connect-packet.ts';
import type { Gate } from '../gate.ts';
import { KEEP_ALIVE_MAX_S } from '../limits.ts';
import type { Refusals } from '../refusals.ts';
import { ReaderBroker } from './reader-broker.ts';
import { hasWildcard } from './filters.ts';
import { ReaderSession } from './reader-session.ts';

/** The user name of every reader; who it is says the token, which is the password. */
export const READER_USER = 'outputs';
/** Lamps, sirens and house systems at this door. Beyond: refused, so that they never take the places of buttons. */
const READERS_MAX = 256;

interface ReaderDoorDeps {
  readonly door: BoardDoor;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly refusals: Refusals;
}

/** Those who come through the same port as devices and only read: what a token of theirs lets them, and nothing of devices. */
export class ReaderDoor implements BoardReaders {
  readonly #deps: ReaderDoorDeps;
  readonly #broker: ReaderBroker;
  readonly #sessions = new Map<Duplex, ReaderSession>();
  #unfollow: (() => void) | undefined;

  constructor(deps: ReaderDoorDeps) {
    const { events, counters, refusals, clock, door } = deps;
    this.#deps = deps;
    this.#broker = new ReaderBroker({
      events,
      counters,
      refusals,
      sessionOf: (client) => (client === null ? undefined : this.#sessions.get(client.conn)),
      isForbidden: ({ reader }, topic) => !hasWildcard(topic) && door.board.get(topic) !== undefined && !door.mayRead(reader, topic),
      mono: () => clock.mono(),
    });
  }

  async start(): Promise<void> {
    const { door, clock } = this.#deps;
    this.#unfollow = door.board.onChange((topic) => {
      const now = clock.mono();
      for (const session of this.#sessions.values()) session.changed(topic, now);
    });
    await this.#broker.start();
  }

  async stop(): Promise<void> {
    this.#unfollow?.();
    await this.#broker.stop();
  }

  /** Whose token a CONNECT brings, or why it is refused; undefined when it is no reader at all. */
  judge(connect: Connect): { readonly reader: string } | ConnectRefusal | undefined {
    if (connect.userName !== READER_USER || connect.clientId === READER_USER) return undefined;
    if (connect.clientId === '') return { refusal: 'client-id', connack: CONNACK.identifier };
    const reader = this.#deps.door.reader((connect.password ?? Buffer.alloc(0)).toString());
    if (reader === undefined) return { refusal: 'wrong-secret', connack: CONNACK.credentials };
    if (connect.keepAlive < 1 || connect.keepAlive > KEEP_ALIVE_MAX_S) return { refusal: 'keep-alive', connack: CONNACK.forbidden };
    return this.#sessions.size >= READERS_MAX ? { refusal: 'connections-full', connack: CONNACK.forbidden } : { reader };
  }

  admit(gate: Gate, reader: string): void {
    const session = new ReaderSession(reader, gate, this.#deps.door);
    this.#sessions.set(gate.socket, session);
    gate.admit();
    this.#broker.take(session);
  }

  listening(topic: string): number {
    let count = 0;
    for (const session of this.#sessions.values()) if (session.listens(topic)) count += 1;
    return count;
  }

  confirmed(gate: Gate, packetId: number): void {
    this.#sessions.get(gate.socket)?.confirmed(packetId, this.#deps.clock.mono());
  }

  /** True when it was a reader's. */
  gone(gate: Gate): boolean {
    return this.#sessions.delete(gate.socket);
  }

  /** Once a second: a token that was revoked reads nothing more, and a reader that takes nothing is let go. */
  tick(now: number): void {
    const { door, counters } = this.#deps;
    for (const session of this.#sessions.values()) {
      if (!door.isReader(session.reader)) {
        session.ending = true;
        counters.count('mqtt-dropped');
        session.gate.socket.destroy();
      } else if (session.tick(now) === 'frozen') {
        session.gate.refuse('frozen');
      }
    }
  }

  shut(): void {
    for (const session of this.#sessions.values()) session.gate.shut();
  }

  destroy(): void {
    for (const session of this.#sessions.values()) session.gate.socket.destroy();
  }
}
