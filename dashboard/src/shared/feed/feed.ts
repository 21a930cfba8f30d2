import type { ConsoleMessage, FeedMessage, Hello, Pending, Pulse, Topic } from '@duress/gateway/contract/feed.ts';
import { BEAT_EVERY_MS } from '@duress/gateway/contract/limits.ts';
import type { Cancel, Clock } from '../clock.ts';
import { reconnectWaitMs } from './backoff.ts';
import { FIRST_LINK, ageMs, linkState, type Link, type Moment } from './link.ts';
import { NO_ITEMS, resumeAt, takeSnapshot, takeUpdate, type TopicItems, type TopicState } from './topic.ts';

/** A socket in as far as the feed needs one: the browser's WebSocket in pages, any pair of pipes in tests. */
export interface FeedSocket {
  send(text: string): void;
  close(): void;
}

export interface SocketEvents {
  readonly opened: () => void;
  readonly text: (text: string) => void;
  readonly closed: () => void;
}

export interface FeedEvents {
  /** A topic's items changed, or were confirmed by a snapshot. */
  readonly items?: ((topic: Topic, items: TopicItems) => void) | undefined;
  readonly hello?: ((hello: Hello) => void) | undefined;
  readonly pulse?: ((pulse: Pulse) => void) | undefined;
  /** All that the log has not taken yet; empty lists when there is nothing any more. */
  readonly pending?: ((pending: Pending) => void) | undefined;
  /** The gateway's own test press has come this far. */
  readonly probe?: ((probe: string) => void) | undefined;
  /** Each second, and at once when it changes. */
  readonly link?: ((link: Link) => void) | undefined;
  /** `about`: the topic, or the kind of message, that it is about. */
  readonly refused?: ((code: string, about: string | undefined) => void) | undefined;
  /** A connection ended before the gateway said a word: perhaps nobody is signed in any more. Ask, then carry on. */
  readonly turnedAway?: (() => void) | undefined;
}

export interface FeedOptions {
  /** With timers that run in a hidden tab (`startClock`). */
  readonly clock: Clock;
  readonly open: (events: SocketEvents) => FeedSocket;
  readonly topics: readonly { readonly topic: Topic; readonly place?: string | undefined }[];
  readonly events: FeedEvents;
  /** In [0, 1); spreads the reconnects of many consoles. */
  readonly random: () => number;
}

/** A connect that isn't through by then is dropped: without this a socket can hang in CONNECTING for minutes. */
const CONNECT_WITHIN_MS = 5_000;

/** Without a word for this long the socket is taken for half-open and replaced, well before the page says LOST. */
const SILENT_SOCKET_MS = 10_000;

const LOOK_EVERY_MS = 1_000;

/** A topic that was refused is asked for again so often: the right may have been given meanwhile, and nothing else would say so. */
export const ASK_AGAIN_MS = 10_000;

type Connection =
  | { readonly state: 'off' }
  | { readonly state: 'waiting'; readonly cancel: Cancel }
  | { readonly state: 'connecting'; readonly socket: FeedSocket; readonly cancel: Cancel; readonly heard: boolean }
  | { readonly state: 'open'; readonly socket: FeedSocket; readonly cancel: Cancel; readonly heard: boolean };

/**
 * The page's end of the live feed (docs/live-feed.md): one socket, several topics, each without gap and without doubling across
 * cuts, and an honest word on how old all of it is. Knows nothing of pages; time, socket and chance are given to it.
 */
