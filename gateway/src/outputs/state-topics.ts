import type { PlaceId } from '../base/ids.ts';
import { AUDIENCES, type Audience } from '../contract/outputs.ts';
import { outwardStates, QUIET, type Moment } from '../domain/outward.ts';
import { pathOf } from '../domain/places.ts';
import type { StateView } from '../domain/state.ts';
import type { OutputsBoard } from './board.ts';
import { discoveryTopic, houseDiscovery, placeDiscovery } from './discovery.ts';
import { FAULTS_TOPIC, GATEWAY_TOPIC, ONLINE, stateTopic } from './topics.ts';

/**
 * Writes on the board how each place, the house and its faults stand. What a topic says follows from the state alone; topics of places
 * that are no more go away.
 */
export class StateTopics {
  readonly #board: OutputsBoard;
  /** Home Assistant's prefix; absent: nothing is announced. */
  readonly #prefix: string | undefined;
  readonly #places = new Set<PlaceId>();

  constructor(board: OutputsBoard, prefix: string | undefined) {
    this.#board = board;
    this.#prefix = prefix;
  }

  /**
   * `all`: places may have come, gone, moved or got another name. `isSure`: the log has been read in this run. Until then nothing is
   * called quiet that this run has not called anything else: what brokers keep from before may be true.
   */
  write(
    state: StateView,
    moment: Pick<Moment, 'signs' | 'places'>,
    { all, isSure }: { readonly all: boolean; readonly isSure: boolean },
  ): void {
    if (all) this.#placesOf(state);
    for (const audience of AUDIENCES) this.#say(moment, audience, isSure);
    if (isSure) this.#faults(state);
    this.#board.put(GATEWAY_TOPIC, { body: ONLINE, for: 'public', kept: true });
  }

  #say(moment: Pick<Moment, 'signs' | 'places'>, audience: Audience, isSure: boolean): void {
    const states = outwardStates(moment, audience);
    for (const place of [undefined, ...this.#places]) {
      const topic = stateTopic(place, audience);
      const stands = states.get(place);
      if (stands === undefined && !isSure && this.#board.get(topic) === undefined) continue;
      const body = JSON.stringify(stands ?? QUIET);
      this.#board.put(topic, { body, place, for: 'place', kept: true });
    }
  }

  #placesOf(state: StateView): void {
    const prefix = this.#prefix;
    for (const place of [...this.#places]) {
      if (state.places.has(place)) continue;
      this.#places.delete(place);
      for (const audience of AUDIENCES) this.#board.remove(stateTopic(place, audience));
      if (prefix !== undefined) this.#board.remove(discoveryTopic(prefix, place));
    }
    for (const { place } of state.places.values()) {
      this.#places.add(place);
      if (prefix === undefined) continue;
      const body = placeDiscovery(place, pathOf(state.places, place));
      this.#board.put(discoveryTopic(prefix, place), { body, place, for: 'place', kept: true });
    }
    if (prefix !== undefined) this.#board.put(discoveryTopic(prefix, undefined), { body: houseDiscovery(), for: 'place', kept: true });
  }

  #faults(state: StateView): void {
    // What only a climb finds out says that there is an alarm, also one that was raised in secret.
    const faults = [...state.faults.values()].filter(({ subject }) => !/^(alarm|person|channel):/.test(subject));
    const codes = faults.map(({ code }) => code).filter((code) => code !== 'no-channel' && code !== 'outbox-stuck');
    const silent = codes.filter((code) => code === 'device-silent').length;
    const battery = codes.filter((code) => code === 'device-battery-low' || code === 'device-battery-flat').length;
    const body = JSON.stringify({ v: 1, faults: codes.length, silent, battery });
    this.#board.put(FAULTS_TOPIC, { body, for: 'place', kept: true });
  }
}
