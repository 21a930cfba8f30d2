import type { IncomingMessage } from 'node:http';
import { hashOf } from '../../gateway/src/access/secrets.ts';
import type { AlarmView } from '../../gateway/src/contract/alarm.ts';
import { BEAT_EVERY_MS, LOST_AFTER_MS, FEED_PATH, FEED_PROTOCOL } from '../../gateway/src/contract/limits.ts';
import type { ConsoleMessage, Cursor, FaultView, FeedMessage, HandOverView, PendingPress, Topic } from '../../gateway/src/contract/feed.ts';
import type { TaskView } from '../../gateway/src/contract/debrief.ts';
import type { Dice } from './chance.ts';
import { FeedFrames, FeedWire, frameOf } from './feed-wire.ts';
import type { GatewayProcess } from './gateway-process.ts';
import { cookieOf, WALL, wallSecret } from './house.ts';
import type { Timeline } from './timeline.ts';

const DELAY_MS = [1, 30] as const;
const CONNECT_AGAIN_MS = 1_000;
const PAINT_MS = [16, 120] as const;

export interface PageDeps {
  /** Who is signed in there, or the name of a screen on the wall. */
  readonly person: string;
  /** What it listens to. */
  readonly topics: readonly Topic[];
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly gateway: () => GatewayProcess | undefined;
  /** The gateway has sent this page something; it comes later, or never. */
  readonly onSent: (page: ConsolePage, message: FeedMessage) => void;
  /** This comes to the gateway. */
  readonly onSaid: (page: ConsolePage, message: ConsoleMessage) => void;
  /** The gateway is about to write to it. */
  readonly passes: (gateway: GatewayProcess, bytes: Uint8Array) => void;
  /** It was not let in. */
  readonly onRefused: (page: ConsolePage) => void;
}

/**
 * One open console as docs/live-feed.md says that a page behaves: it follows the numbering, comes back with its cursor, says what it
 * has painted. The way to the gateway keeps its order, as TCP does, and can be cut, or dead in silence.
 */
export class ConsolePage {
  readonly person: string;
  /** The id of the sign-in that it shows. */
  readonly session: string;
  readonly alarms = new Map<string, AlarmView>();
  readonly faults = new Map<string, FaultView>();
  readonly tasks = new Map<string, TaskView>();
  pending: readonly PendingPress[] = [];
  handOvers: readonly HandOverView[] = [];
  isArmed = false;
  /** When somebody last touched it. */
  touchedAt = 0;
  /** `cut`: both ends hear of it. `silent`: neither does. `stuck`: the page does not read. */
  trouble: 'none' | 'cut' | 'silent' | 'stuck' = 'none';
  readonly #deps: PageDeps;
  #wire: FeedWire | undefined;
  readonly #cursors = new Map<Topic, Cursor>();
  #epoch = 0;
  #heardAt = 0;
  #openedAt = 0;
  #troubledAt = -Infinity;
  #refusedAt = -Infinity;
  /** When the last bytes in each direction arrive: none overtakes them. */
  #upUntil = 0;
  #downUntil = 0;
  /** What has arrived on this connection and is not read yet. */
  #held: (() => void)[] = [];
  #isConnecting = false;

  constructor(deps: PageDeps) {
    this.#deps = deps;
    this.person = deps.person;
    this.session = hashOf(cookieOf(deps.person));
  }

  get isOpen(): boolean {
    return this.#wire !== undefined;
  }

  /** Milliseconds since it heard anything of the gateway that it is connected to. */
  get quietMs(): number {
    return this.#deps.timeline.now - this.#heardAt;
  }

