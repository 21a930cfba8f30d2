import type { Cancel, Clock } from '../base/clock.ts';
import { SECOND_MS } from '../base/durations.ts';
import type { Counters, FaultSink } from '../engine/ports/devices.ts';
import type { Board, BrokerLine, OutsideBoardBroker } from '../engine/ports/outputs.ts';
import { discoveryFilter, isOwnDiscovery } from './discovery.ts';
import { GATEWAY_TOPIC, OFFLINE, STATE_ROOT } from './topics.ts';

interface OutsidePublisherDeps {
  readonly board: Board;
  readonly broker: OutsideBoardBroker;
  readonly clock: Clock;
  readonly faults: FaultSink;
  readonly counters: Counters;
  /** The log has been read in this run: what the board does not hold is no more. Until then it may still be true. */
  readonly isSure: () => boolean;
  /** Home Assistant's prefix; absent: nothing is announced. */
  readonly prefix: string | undefined;
}

const LOOK_MS = SECOND_MS;
/** A broker that does not answer holds the end of the gateway up for no longer. */
const OFFLINE_WITHIN_MS = SECOND_MS;
/** What was published is given back by the broker, for we have subscribed to it; not by then: published again. */
const BACK_WITHIN_MS = 5 * SECOND_MS;
/** So long something may be wrong before it is a fault: the same as for a broker that devices are behind. */
export const NOT_OUT_MS = 15 * SECOND_MS;
/** Messages that the broker has not confirmed; further ones wait, the newest of each topic. */
const ON_THE_WAY_MAX = 64;
/** Topics of ours that a broker holds; beyond, what it gives back is not remembered and so not cleared. A house has some thousands. */
const SEEN_MAX = 50_000;

/**
 * Keeps what stands on the board true at the site's own broker. Level by level: what the broker gives back of our topics is compared with
 * the board, so that what is missing, out of date or of places that are no more is put right after every absence of either.
 */
export class OutsidePublisher {
  readonly #deps: OutsidePublisherDeps;
  readonly #line: BrokerLine;
  /** What the broker holds, as it has told us. */
  readonly #seen = new Map<string, string>();
  readonly #waiting = new Set<string>();
  readonly #onTheWay = new Map<string, string>();
  /** Of each topic what was sent last, when (monotonic ms), and whether the broker has confirmed it. */
  readonly #sent = new Map<string, { readonly body: string; readonly at: number; isConfirmed: boolean }>();
  #wrongSince: number | undefined;
  #isFault: boolean | undefined;
  #stops: Cancel[] = [];

