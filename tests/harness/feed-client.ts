import { WebSocket } from 'ws';
import type { AlarmView } from '../../gateway/src/contract/alarm.ts';
import type { ConsoleMessage, FeedMessage, Topic } from '../../gateway/src/contract/feed.ts';
import { FEED_PATH, FEED_PROTOCOL } from '../../gateway/src/contract/limits.ts';
import { until } from './wait.ts';

export interface FeedDoor {
  readonly cookie?: string;
  readonly origin?: string;
  /** An API token, as a wall screen brings it. */
  readonly token?: string;
}

/** One connection to the feed, message by message as it came: for what a page would never show. */
export class FeedClient {
  readonly texts: string[] = [];
  readonly messages: FeedMessage[] = [];
  closedWith: number | undefined;
  /** Hears each message as it comes: for a page that answers by itself. */
  onMessage: ((message: FeedMessage) => void) | undefined;
  /** HTTP status with which the upgrade was refused. */
  refusedWith: number | undefined;
  readonly #socket: WebSocket;

  private constructor(http: string, door: FeedDoor) {
    const headers = {
      ...(door.cookie === undefined ? {} : { cookie: door.cookie }),
      ...(door.origin === undefined ? {} : { origin: door.origin }),
    };
    const protocols = door.token === undefined ? [FEED_PROTOCOL] : [FEED_PROTOCOL, door.token];
    this.#socket = new WebSocket(http.replace(/^http/, 'ws') + FEED_PATH, protocols, { headers });
    this.#socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      this.texts.push(text);
      // as: the feed's own messages, as the contract has them.
      const message = JSON.parse(text) as FeedMessage;
      this.messages.push(message);
      this.onMessage?.(message);
    });
    this.#socket.on('close', (code) => {
      this.closedWith = code;
    });
    this.#socket.on('error', () => {
      // What it means is told by `refusedWith` or `closedWith`.
    });
    this.#socket.on('unexpected-response', (_, response) => {
      this.refusedWith = response.statusCode;
      response.resume();
    });
  }

  /** Resolves when the feed has greeted or refused. */
  static async open(http: string, door: FeedDoor): Promise<FeedClient> {
    const client = new FeedClient(http, door);
    await until('the feed answers', () => client.messages.length > 0 || client.refusedWith !== undefined);
    return client;
  }

  get topicMessages(): Extract<FeedMessage, { type: 'snapshot' | 'update' }>[] {
    return this.messages.filter((message) => message.type === 'snapshot' || message.type === 'update');
  }

  say(message: ConsoleMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  sendText(text: string): void {
    this.#socket.send(text);
  }

  /** Subscribes and waits for the first message of the topic. */
  async listen(topic: Topic, more: { place?: string; after?: { epoch: number; seq: number } } = {}): Promise<void> {
    const before = this.messages.length;
    this.say({ type: 'subscribe', topic, ...more });
    await until(`an answer to subscribe ${topic}`, () =>
      this.messages.slice(before).some((message) => 'topic' in message && message.topic === topic),
    );
  }

  arm(inputAgoMs = 0): void {
    this.say({ type: 'watch', state: { armed: true, inputAgoMs } });
  }

  /** Stops reading, as a page does that hangs. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** The cable is pulled. */
  cut(): void {
    this.#socket.terminate();
  }

  async gone(): Promise<number> {
    return await until('the socket is closed', () => this.closedWith);
  }
}

/** What a console knows of alarms after these messages, with every gap and repeat refused. */
export class AlarmBoard {
  readonly alarms = new Map<string, AlarmView>();
  seq = 0;
  epoch = 0;

  take(message: FeedMessage): void {
    if ((message.type !== 'snapshot' && message.type !== 'update') || message.topic !== 'alarms') return;
    if (message.type === 'snapshot') {
      this.alarms.clear();
      this.epoch = message.epoch;
    } else {
      if (message.prev !== this.seq)
        throw new RangeError(`a gap: this follows ${String(message.prev)}, and ${String(this.seq)} was the last`);
      if (message.seq < this.seq) throw new RangeError('it goes back');
    }
    this.seq = message.seq;
    for (const alarm of message.alarms ?? []) this.alarms.set(alarm.alarm, alarm);
    if (message.type === 'update') for (const gone of message.gone ?? []) this.alarms.delete(gone);
  }
}
