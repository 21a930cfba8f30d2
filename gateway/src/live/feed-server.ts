import type { IncomingMessage, Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { isOwnOrigin } from '../access/origin.ts';
import type { Principal } from '../access/principal.ts';
import { tokenOf } from '../access/tokens.ts';
import type { Cancel } from '../base/clock.ts';
import type { ConsoleId, DeviceId } from '../base/ids.ts';
import type { FeedbackBody } from '../contract/hand.ts';
import { FEED_PATH, FEED_PROTOCOL, PULSE_EVERY_MS, type Topic } from '../contract/feed.ts';
import type { Commit, Underway } from '../engine/ports/core.ts';
import { CommitLog } from './commit-log.ts';
import { CLOSE, Console } from './console.ts';
import { ConsoleMessages, sendRows } from './console-messages.ts';
import type { FeedDeps } from './feed-deps.ts';
import { Items, RIGHTS_TABLES } from './items.ts';
import { CHUNKS_MAX, CONNECTIONS_MAX, FRAGMENTS_MAX, MESSAGE_BYTES_MAX, RIGHTS_LOOKED_AT_EVERY_MS, WATCH_TOLD_EVERY_MS } from './limits.ts';
import { PendingTexts } from './pending-text.ts';
import { Prepared } from './prepared.ts';
import { Probes } from './probes.ts';
import { RightsByTime } from './rights-by-time.ts';
import { UnprovenCounts } from './unproven-counts.ts';
import { Watchkeeper } from './watchkeeper.ts';

/** What the topic `watch` tells besides the consoles themselves. */
const WATCH_TABLES = ['hand-over', 'heard-test', 'grant', 'place', 'person', 'policy', 'rota'];
/** Consoles of one role see the same text; so many are looked at before a commit to have it made. */
const PREPARED_CONSOLES = 8;

/**
 * The live feed (docs/live-feed.md): what was committed, to every page that may see it, within the same turn of the loop.
 * It keeps nothing of its own: a lost message is made good by the numbering, a lost connection by the cursor.
 */
export class FeedServer {
  readonly #deps: FeedDeps;
  readonly #sockets: WebSocketServer;
  readonly #consoles = new Map<ConsoleId, Console>();
  readonly #watch: Watchkeeper;
  readonly #messages: ConsoleMessages;
  /** For the gateway's own test press. */
  readonly probes: Probes;
  readonly #log = new CommitLog();
  readonly #unproven: UnprovenCounts;
  readonly #rights: RightsByTime;
  #stops: Cancel[] = [];
  readonly #prepared = new Prepared<Items>();
  #watchToldAt = -Infinity;
  #watchDue: Cancel | undefined;

  constructor(deps: FeedDeps) {
    this.#deps = deps;
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: MESSAGE_BYTES_MAX,
      maxFragments: FRAGMENTS_MAX,
      maxBufferedChunks: CHUNKS_MAX,
      handleProtocols: () => FEED_PROTOCOL,
    });
    this.#unproven = new UnprovenCounts(deps.core.committed);
    this.#rights = new RightsByTime(deps.core.committed);
    const consoles = (): Iterable<Console> => this.#consoles.values();
    const onChange = (): void => {
      this.#watchChanged();
    };
    this.#watch = new Watchkeeper({ ...deps, consoles, onChange });
    this.probes = new Probes({ ...deps, consoles, onChange: (console) => this.#watch.look(console) });
    this.#messages = new ConsoleMessages({
      ...deps,
      watch: this.#watch,
      probes: this.probes,
      log: this.#log,
      consoles,
      snapshot: (console, topic) => this.#plainBody(console, topic),
    });
  }

  /** Listens on a server that is there already; upgrades to any other path are refused. */
  start(server: Server | TlsServer): void {
    if (this.#stops.length > 0) return;
    const { core, clock, hand } = this.#deps;
    this.#log.begin(core.head.seq);
    const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
      this.#upgrade(request, socket, head);
    };
    server.on('upgrade', upgrade);
    this.#stops = [
      () => server.off('upgrade', upgrade),
      core.follow((commit) => {
        this.#committed(commit);
      }, 'first'),
      core.onUnderway((underway) => {
        this.#prepare(underway);
      }),
      core.onPending(() => {
        this.#tellPending();
      }),
      clock.every(PULSE_EVERY_MS, () => {
        this.#pulse();
      }),
      clock.every(RIGHTS_LOOKED_AT_EVERY_MS, () => {
        this.#lookAtRights();
      }),
      hand.onTold((device) => {
        this.#tellHand(device);
      }),
    ];
    this.#watch.start();
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#watchDue?.();
    this.#watchDue = undefined;
    this.#watch.stop();
    this.probes.stop();
    for (const console of this.#consoles.values()) console.close(CLOSE.away, 'stopping');
  }

  /** Pages that are connected, and those among them that count as watching. */
  get counts(): { readonly open: number; readonly watching: number } {
    return { open: this.#consoles.size, watching: [...this.#consoles.values()].filter(({ isWatching }) => isWatching).length };
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refuse = (status: string, code: string): void => {
      this.#deps.counters.count(`feed-refused-${code}`);
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    };
    const onError = (): void => {
      socket.destroy();
    };
    socket.on('error', onError);
    if (request.url?.split('?')[0] !== FEED_PATH) {
      refuse('404 Not Found', 'path');
      return;
    }
    const principal = this.#principal(request);
    if (principal === 'foreign') refuse('403 Forbidden', 'foreign-origin');
    else if (principal === undefined) refuse('401 Unauthorized', 'signed-out');
    else if (this.#consoles.size >= CONNECTIONS_MAX) refuse('503 Service Unavailable', 'full');
    else {
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        socket.off('error', onError);
        this.#connected(webSocket, principal);
      });
    }
  }

  /** A page comes with its cookie and from our own origin; a wall screen with its token as second subprotocol. */
  #principal(request: IncomingMessage): Principal | 'foreign' | undefined {
    const { access, core, origin } = this.#deps;
    const { origin: from, host, cookie } = request.headers;
    const site = request.headers['sec-fetch-site'];
    if (from !== undefined && !isOwnOrigin({ origin: from, host, 'sec-fetch-site': site }, origin)) return 'foreign';
    const secret = request.headers['sec-websocket-protocol']?.split(',')[1]?.trim();
    if (secret !== undefined) {
      const token = tokenOf(core.committed, secret);
      return token?.scope === 'wall' || token?.scope === 'public-wall' ? { kind: 'token', token } : undefined;
    }
    return from === undefined ? 'foreign' : access.principalOf({ cookie });
  }

  #connected(socket: WebSocket, principal: Principal): void {
    const { core, access, clock, counters } = this.#deps;
    const console = new Console({ id: core.ids.next() as ConsoleId, principal, socket, clock }); // as: ids are born here.
    this.#consoles.set(console.id, console);
    const unwatch = access.watch.watch(principal, () => {
      console.close(CLOSE.ended, 'session ended');
    });
    socket.on('message', (data: RawData, isBinary: boolean) => {
      this.#messages.receive(console, isBinary ? undefined : textOf(data));
    });
    socket.on('error', () => {
      counters.count('feed-socket-error');
    });
    socket.on('close', () => {
      unwatch();
      this.#consoles.delete(console.id);
      this.#watch.gone(console);
      this.probes.gone(console);
    });
    console.send(this.#hello(console));
  }

  #hello(console: Console): string {
    const { core, build, demo } = this.#deps;
    const name = console.person === undefined ? undefined : core.committed.people.get(console.person)?.name;
    const who = console.person === undefined ? {} : { who: { person: console.person, name: name ?? '' } };
    return JSON.stringify({ type: 'hello', build, epoch: core.head.epoch, console: console.id, ...who, at: core.now().at, demo });
  }

  /** What most consoles will be sent is made while the disk is at work; sent it is when the disk has done it. */
  #prepare({ facts, changed, state }: Underway): void {
    const { core, policy } = this.#deps;
    const now = core.now();
    const items = new Items(state, policy, now);
    for (const console of [...this.#consoles.values()].slice(0, PREPARED_CONSOLES))
      for (const subscription of console.subscriptions.values()) subscription.prepare(items, { changed });
    this.#prepared.keep({ facts }, items, now.t);
  }

  #committed(commit: Commit): void {
    this.#log.add(commit);
    this.#unproven.committed(commit);
    const { core, policy } = this.#deps;
    const now = core.now();
    const prepared = this.#prepared.take(commit, now.t);
    const rightsChanged = RIGHTS_TABLES.some((table) => commit.changed.has(table));
    // A log that was away has been read: whatever is in it is news.
    if (rightsChanged || commit.facts.length === 0) this.#watch.rightsChanged();
    if (this.#consoles.size === 0) return;
    const items = prepared ?? new Items(core.committed, policy, now);
    if (WATCH_TABLES.some((table) => commit.changed.has(table))) this.#watchChanged();
    // One that ended in this very commit is told nothing of it; its socket is closed by whoever follows next.
    const mayHaveEnded = commit.changed.has('session');
    const told = [...this.#consoles.values()].filter(
      (console) => console.flow === 'well' && !(mayHaveEnded && !this.#deps.access.watch.isAlive(console.principal)),
    );
    // To everybody what is not technical, and only then that.
    for (const isFaults of [false, true]) {
      for (const console of told) {
        if (isFaults && console.owesFaults) continue;
        for (const subscription of console.subscriptions.values()) {
          const { topic } = subscription;
          if ((topic === 'faults') !== isFaults) continue;
          const isRows = topic !== 'hand' && topic !== 'watch';
          const text = rightsChanged && isRows ? subscription.snapshot(items, commit.head) : subscription.update(items, commit);
          if (text !== undefined) sendRows(console, topic, text);
        }
      }
    }
  }

  /** Each second: the pulse, what slow consoles are owed, and a look at who is still there. */
  #pulse(): void {
    const { core, signedHead } = this.#deps;
    const head = signedHead();
    const log = core.health.state;
    const canary = this.#deps.canary?.();
    const more = { ...(head === undefined ? {} : { head }), ...(canary === undefined ? {} : { canary }) };
    const common = { type: 'pulse', at: core.now().at, seq: core.head.seq, log, ...more };
    // All of them first: the number that is told must be the one of now.
    for (const console of this.#consoles.values()) this.#watch.look(console);
    const watching = this.#watch.counting();
    const heldTo = (console: Console): object => (console.person === undefined ? {} : { heldTo: this.#watch.heldTo(console) });
    for (const console of this.#consoles.values()) {
      if (console.isLost) {
        console.cut();
      } else if (console.flow === 'stuck') {
        this.#deps.counters.count('feed-too-slow');
        console.close(CLOSE.tooSlow, 'too slow');
        console.cut();
      } else if (console.flow === 'behind') {
        console.caughtUp();
        this.#messages.snapshots(console);
      } else {
        const unproven = console.subscriptions.has('faults') ? this.#unproven.of(console) : 0;
        const counts = { watching: watching(console), ...(unproven === 0 ? {} : { unproven }) };
        console.send(JSON.stringify({ ...common, ...counts, ...heldTo(console) }));
        if (console.owesFaults && console.takesFaults) this.#messages.faults(console);
      }
    }
  }

  /** A right that ended by itself: what the page has of it is replaced by what its reader may see now. */
  #lookAtRights(): void {
    const changed = this.#rights.changed(this.#consoles.values());
    if (changed.length > 0) this.#watch.rightsChanged();
    for (const console of changed) if (console.flow === 'well') this.#messages.snapshots(console);
  }

  #tellPending(): void {
    const texts = new PendingTexts(this.#deps.core, this.#deps.policy);
    for (const console of this.#consoles.values()) this.#messages.pending(console, texts);
  }

  /** At once; what changes within a second of that together at its end: consoles that all come back tell each other of themselves. */
  #watchChanged(): void {
    const { clock } = this.#deps;
    const wait = this.#watchToldAt + WATCH_TOLD_EVERY_MS - clock.mono();
    if (wait <= 0) this.#tellWatch();
    else
      this.#watchDue ??= clock.after(wait, () => {
        this.#tellWatch();
      });
  }

  #tellWatch(): void {
    this.#watchDue?.();
    this.#watchDue = undefined;
    this.#watchToldAt = this.#deps.clock.mono();
    const views = this.#watch.views();
    for (const console of this.#consoles.values()) {
      const subscription = console.subscriptions.get('watch');
      if (subscription !== undefined) console.send(subscription.plain('update', this.#deps.core.head, views(subscription.viewer)));
    }
  }

  #tellHand(device: DeviceId): void {
    for (const console of this.#consoles.values()) {
      // Asked first, because it is cheap: in a burst with a thousand consoles the other question is asked ten million times.
      if (console.subscriptions.has('hand') && this.#messages.deviceOf(console) === device) this.#handUpdate(console);
    }
  }

  #handUpdate(console: Console): void {
    const subscription = console.subscriptions.get('hand');
    const body = subscription === undefined ? undefined : this.#plainBody(console, 'hand');
    if (subscription !== undefined && body !== undefined) console.send(subscription.plain('update', this.#deps.core.head, body));
  }

  /** The members of a topic's messages that is not made of rows; undefined for one that is. */
  #plainBody(console: Console, topic: Topic): string | undefined {
    if (topic === 'watch') return this.#watch.views()(console.subscriptions.get(topic)?.viewer ?? console);
    if (topic !== 'hand') return undefined;
    const device = this.#messages.deviceOf(console);
    // Before its first press a phone page is no device yet; it still needs a snapshot, or it could not follow what comes.
    return `"hand":${JSON.stringify(device === undefined ? this.#emptyHand() : this.#deps.hand.current(device))}`;
  }

  #emptyHand(): FeedbackBody {
    return { v: 1, rev: 0, held: [], recorded: true, at: new Date(this.#deps.core.now().at).toISOString() };
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.from(data instanceof ArrayBuffer ? new Uint8Array(data) : data).toString('utf8');
}
