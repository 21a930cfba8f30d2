import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import type { ConsoleMessage, FeedMessage } from '@duress/gateway/contract/feed.ts';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../manual-clock.ts';
import { RECONNECT_WAITS_MS, reconnectWaitMs } from './backoff.ts';
import { ASK_AGAIN_MS, Feed, type SocketEvents } from './feed.ts';
import type { Link } from './link.ts';

/** The gateway's end, played by the test: each connection the feed opens, what it said, and a way to answer. */
class Far {
  readonly sockets: { events: SocketEvents; said: ConsoleMessage[]; closed: boolean }[] = [];
  readonly open = (events: SocketEvents) => {
    const socket = { events, said: [] as ConsoleMessage[], closed: false };
    this.sockets.push(socket);
    return {
      send: (text: string) => void socket.said.push(JSON.parse(text) as ConsoleMessage), // the feed's own messages
      close: () => {
        socket.closed = true;
      },
    };
  };
  get last() {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no connection was opened');
    return socket;
  }
  say(message: FeedMessage): void {
    this.last.events.text(JSON.stringify(message));
  }
  subscriptions() {
    return this.last.said.filter((message) => message.type === 'subscribe');
  }
}

function started() {
  const clock = new ManualClock();
  const far = new Far();
  const links: Link[] = [];
  let turnedAway = 0;
  const events = { link: (link: Link) => void links.push(link), turnedAway: () => void (turnedAway += 1) };
  const feed = new Feed({ clock, open: far.open, topics: [{ topic: 'alarms' }], events, random: () => 0 });
  feed.start();
  const connect = (epoch = 1) => {
    far.last.events.opened();
    far.say({ type: 'hello', build: 'b', epoch, console: 'c', at: 0, demo: false });
  };
  const snapshot = (seq: number, ...ids: string[]) => {
    far.say({ type: 'snapshot', topic: 'alarms', epoch: 1, seq, alarms: ids.map(alarm) });
  };
  const update = (prev: number, seq: number, ...ids: string[]) => {
    far.say({ type: 'update', topic: 'alarms', prev, seq, alarms: ids.map(alarm) });
  };
  const pulse = () => far.say({ type: 'pulse', at: 0, seq: 0, log: 'ok', watching: 1 });
  const shown = () => [...feed.items('alarms').alarms.keys()].join(' ');
  return { clock, far, feed, links, connect, snapshot, update, pulse, shown, turnedAway: () => turnedAway };
}

/** Only its id matters here. */
const alarm = (id: string) => ({ alarm: id }) as AlarmView;

describe('a topic', () => {
  test.each([
    { name: 'a snapshot alone', say: [[5, 'a', 'b']], shown: 'a b', asked: 1 },
    {
      name: 'updates that follow on',
      say: [
        [5, 'a'],
        [5, 6, 'b'],
        [6, 9, 'c'],
      ],
      shown: 'a b c',
      asked: 1,
    },
    {
      name: 'an update twice',
      say: [
        [5, 'a'],
        [5, 6, 'b'],
        [5, 6, 'b'],
      ],
      shown: 'a b',
      asked: 1,
    },
    {
      name: 'an update without a commit: the log is away',
      say: [
        [5, 'a'],
        [5, 5, 'b'],
        [5, 5, 'c'],
        [5, 6, 'd'],
      ],
      shown: 'a b c d',
      asked: 1,
    },
    {
      name: 'an old update',
      say: [
        [5, 'a'],
        [3, 4, 'z'],
      ],
      shown: 'a',
      asked: 1,
    },
    {
      name: 'a hole',
      say: [
        [5, 'a'],
        [6, 7, 'c'],
      ],
      shown: 'a',
      asked: 2,
    },
    {
      name: 'a hole, then its snapshot',
      say: [
        [5, 'a'],
        [6, 7, 'c'],
        [7, 'a', 'b', 'c'],
        [7, 8, 'd'],
      ],
      shown: 'a b c d',
      asked: 2,
    },
    { name: 'updates before any snapshot', say: [[5, 6, 'a']], shown: '', asked: 1 },
  ])('$name', ({ say, shown, asked }) => {
    const part = started();
    part.connect();
    for (const [first, second, ...rest] of say) {
      const ids = rest.map(String);
      if (typeof second === 'number') part.update(Number(first), second, ...ids);
      else part.snapshot(Number(first), ...(second === undefined ? [] : [second]), ...ids);
    }
    expect(part.shown()).toBe(shown);
    expect(part.far.subscriptions()).toHaveLength(asked);
  });

  test('what is gone leaves, all else stays', () => {
    const part = started();
    part.connect();
    part.snapshot(1, 'a', 'b', 'c');
    part.far.say({ type: 'update', topic: 'alarms', prev: 1, seq: 2, gone: ['b'] });
    expect(part.shown()).toBe('a c');
  });

  test('after a cut it goes on from its cursor and still shows what it has', () => {
    const part = started();
    part.connect();
    part.snapshot(5, 'a');
    part.update(5, 6, 'b');
    part.far.last.events.closed();
    expect(part.shown()).toBe('a b');
    part.clock.advance(1_000);
    part.connect();
    expect(part.far.subscriptions()).toEqual([{ type: 'subscribe', topic: 'alarms', after: { epoch: 1, seq: 6 } }]);
    part.update(6, 8, 'c');
    expect(part.shown()).toBe('a b c');
  });

  test('a new epoch of the log makes the cursor worthless', () => {
    const part = started();
    part.connect();
    part.snapshot(5, 'a');
    part.far.last.events.closed();
    part.clock.advance(1_000);
    part.connect(2);
    expect(part.far.subscriptions()).toEqual([{ type: 'subscribe', topic: 'alarms' }]);
  });

  test('100 cuts at any point, with and without resume: nothing missed, nothing twice', () => {
    for (let cutAfter = 0; cutAfter < 100; cutAfter += 1) {
      const part = started();
      const all = Array.from({ length: 100 }, (_, i) => `n${i}`);
      part.connect();
      part.snapshot(0);
      for (let i = 0; i < cutAfter; i += 1) part.update(i, i + 1, all[i] ?? '');
      part.far.last.events.closed();
      part.clock.advance(1_000);
      part.connect();
      // The gateway either goes on or, when it can't, sends everything anew.
      if (cutAfter % 2 === 0) for (let i = cutAfter; i < 100; i += 1) part.update(i, i + 1, all[i] ?? '');
      else part.snapshot(100, ...all);
      expect(part.shown()).toBe(all.join(' '));
    }
  });
});