export class Feed {
  readonly #options: FeedOptions;
  readonly #topics = new Map<Topic, TopicState>();
  #connection: Connection = { state: 'off' };
  /** Each socket has a number; what a dropped one still says is ignored. */
  #generation = 0;
  #tries = 0;
  #spoke: Moment;
  #heard = false;
  #openedAt: Moment;
  #link = FIRST_LINK;
  /** Topics that this connection may not have, and when (monotonic) it was told so. */
  readonly #refused = new Map<Topic, number>();
  #timers: readonly Cancel[] = [];

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#spoke = this.#now();
    this.#openedAt = this.#spoke;
  }

  get link(): Link {
    return this.#link;
  }

  items(topic: Topic): TopicItems {
    return this.#topics.get(topic)?.items ?? NO_ITEMS;
  }

  start(): void {
    if (this.#connection.state !== 'off') return;
    this.#spoke = this.#now();
    const { clock } = this.#options;
    this.#timers = [
      clock.every(LOOK_EVERY_MS, () => {
        this.#look();
      }),
      clock.every(BEAT_EVERY_MS, () => {
        this.send({ type: 'beat' });
      }),
    ];
    this.#connect();
  }

  stop(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
    this.#leave();
    this.#connection = { state: 'off' };
  }

  /** False when there is no connection to say it on. */
  send(message: ConsoleMessage): boolean {
    if (this.#connection.state !== 'open') return false;
    this.#connection.socket.send(JSON.stringify(message));
    return true;
  }

  /** The network came back or the page came to the front: no reason to wait for the next try. */
  wake(): void {
    if (this.#connection.state !== 'waiting') return;
    this.#tries = 0;
    this.#connect();
  }

  #now(): Moment {
    return { mono: this.#options.clock.mono(), wall: this.#options.clock.wall() };
  }

  #connect(): void {
    this.#leave();
    const generation = this.#generation;
    const mine = (run: () => void) => () => {
      if (generation === this.#generation) run();
    };
    const cancel = this.#options.clock.after(
      CONNECT_WITHIN_MS,
      mine(() => {
        this.#cut();
      }),
    );
    const socket = this.#options.open({
      opened: mine(() => {
        this.#opened();
      }),
      text: (text) => {
        if (generation === this.#generation) this.#take(text);
      },
      closed: mine(() => {
        this.#cut();
      }),
    });
    this.#connection = { state: 'connecting', socket, cancel, heard: false };
  }

  #opened(): void {
    if (this.#connection.state !== 'connecting') return;
    this.#connection.cancel();
    this.#openedAt = this.#now();
    this.#connection = { ...this.#connection, state: 'open' };
    this.#look();
  }

  /** Ends the present connection, whatever it is, and makes what it may still say meaningless. */
  #leave(): void {
    this.#generation += 1;
    this.#refused.clear();
    const old = this.#connection;
    if (old.state === 'off') return;
    old.cancel();
    if (old.state !== 'waiting') old.socket.close();
  }

  #cut(): void {
    const old = this.#connection;
    if (old.state === 'off' || old.state === 'waiting') return;
    if (!old.heard) this.#options.events.turnedAway?.();
    this.#leave();
    const wait = reconnectWaitMs(this.#tries, this.#options.random());
    this.#tries += 1;
    const cancel = this.#options.clock.after(wait, () => {
      this.#connect();
    });
    this.#connection = { state: 'waiting', cancel };
    this.#look();
  }

  /** Once a second: says how old everything is, and replaces a socket that fell silent. */
  #look(): void {
    const now = this.#now();
    const age = ageMs(this.#spoke, now);
    const connected = this.#connection.state === 'open';
    if (connected && Math.min(age, ageMs(this.#openedAt, now)) > SILENT_SOCKET_MS) {
      this.#cut();
      return;
    }
    this.#link = { state: linkState(age, this.#heard), ageMs: age, connected };
    this.#options.events.link?.(this.#link);
    for (const [topic, at] of this.#refused) if (connected && now.mono - at >= ASK_AGAIN_MS) this.#subscribe(topic, undefined);
  }

  #take(text: string): void {
    const message = feedMessage(text);
    if (message === undefined || this.#connection.state !== 'open') return;
    if (!this.#connection.heard) this.#connection = { ...this.#connection, heard: true };
    this.#tries = 0;
    this.#heard = true;
    this.#spoke = this.#now();
    if (this.#link.state !== 'live') this.#look();
    this.#act(message);
  }

  #act(message: FeedMessage): void {
    const { events } = this.#options;
    switch (message.type) {
      case 'hello':
        events.hello?.(message);
        for (const { topic } of this.#options.topics) this.#subscribe(topic, message.epoch);
        break;
      case 'snapshot':
        this.#put(message.topic, takeSnapshot(message).next);
        break;
      case 'update': {
        const { next, step } = takeUpdate(this.#topics.get(message.topic) ?? { state: 'asked', items: NO_ITEMS }, message);
        if (step === 'changed') this.#put(message.topic, next);
        if (step === 'missed') this.#subscribe(message.topic, undefined);
        break;
      }
      case 'pulse':
        events.pulse?.(message);
        break;
      case 'pending':
        events.pending?.(message);
        break;
      case 'probe':
        events.probe?.(message.probe);
        break;
      case 'refused':
        if (message.topic !== undefined) this.#refused.set(message.topic, this.#now().mono);
        events.refused?.(message.code, message.topic ?? message.about);
        break;
    }
  }

  #put(topic: Topic, next: TopicState): void {
    this.#topics.set(topic, next);
    this.#options.events.items?.(topic, next.items);
  }

  /** Goes on from where we are when the log's epoch is still the same, else asks for a snapshot; old items stand until it is here. */
  #subscribe(topic: Topic, epoch: number | undefined): void {
    const place = this.#options.topics.find((entry) => entry.topic === topic)?.place;
    this.#refused.delete(topic);
    const before = this.#topics.get(topic) ?? { state: 'asked', items: NO_ITEMS };
    const after = epoch === undefined ? undefined : resumeAt(before, epoch);
    this.#topics.set(topic, after === undefined ? { state: 'asked', items: before.items } : before);
    this.send({ type: 'subscribe', topic, ...(place === undefined ? {} : { place }), ...(after === undefined ? {} : { after }) });
  }
}

/** The gateway's messages come from the contract's schemas; a message of a kind that this build does not know is left alone. */
function feedMessage(text: string): FeedMessage | undefined {
  try {
    const json = JSON.parse(text) as unknown; // any to unknown: checked on the next line
    if (typeof json !== 'object' || json === null || !('type' in json) || typeof json.type !== 'string') return undefined;
    return json as FeedMessage; // the one sender of this socket speaks the contract; `hello.build` tells another version
  } catch {
    // Not JSON: nothing to learn from it. The pulse's age tells the person if this goes on.
    return undefined;
  }
}
