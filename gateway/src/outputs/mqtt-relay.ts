import type { PlaceId } from '../base/ids.ts';
import type { OutputSwitch } from '../contract/outputs.ts';
import type { BoardEntry, BoardReaders } from '../engine/ports/outputs.ts';
import type { OutputsBoard } from './board.ts';
import type { OutsidePublisher } from './outside-publisher.ts';
import type { Relay } from './relay.ts';

interface MqttRelayDeps {
  readonly board: OutputsBoard;
  /** The site's own broker, where there is one that gets what is published. */
  readonly outside: OutsidePublisher | undefined;
  /** Whoever listens at our own door; undefined where we have none. */
  readonly readers: () => BoardReaders | undefined;
  readonly mono: () => number;
}

/**
 * A relay that listens to a topic. Its command stands on the board and is not kept by brokers: it is said again and again instead. Through
 * the site's broker nobody knows more than that the broker took it; at our own door somebody must have subscribed.
 */
export class MqttRelay implements Relay {
  readonly #deps: MqttRelayDeps;
  readonly #settings: Extract<OutputSwitch, { readonly by: 'mqtt' }>;
  readonly #place: PlaceId | undefined;
  #unheardSince: number | undefined;
  #said: BoardEntry | undefined;

  constructor(deps: MqttRelayDeps, settings: Extract<OutputSwitch, { readonly by: 'mqtt' }>, place: PlaceId | undefined) {
    this.#deps = deps;
    this.#settings = settings;
    this.#place = place;
  }

  get isSettled(): boolean {
    const { outside } = this.#deps;
    return outside === undefined ? this.#listening() > 0 : outside.hasConfirmed(this.#settings.topic);
  }

  get lost(): Relay['lost'] {
    const { outside, mono } = this.#deps;
    if (outside !== undefined) return outside.lost;
    if (this.#listening() > 0) return undefined;
    return { why: 'nobody has subscribed to its topic', since: this.#unheardSince ?? mono() };
  }

  set(on: boolean): void {
    const { topic } = this.#settings;
    const entry = { body: on ? this.#settings.on : this.#settings.off, place: this.#place, for: 'place' as const, kept: false };
    const { board } = this.#deps;
    const before = board.get(topic);
    if (before !== undefined && before === this.#said && before.body === entry.body) {
      board.repeat(topic);
      return;
    }
    // Said for the first time: what another relay said there is no longer its to take away.
    board.put(topic, entry, 'anew');
    this.#said = entry;
  }

  tick(now: number): void {
    if (this.#listening() > 0) this.#unheardSince = undefined;
    else this.#unheardSince ??= now;
  }

  close(): void {
    const { topic } = this.#settings;
    // Set up anew, it may be another's by now.
    if (this.#deps.board.get(topic) === this.#said) this.#deps.board.remove(topic);
  }

  #listening(): number {
    return this.#deps.readers()?.listening(this.#settings.topic) ?? 0;
  }
}