  constructor(deps: OutsidePublisherDeps) {
    this.#deps = deps;
    const { prefix } = deps;
    this.#line = deps.broker.line({
      filters: { [`${STATE_ROOT}/#`]: 1, ...(prefix === undefined ? {} : { [discoveryFilter(prefix)]: 1 }) },
      will: { topic: GATEWAY_TOPIC, body: OFFLINE },
      received: (topic, body) => this.#gotBack(topic, body.toString()),
      ready: () => this.#isReady(),
      gone: () => this.#forget(),
    });
  }

  start(): void {
    if (this.#stops.length > 0) return;
    const { board, clock } = this.#deps;
    this.#stops = [
      board.onChange((topic) => {
        this.#waiting.add(topic);
        this.#pump();
      }),
      clock.every(LOOK_MS, () => this.#look()),
    ];
    this.#line.start();
  }

  /** Says that it goes, as the will would. */
  /** Says that the gateway goes before it does: with an orderly end the broker says no will. */
  async stop(): Promise<void> {
    if (this.#stops.length === 0) return;
    for (const stop of this.#stops.splice(0)) stop();
    if (this.#line.view.ready) await this.#sayOffline();
    this.#line.stop();
  }

  #sayOffline(): Promise<void> {
    return new Promise((resolve) => {
      const late = this.#deps.clock.after(OFFLINE_WITHIN_MS, resolve);
      this.#line.publish({ topic: GATEWAY_TOPIC, body: Buffer.from(OFFLINE), retain: true }, () => {
        late();
        resolve();
      });
    });
  }

  /** The broker has taken what stands at this topic now. */
  hasConfirmed(topic: string): boolean {
    const last = this.#sent.get(topic);
    return this.#line.view.ready && last?.isConfirmed === true && last.body === this.#deps.board.get(topic)?.body;
  }

  /** Why nothing gets to the broker, and since when. */
  get lost(): { readonly why: string; readonly since: number } | undefined {
    const { ready, why, heardAt } = this.#line.view;
    return ready ? undefined : { why: why ?? 'the broker does not answer', since: heardAt };
  }

  #isReady(): void {
    this.#forget();
    for (const topic of this.#deps.board.topics()) this.#waiting.add(topic);
    this.#pump();
  }

  #forget(): void {
    this.#seen.clear();
    this.#onTheWay.clear();
    this.#sent.clear();
    this.#waiting.clear();
  }

  #isOurs(topic: string): boolean {
    const { prefix } = this.#deps;
    return topic.startsWith(`${STATE_ROOT}/`) || (prefix !== undefined && isOwnDiscovery(prefix, topic));
  }

  #gotBack(topic: string, body: string): void {
    if (!this.#isOurs(topic)) return;
    if (body === '') this.#seen.delete(topic);
    else if (this.#seen.size < SEEN_MAX || this.#seen.has(topic)) this.#seen.set(topic, body);
    if (body !== '' && this.#isStale(topic)) {
      this.#deps.counters.count('outputs-stale-cleared');
      this.#waiting.add(topic);
      this.#pump();
    }
  }

  #isStale(topic: string): boolean {
    return this.#deps.isSure() && this.#deps.board.get(topic) === undefined;
  }

  #pump(): void {
    if (!this.#line.view.ready) return;
    for (const topic of this.#waiting) {
      if (this.#onTheWay.size >= ON_THE_WAY_MAX) return;
      if (this.#onTheWay.has(topic)) continue;
      this.#waiting.delete(topic);
      this.#send(topic);
    }
  }

  #send(topic: string): void {
    const entry = this.#deps.board.get(topic);
    if (entry === undefined && !this.#isOurs(topic)) return; // a command that is no more was never kept
    const body = entry?.body ?? ''; // nothing, kept, makes a broker forget
    const sent = { body, at: this.#deps.clock.mono(), isConfirmed: false };
    this.#onTheWay.set(topic, body);
    this.#sent.set(topic, sent);
    this.#line.publish({ topic, body: Buffer.from(body), retain: entry?.kept ?? true }, (refused) => {
      if (this.#sent.get(topic) === sent) sent.isConfirmed = refused === undefined;
      if (refused !== undefined) this.#deps.counters.count('outputs-publish-refused');
      this.#onTheWay.delete(topic);
      if (entry === undefined) this.#sent.delete(topic);
      this.#pump();
    });
  }

  #look(): void {
    this.#line.tick();
    const now = this.#deps.clock.mono();
    const isWrong = !this.#line.view.ready || this.#differs(now);
    this.#wrongSince = isWrong ? (this.#wrongSince ?? now) : undefined;
    this.#pump();
    this.#tell(now);
  }

  /** Sends again what the broker holds otherwise; true while anything differs. */
  #differs(now: number): boolean {
    const { board } = this.#deps;
    let differs = false;
    const again = (topic: string): void => {
      differs = true;
      if (now - (this.#sent.get(topic)?.at ?? -Infinity) >= BACK_WITHIN_MS) this.#waiting.add(topic);
    };
    for (const topic of board.topics()) {
      const entry = board.get(topic);
      if (entry?.kept === true && this.#seen.get(topic) !== entry.body) again(topic);
    }
    for (const topic of this.#seen.keys()) if (this.#isStale(topic)) again(topic);
    return differs;
  }

  /** A fault of a run before this one ends with the first good look, and not by itself at the start. */
  #tell(now: number): void {
    const { faults, broker } = this.#deps;
    const { refused, why, ready } = this.#line.view;
    const isFault = refused || (this.#wrongSince !== undefined && now - this.#wrongSince >= NOT_OUT_MS);
    const subject = `broker:${broker.name}` as const;
    if (isFault && this.#isFault !== true) {
      const detail = ready ? 'the broker does not give back what is published: look at the rights' : (why ?? 'no answer');
      faults.open('state-not-out', subject, { label: broker.name, detail });
      this.#isFault = true;
    } else if (this.#wrongSince === undefined && !refused && this.#isFault !== false) {
      faults.close('state-not-out', subject);
      this.#isFault = false;
    }
  }
}
