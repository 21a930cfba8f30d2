import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import type {
  ConsoleMessage,
  ConsoleView,
  FaultGroup,
  FaultView,
  FeedMessage,
  PendingPress,
  Pulse,
  Topic,
} from '@duress/gateway/contract/feed.ts';
import { FEED_PROTOCOL, PULSE_EVERY_MS } from '@duress/gateway/contract/limits.ts';
import { SystemClock } from '../../../gateway/src/base/clock.ts';
import { WebSocketServer, type WebSocket } from 'ws';

interface Connection {
  readonly socket: WebSocket;
  readonly topics: Set<Topic>;
  /** The last number that was said, per topic. */
  readonly said: Map<Topic, number>;
}

/** The live feed as contract/feed.ts has it, with every fault that a network or a gateway can have, on demand. */
export class StandInFeed {
  readonly alarms = new Map<string, AlarmView>();
  readonly closed = new Map<string, AlarmView>();
  readonly heard: { readonly message: ConsoleMessage; readonly at: number }[] = [];
  readonly protocols: string[] = [];
  faults: FaultView[] = [];
  /** Of what is too many to be told one by one. */
  faultGroups: FaultGroup[] = [];
  consoles: ConsoleView[] = [];
  pulse: Partial<Pulse> = {};
  build = 'stand-in';
  /** Takes connections and answers nothing any more, as a machine does whose cable was pulled. */
  mute = false;
  /** Connections are cut as they come. */
  refuse = false;
  /** The next update is lost on the way: a hole in the numbers. */
  loseNext = false;
  connections = new Set<Connection>();
  /** Upgrades that were never answered while it was mute. */
  readonly #unanswered = new Set<Duplex>();
  readonly #clock = new SystemClock();
  readonly #server = new WebSocketServer({ noServer: true, handleProtocols: () => FEED_PROTOCOL });
  readonly #stop: () => void;
  #log: { seq: number; topic: Topic; alarms?: AlarmView[]; faults?: FaultView[]; gone?: string[] }[] = [];
  #seq = 1;
  #consoles = 0;

  constructor() {
    this.#stop = this.#clock.every(PULSE_EVERY_MS, () => {
      this.#pulseAll();
    });
  }

  now(): number {
    return this.#clock.wall();
  }

  stop(): void {
    this.#stop();
    this.cut();
    for (const socket of this.#unanswered) socket.destroy();
    this.#server.close();
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.protocols.push(request.headers['sec-websocket-protocol'] ?? '');
    if (this.refuse) {
      socket.destroy();
      return;
    }
    if (this.mute) {
      this.#unanswered.add(socket);
      return;
    }
    this.#server.handleUpgrade(request, socket, head, (open) => {
      this.#greet(open);
    });
  }

  /** Ends every connection at once. */
  cut(): void {
    for (const { socket } of this.connections) socket.terminate();
    this.connections.clear();
  }

  put(...views: AlarmView[]): void {
    for (const view of views) this.alarms.set(view.alarm, view);
    this.#commit({ topic: 'alarms', alarms: views });
  }

  /** Closes it: it leaves the topic, and is to be read from the log. */
  close(view: AlarmView): void {
    this.alarms.delete(view.alarm);
    this.closed.set(view.alarm, { ...view, actions: [], loud: false });
    this.#commit({ topic: 'alarms', gone: [view.alarm] });
  }

  addFaults(...faults: FaultView[]): void {
    this.faults.push(...faults);
    this.#commit({ topic: 'faults', faults });
  }

  /** What people did about one, as the gateway then says it. */
  changeFault(fault: FaultView): void {
    this.faults = this.faults.map((one) => (one.fault === fault.fault ? fault : one));
    this.#commit({ topic: 'faults', faults: [fault] });
  }

  sayPending(presses: readonly PendingPress[], alarms: readonly AlarmView[] = []): void {
    this.#all({ type: 'pending', presses: [...presses], ...(alarms.length === 0 ? {} : { alarms: [...alarms] }) });
  }

  sayConsoles(...consoles: ConsoleView[]): void {
    this.consoles = consoles;
    for (const connection of this.connections) if (connection.topics.has('watch')) this.#snapshot(connection, 'watch');
  }

  /** The name the gateway gave to the console that connected last. */
  get lastConsole(): string {
    return `console-${this.#consoles}`;
  }

  #greet(socket: WebSocket): void {
    const connection: Connection = { socket, topics: new Set(), said: new Map() };
    this.connections.add(connection);
    this.#consoles += 1;
    socket.on('close', () => this.connections.delete(connection));
    socket.on('message', (data: Buffer) => {
      this.#listen(connection, JSON.parse(data.toString('utf8')) as ConsoleMessage); // the page's own messages
    });
    const { build } = this;
    this.#send(connection, { type: 'hello', build, epoch: 1, console: this.lastConsole, at: this.now(), demo: false });
    this.#pulse(connection);
  }

  #listen(connection: Connection, message: ConsoleMessage): void {
    this.heard.push({ message, at: this.now() });
    if (message.type !== 'subscribe') return;
    connection.topics.add(message.topic);
    const { after } = message;
    if (after === undefined) {
      this.#snapshot(connection, message.topic);
      return;
    }
    connection.said.set(message.topic, after.seq);
    for (const entry of this.#log) if (entry.topic === message.topic && entry.seq > after.seq) this.#update(connection, entry);
  }

  #snapshot(connection: Connection, topic: Topic): void {
    connection.said.set(topic, this.#seq);
    const items = {
      ...(topic === 'alarms' ? { alarms: [...this.alarms.values()] } : {}),
      ...(topic === 'faults' ? { faults: this.faults, faultGroups: this.faultGroups } : {}),
      ...(topic === 'watch' ? { consoles: this.consoles } : {}),
    };
    this.#send(connection, { type: 'snapshot', topic, epoch: 1, seq: this.#seq, ...items });
  }

  #commit(entry: { topic: Topic; alarms?: AlarmView[]; faults?: FaultView[]; gone?: string[] }): void {
    this.#seq += 1;
    const numbered = { ...entry, seq: this.#seq };
    this.#log.push(numbered);
    if (this.loseNext) {
      this.loseNext = false;
      for (const connection of this.connections) connection.said.set(entry.topic, this.#seq);
      return;
    }
    for (const connection of this.connections) if (connection.topics.has(entry.topic)) this.#update(connection, numbered);
  }

  #update(connection: Connection, entry: { seq: number; topic: Topic; alarms?: AlarmView[]; faults?: FaultView[]; gone?: string[] }): void {
    const prev = connection.said.get(entry.topic) ?? 0;
    connection.said.set(entry.topic, entry.seq);
    this.#send(connection, { type: 'update', prev, ...entry });
  }

  #pulseAll(): void {
    for (const connection of this.connections) this.#pulse(connection);
  }

  #pulse(connection: Connection): void {
    const { pulse } = this;
    this.#send(connection, { type: 'pulse', at: this.now(), seq: this.#seq, log: 'ok', watching: 2, head: '7c1f09ab', ...pulse });
  }

  #all(message: FeedMessage): void {
    for (const connection of this.connections) this.#send(connection, message);
  }

  #send({ socket }: Connection, message: FeedMessage): void {
    if (!this.mute) socket.send(JSON.stringify(message));
  }
}
