import { generate } from 'mqtt-packet';
import type { BoardDoor } from '../../../engine/ports/outputs.ts';
import type { Gate } from '../gate.ts';
import { DOWNLINK_BACKLOG_BYTES, DOWNLINK_PATIENCE_MS, FROZEN_MS } from '../limits.ts';
import { fallsUnder } from './filters.ts';

/** Messages that a reader has not confirmed; further ones wait, the newest of each topic. */
const UNCONFIRMED_MAX = 16;
/** Filters of one reader. Beyond: refused. */
const READER_FILTERS_MAX = 64;

/**
 * One lamp, siren or house system that reads. Of each topic the newest alone waits, and what is allowed is asked again for each message,
 * so a reader that takes nothing costs one set of names, and one that lost its rights hears nothing more.
 */
export class ReaderSession {
  readonly reader: string;
  readonly gate: Gate;
  readonly #door: BoardDoor;
  readonly #filters = new Map<string, 0 | 1>();
  /** Topics to be told; true: it stands there since before they asked. */
  readonly #waiting = new Map<string, boolean>();
  /** Those that they were told of, so that they hear of it when one is gone. */
  readonly #told = new Set<string>();
  readonly #unconfirmed = new Map<number, number>();
  #packetId = 0;
  #movedAt = 0;
  #awaitsDrain = false;
  /** We are closing it ourselves and have said why. */
  ending = false;

  constructor(reader: string, gate: Gate, door: BoardDoor) {
    this.reader = reader;
    this.gate = gate;
    this.#door = door;
  }

  /** One filter more may be had, or this one is had already. */
  hasRoomFor(filter: string): boolean {
    return this.#filters.has(filter) || this.#filters.size < READER_FILTERS_MAX;
  }

  listens(topic: string): boolean {
    return this.#qosOf(topic) !== undefined && this.#door.mayRead(this.reader, topic);
  }

  /** From now on; what stands there now follows. */
  subscribe(filter: string, qos: 0 | 1, now: number): void {
    this.#filters.set(filter, qos);
    for (const topic of this.#door.board.topics()) if (fallsUnder(filter, topic)) this.#waiting.set(topic, true);
    this.#pump(now);
  }

  unsubscribe(filter: string): void {
    this.#filters.delete(filter);
  }

  changed(topic: string, now: number): void {
    if (this.#qosOf(topic) === undefined) return;
    this.#waiting.set(topic, false);
    this.#pump(now);
  }

  confirmed(packetId: number, now: number): void {
    this.#unconfirmed.delete(packetId);
    this.#pump(now);
  }

  /** Once a second. `frozen`: it takes no bytes. */
  tick(now: number): 'fine' | 'frozen' {
    for (const [id, at] of this.#unconfirmed) if (now - at >= DOWNLINK_PATIENCE_MS) this.#unconfirmed.delete(id);
    this.#pump(now);
    return this.#waiting.size > 0 && now - this.#movedAt >= FROZEN_MS ? 'frozen' : 'fine';
  }

  #qosOf(topic: string): 0 | 1 | undefined {
    let best: 0 | 1 | undefined;
    for (const [filter, qos] of this.#filters) if (fallsUnder(filter, topic) && (best === undefined || qos > best)) best = qos;
    return best;
  }

  #pump(now: number): void {
    const { socket } = this.gate;
    if (this.#waiting.size === 0) this.#movedAt = now;
    for (const [topic, stood] of this.#waiting) {
      if (this.#unconfirmed.size >= UNCONFIRMED_MAX || socket.writableLength >= DOWNLINK_BACKLOG_BYTES) {
        // The rest goes on with the next confirmation, or when the socket has taken these.
        if (socket.writableNeedDrain) this.#afterDrain(now);
        return;
      }
      this.#waiting.delete(topic);
      this.#movedAt = now;
      this.#tell(topic, stood, now);
    }
  }

  #afterDrain(now: number): void {
    if (this.#awaitsDrain) return;
    this.#awaitsDrain = true;
    this.gate.socket.once('drain', () => {
      this.#awaitsDrain = false;
      this.#pump(now);
    });
  }

  #tell(topic: string, stood: boolean, now: number): void {
    const entry = this.#door.board.get(topic);
    const qos = this.#qosOf(topic);
    if (qos === undefined) return;
    if (entry === undefined) {
      if (this.#told.delete(topic)) this.#write({ topic, body: '', qos, retain: false }, now);
    } else if (this.#door.mayRead(this.reader, topic)) {
      this.#told.add(topic);
      this.#write({ topic, body: entry.body, qos, retain: stood && entry.kept }, now);
    }
  }

  #write(
    { topic, body, qos, retain }: { readonly topic: string; readonly body: string; readonly qos: 0 | 1; readonly retain: boolean },
    now: number,
  ): void {
    const named = qos === 1 ? { messageId: this.#nextId(now) } : {};
    this.gate.socket.write(generate({ cmd: 'publish', topic, payload: body, qos, retain, dup: false, ...named }));
  }

  #nextId(now: number): number {
    this.#packetId = (this.#packetId % 0xffff) + 1;
    this.#unconfirmed.set(this.#packetId, now);
    return this.#packetId;
  }
}