  /** Since when it is open and nothing disturbs it. What was held up by trouble it finds out only when it takes itself for lost. */
  get calmSince(): number {
    return Math.max(this.#openedAt, this.#troubledAt + LOST_AFTER_MS + BEAT_EVERY_MS, this.#refusedAt + 2 * BEAT_EVERY_MS);
  }

  listensTo(topic: Topic): boolean {
    return this.#deps.topics.includes(topic);
  }

  start(): void {
    this.#connect();
    this.#keepBeating();
  }

  say(message: ConsoleMessage): void {
    const wire = this.#wire;
    if (wire === undefined) return;
    const bytes = frameOf(JSON.stringify(message));
    this.#upUntil = Math.max(this.#upUntil, this.#deps.timeline.now + this.#deps.dice.between(...DELAY_MS));
    this.#deps.timeline.after(this.#upUntil - this.#deps.timeline.now, () => {
      const arrives = (): void => {
        if (wire.destroyed) return;
        this.#deps.onSaid(this, message);
        wire.push(bytes);
      };
      if (this.trouble !== 'silent') arrives();
      // What is said anew each few seconds may be lost with a silence; this is said once, and is sent again until it is there.
      else if (message.type === 'probe-drawn') this.#held.push(arrives);
    });
  }

  disturb(trouble: ConsolePage['trouble']): void {
    this.trouble = trouble;
    this.#troubledAt = this.#deps.timeline.now;
    if (this.#wire !== undefined) this.#wire.isStuck = trouble === 'stuck';
    if (trouble === 'cut') this.#lost();
    if (trouble !== 'none') return;
    // A connection that outlives a silence loses nothing: what was sent meanwhile is sent again until it is there.
    const held = this.#held;
    this.#held = [];
    for (const take of held) take();
  }

  /** The gateway has died, and its machine says so. */
  peerGone(): void {
    if (this.trouble !== 'silent') this.#lost();
  }

  #connect(): void {
    const { gateway, timeline } = this.#deps;
    const peer = gateway();
    if (peer?.isReady !== true || this.trouble !== 'none') {
      this.#connectSoon();
      return;
    }
    const wire = this.#wireTo(peer);
    wire.on('error', () => undefined);
    this.#wire = wire;
    this.#heardAt = timeline.now;
    this.#openedAt = timeline.now;
    if (!peer.knows(this.person)) this.#deps.onRefused(this);
    peer.server.emit('upgrade', upgradeOf(this.person), wire, Buffer.alloc(0));
  }

  #wireTo(peer: GatewayProcess): FeedWire {
    const { timeline } = this.#deps;
    const frames = new FeedFrames();
    const wire: FeedWire = new FeedWire(
      (bytes) => {
        this.#deps.passes(peer, bytes);
        if (peer.isDead) return;
        const { texts, closed } = frames.take(bytes);
        // as: the feed's own messages; what is wrong in them shows in what the page makes of them.
        const messages = texts.map((text) => JSON.parse(text) as FeedMessage);
        for (const message of messages) this.#deps.onSent(this, message);
        this.#downUntil = Math.max(this.#downUntil, timeline.now + this.#deps.dice.between(...DELAY_MS));
        timeline.after(this.#downUntil - timeline.now, () => {
          if (wire !== this.#wire) return;
          if (this.trouble === 'none') this.#take(messages, closed);
          else this.#held.push(() => this.#take(messages, closed));
        });
      },
      () => {
        timeline.after(DELAY_MS[1], () => {
          if (wire === this.#wire && this.trouble !== 'silent') this.#lost();
        });
      },
    );
    return wire;
  }

  #take(messages: readonly FeedMessage[], closed: boolean): void {
    for (const message of messages) this.#hear(message);
    if (closed) this.#lost();
  }

  #hear(message: FeedMessage): void {
    this.#heardAt = this.#deps.timeline.now;
    switch (message.type) {
      case 'hello':
        this.#epoch = message.epoch;
        for (const topic of this.#deps.topics) this.#subscribe(topic, this.#cursors.get(topic));
        this.#watch();
        return;
      case 'snapshot':
        for (const items of this.#itemsOf(message.topic)) items.clear();
        this.#epoch = message.epoch;
        this.#took(message);
        return;
      case 'update':
        if (message.prev !== this.#cursors.get(message.topic)?.seq) {
          this.#subscribe(message.topic);
          return;
        }
        for (const gone of message.gone ?? []) for (const items of this.#itemsOf(message.topic)) items.delete(gone);
        this.#took(message);
        return;
      case 'pending':
        this.pending = message.presses;
        if (message.presses.length > 0) this.#paint(message.presses.map(({ press }) => press));
        return;
      case 'refused':
        this.#askAgain(message.topic);
        return;
      case 'probe':
        this.#draw(message.probe);
        return;
      case 'pulse':
        return;
    }
  }

  #subscribe(topic: Topic, after?: Cursor): void {
    this.say({ type: 'subscribe', topic, ...(after === undefined ? {} : { after }) });
  }

  /** Who may not listen now may later. */
  #askAgain(topic: Topic | undefined): void {
    const wire = this.#wire;
    this.#refusedAt = this.#deps.timeline.now;
    if (topic === undefined) return;
    this.#deps.timeline.after(BEAT_EVERY_MS, () => {
      if (wire === this.#wire && wire !== undefined) this.#subscribe(topic);
    });
  }

  #itemsOf(topic: Topic): Map<string, unknown>[] {
    const items: Partial<Record<Topic, Map<string, unknown>>> = { alarms: this.alarms, faults: this.faults, tasks: this.tasks };
    return [items[topic] ?? []].flat();
  }

  #took({
    topic,
    seq,
    alarms = [],
    faults = [],
    tasks = [],
    handOvers,
  }: Extract<FeedMessage, { readonly type: 'snapshot' | 'update' }>): void {
    this.#cursors.set(topic, { epoch: this.#epoch, seq });
    this.handOvers = handOvers ?? this.handOvers;
    for (const view of alarms) this.alarms.set(view.alarm, view);
    for (const view of faults) this.faults.set(view.fault, view);
    for (const view of tasks) this.tasks.set(view.debrief, view);
    if (alarms.length > 0)
      this.#paint(
        alarms.map(({ alarm }) => alarm),
        reopenedIn(alarms),
      );
  }

  #paint(alarms: string[], reopened: Record<string, number> = {}): void {
    this.#deps.timeline.after(this.#deps.dice.between(...PAINT_MS), () => {
      this.say({ type: 'shown', alarms, reopened });
    });
  }

  #draw(probe: string): void {
    this.#deps.timeline.after(this.#deps.dice.between(...PAINT_MS), () => {
      this.say({ type: 'probe-drawn', probe });
    });
  }

  #watch(): void {
    const inputAgoMs = Math.floor(this.#deps.timeline.now - this.touchedAt);
    const why = this.isArmed ? {} : { why: 'no-gesture' };
    this.say({ type: 'watch', state: { armed: this.isArmed, inputAgoMs, probes: true, ...why } });
  }

  #keepBeating(): void {
    this.#deps.timeline.after(BEAT_EVERY_MS, () => {
      if (this.#wire !== undefined && this.#deps.timeline.now - this.#heardAt > LOST_AFTER_MS) this.#lost();
      if (this.#wire !== undefined) {
        this.say({ type: 'beat' });
        this.#watch();
      }
      this.#keepBeating();
    });
  }

  #lost(): void {
    const wire = this.#wire;
    this.#wire = undefined;
    this.#held = [];
    if (wire !== undefined && this.trouble !== 'silent') wire.destroy();
    this.#connectSoon();
  }

  #connectSoon(): void {
    if (this.#isConnecting) return;
    this.#isConnecting = true;
    this.#deps.timeline.after(CONNECT_AGAIN_MS, () => {
      this.#isConnecting = false;
      if (this.#wire === undefined) this.#connect();
    });
  }
}

function reopenedIn(views: readonly AlarmView[]): Record<string, number> {
  return Object.fromEntries(views.flatMap(({ alarm, reopened }) => (reopened === undefined ? [] : [[alarm, reopened]])));
}

function upgradeOf(person: string): IncomingMessage {
  const isWall = person === WALL;
  const headers = {
    host: 'localhost:8080',
    origin: 'http://localhost:8080',
    ...(isWall ? {} : { cookie: `duress=${cookieOf(person)}` }),
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'c2ltdWxhdGVkY29uc29sZQ==',
    'sec-websocket-protocol': isWall ? `${FEED_PROTOCOL}, ${wallSecret(person)}` : FEED_PROTOCOL,
  };
  // as: what the feed and ws read of a request is here.
  return { method: 'GET', url: FEED_PATH, headers } as unknown as IncomingMessage;
}
