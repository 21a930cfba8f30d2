import type { FeedbackBody } from '@duress/gateway/contract/hand.ts';
import type { Clock } from '../shared/clock.ts';
import { Feed, type FeedSocket, type SocketEvents } from '../shared/feed/feed.ts';

export interface HandLinkParts {
  readonly clock: Clock;
  readonly open: (events: SocketEvents) => FeedSocket;
  readonly random: () => number;
  readonly said: (body: FeedbackBody) => void;
  /** The build that the gateway serves. */
  readonly build: (build: string) => void;
}

/** The live line for what the worker is told. It only hurries the page: everything on it can be had by asking as well. */
export class HandLink {
  readonly #feed: Feed;
  #up = false;

  constructor(parts: HandLinkParts) {
    this.#feed = new Feed({
      clock: parts.clock,
      open: parts.open,
      random: parts.random,
      topics: [{ topic: 'hand' }],
      events: {
        hello: (hello) => {
          parts.build(hello.build);
        },
        items: (_topic, items) => {
          if (items.hand !== undefined) parts.said(items.hand);
        },
        link: (link) => {
          this.#up = link.connected && link.state === 'live';
        },
      },
    });
  }

  /** The line carries what the gateway says; down, the page must ask. */
  get up(): boolean {
    return this.#up;
  }

  start(): void {
    this.#feed.start();
  }

  stop(): void {
    this.#feed.stop();
  }

  /** The network is back: no waiting for the next turn. */
  hurry(): void {
    this.#feed.wake();
  }

  /** The worker's screen has shown the feedback of this revision. False: the line is down, say it again later. */
  confirm(rev: number): boolean {
    return this.#feed.send({ type: 'hand-ack', rev });
  }
}
