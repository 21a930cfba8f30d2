import type { IncomingMessage } from 'node:http';
import type { AlarmView } from '../../gateway/src/contract/alarm.ts';
import { BEAT_EVERY_MS, LOST_AFTER_MS, FEED_PATH, FEED_PROTOCOL } from '../../gateway/src/contract/limits.ts';
import type { ConsoleMessage, Cursor, FeedMessage, PendingPress } from '../../gateway/src/contract/feed.ts';
import type { Dice } from './chance.ts';
import { FeedFrames, FeedWire, frameOf } from './feed-wire.ts';
import type { GatewayProcess } from './gateway-process.ts';
import { cookieOf } from './house.ts';
import type { Timeline } from './timeline.ts';

const DELAY_MS = [1, 30] as const;
const CONNECT_AGAIN_MS = 1_000;
const PAINT_MS = [16, 120] as const;

export interface PageDeps {
  readonly person: string;
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly gateway: () => GatewayProcess | undefined;
  /** The gateway has sent this page something; it comes later, or never. */
  readonly onSent: (message: FeedMessage) => void;
}

/**
 * One open console as docs/live-feed.md says that a page behaves: it follows the numbering, comes back with its cursor, says what it
 * has painted. The way to the gateway keeps its order, as TCP does, and can be cut, or dead in silence.
 */
export class ConsolePage {
  readonly person: string;
  readonly alarms = new Map<string, AlarmView>();
  pending: readonly PendingPress[] = [];
  isArmed = false;
  /** `cut`: both ends hear of it. `silent`: neither does. `stuck`: the page does not read. */
  trouble: 'none' | 'cut' | 'silent' | 'stuck' = 'none';
  readonly #deps: PageDeps;
  #wire: FeedWire | undefined;
  #cursor: Cursor | undefined;
  #epoch = 0;
  #heardAt = 0;
  /** When the last bytes in each direction arrive: none overtakes them. */
  #upUntil = 0;
  #downUntil = 0;
  #isConnecting = false;

  constructor(deps: PageDeps) {
    this.#deps = deps;
    this.person = deps.person;
  }

  get isOpen(): boolean {
    return this.#wire !== undefined;
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
      if (!wire.destroyed && this.trouble !== 'silent') wire.push(bytes);
    });
  }

  disturb(trouble: ConsolePage['trouble']): void {
    this.trouble = trouble;
    if (this.#wire !== undefined) this.#wire.isStuck = trouble === 'stuck';
    if (trouble === 'cut') this.#lost();
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
    const frames = new FeedFrames();
    const wire = new FeedWire(
      (bytes) => {
        if (peer.isDead) return;
        const { texts, closed } = frames.take(bytes);
        // as: the feed's own messages; what is wrong in them shows in what the page makes of them.
        const messages = texts.map((text) => JSON.parse(text) as FeedMessage);
        for (const message of messages) this.#deps.onSent(message);
        this.#downUntil = Math.max(this.#downUntil, timeline.now + this.#deps.dice.between(...DELAY_MS));
        timeline.after(this.#downUntil - timeline.now, () => {
          if (wire === this.#wire && this.trouble === 'none') this.#take(messages, closed);
        });
      },
      () => {
        timeline.after(DELAY_MS[1], () => {
          if (wire === this.#wire && this.trouble !== 'silent') this.#lost();
        });
      },
    );
    wire.on('error', () => undefined);
    this.#wire = wire;
    this.#heardAt = timeline.now;
    peer.server.emit('upgrade', upgradeOf(this.person), wire, Buffer.alloc(0));
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
        this.say({ type: 'subscribe', topic: 'alarms', ...(this.#cursor === undefined ? {} : { after: this.#cursor }) });
        this.#watch();
        return;
      case 'snapshot':
        this.alarms.clear();
        this.#epoch = message.epoch;
        this.#took(message.seq, message.alarms ?? []);
        return;
      case 'update':
        if (message.prev !== this.#cursor?.seq) {
          this.say({ type: 'subscribe', topic: 'alarms' });
          return;
        }
        for (const gone of message.gone ?? []) this.alarms.delete(gone);
        this.#took(message.seq, message.alarms ?? []);
        return;
      case 'pending':
        this.pending = message.presses;
        if (message.presses.length > 0) this.#paint(message.presses.map(({ press }) => press));
        return;
      case 'pulse':
      case 'refused':
        return;
    }
  }

  #took(seq: number, views: readonly AlarmView[]): void {
    this.#cursor = { epoch: this.#epoch, seq };
    for (const view of views) this.alarms.set(view.alarm, view);
    if (views.length > 0) this.#paint(views.map(({ alarm }) => alarm));
  }

  #paint(alarms: string[]): void {
    this.#deps.timeline.after(this.#deps.dice.between(...PAINT_MS), () => {
      this.say({ type: 'shown', alarms });
    });
  }

  #watch(): void {
    this.say({ type: 'watch', state: { armed: this.isArmed, inputAgoMs: 1_000, ...(this.isArmed ? {} : { why: 'no-gesture' }) } });
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

function upgradeOf(person: string): IncomingMessage {
  const headers = {
    host: 'localhost:8080',
    origin: 'http://localhost:8080',
    cookie: `duress=${cookieOf(person)}`,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'c2ltdWxhdGVkY29uc29sZQ==',
    'sec-websocket-protocol': FEED_PROTOCOL,
  };
  // as: what the feed and ws read of a request is here.
  return { method: 'GET', url: FEED_PATH, headers } as unknown as IncomingMessage;
}