describe('the link', () => {
  test('Live, Delayed after 10 s, LOST after 20 s, and Live again with the next word', () => {
    const part = started();
    part.connect();
    part.pulse();
    expect(part.feed.link.state).toBe('live');
    part.clock.advance(10_000);
    expect(part.feed.link.state).toBe('live');
    part.clock.advance(1_000);
    expect(part.feed.link.state).toBe('delayed');
    part.clock.advance(9_000);
    expect(part.feed.link.state).toBe('delayed');
    part.clock.advance(1_000);
    expect(part.feed.link.state).toBe('lost');
    part.connect();
    expect(part.feed.link.state).toBe('live');
  });

  test('a half-open socket is replaced without anybody closing it', () => {
    const part = started();
    part.connect();
    part.clock.advance(11_000);
    expect(part.far.sockets[0]?.closed).toBe(true);
    part.clock.advance(1_000);
    expect(part.far.sockets).toHaveLength(2);
  });

  test('a computer that slept knows at its first look that its picture is old', () => {
    const part = started();
    part.connect();
    part.clock.jumpWall(3_600_000);
    part.clock.advance(1_000);
    expect(part.feed.link.state).toBe('lost');
  });

  test('a connect that never completes is dropped at 5 s', () => {
    const part = started();
    part.clock.advance(4_999);
    expect(part.far.last.closed).toBe(false);
    part.clock.advance(1);
    expect(part.far.last.closed).toBe(true);
    expect(part.turnedAway()).toBe(1);
  });

  test('what a dropped socket still says is not heard', () => {
    const part = started();
    part.connect();
    part.snapshot(1, 'a');
    const old = part.far.last;
    old.events.closed();
    part.clock.advance(1_000);
    part.connect();
    old.events.text(JSON.stringify({ type: 'update', topic: 'alarms', prev: 1, seq: 2, alarms: [{ alarm: 'ghost' }] }));
    expect(part.shown()).toBe('a');
  });

  test('beats every 5 s while connected', () => {
    const part = started();
    part.connect();
    for (let i = 0; i < 20; i += 1) {
      part.clock.advance(1_000);
      part.pulse();
    }
    expect(part.far.last.said.filter((message) => message.type === 'beat')).toHaveLength(4);
  });

  test('tries again after 1, 2, 4, 5, 5 … s, and at once when woken', () => {
    const part = started();
    const gaps: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      const before = part.clock.mono();
      const opened = part.far.sockets.length;
      part.far.last.events.closed();
      while (part.far.sockets.length === opened) part.clock.advance(100);
      gaps.push(part.clock.mono() - before);
    }
    expect(gaps).toEqual([1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
    part.far.last.events.closed();
    part.feed.wake();
    expect(part.far.sockets).toHaveLength(8);
  });

  test('starting twice and stopping twice do no more than once', () => {
    const part = started();
    part.feed.start();
    expect(part.far.sockets).toHaveLength(1);
    part.feed.stop();
    part.feed.stop();
    part.clock.advance(60_000);
    expect(part.far.sockets).toHaveLength(1);
  });
});

test.each([0, 0.25, 0.5, 0.99])('jitter %s only ever shortens a wait, to no less than half', (random) => {
  for (const [tries, wait] of RECONNECT_WAITS_MS.entries()) {
    expect(reconnectWaitMs(tries, random)).toBeLessThanOrEqual(wait);
    expect(reconnectWaitMs(tries, random)).toBeGreaterThanOrEqual(wait / 2);
  }
});

describe('a topic that was refused', () => {
  test('is asked for again after a while, no sooner, until it is granted', () => {
    const { clock, far, connect, snapshot, pulse, shown } = started();
    connect();
    far.say({ type: 'refused', code: 'not-allowed', topic: 'alarms' });
    for (let waited = 0; waited < ASK_AGAIN_MS - 1_000; waited += 1_000) {
      clock.advance(1_000);
      pulse();
    }
    expect(far.subscriptions()).toHaveLength(1);
    clock.advance(1_000);
    expect(far.subscriptions()).toEqual([
      { type: 'subscribe', topic: 'alarms' },
      { type: 'subscribe', topic: 'alarms' },
    ]);
    snapshot(5, 'a');
    for (let waited = 0; waited < 2 * ASK_AGAIN_MS; waited += 1_000) {
      clock.advance(1_000);
      pulse();
    }
    expect(far.subscriptions()).toHaveLength(2);
    expect(shown()).toBe('a');
  });
});
