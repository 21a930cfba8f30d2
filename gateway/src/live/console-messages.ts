import { Compile } from 'typebox/compile';
import { may, mayAnywhere, wasTold, type Verb } from '../access/permissions.ts';
import { messageOf } from '../base/errors.ts';
import { inputIdFrom, type AlarmId, type DeviceId, type PlaceId } from '../base/ids.ts';
import { ConsoleMessage, type Topic, type WatchState } from '../contract/feed.ts';
import { pendingView, pressesOf } from '../domain/views/pending-view.ts';
import type { PendingSignal } from '../engine/ports/core.ts';
import type { CommitLog } from './commit-log.ts';
import { CLOSE, type Console } from './console.ts';
import type { FeedDeps } from './feed-deps.ts';
import { HandOverMessages } from './hand-over-messages.ts';
import { Items } from './items.ts';
import { PAINTED_MAX } from './limits.ts';
import { PendingTexts } from './pending-text.ts';
import type { Probes } from './probes.ts';
import { Subscription } from './subscription.ts';
import type { Watchkeeper } from './watchkeeper.ts';

interface ConsoleMessagesDeps extends FeedDeps {
  readonly watch: Watchkeeper;
  readonly probes: Probes;
  readonly log: CommitLog;
  readonly consoles: () => Iterable<Console>;
  /** JSON text of the members of a topic that is not made of rows. */
  readonly snapshot: (console: Console, topic: Topic) => string | undefined;
}

type Of<T extends ConsoleMessage['type']> = Extract<ConsoleMessage, { readonly type: T }>;

/** What a browser did to a console, worth a line in the operator's log; anything else that a page notes is not repeated there. */
const BROWSER_NOTES = ['frozen', 'discarded', 'autoplay-blocked'];

/** What pages say to the gateway. Anything that can't be read is counted and answered; it never ends the feed. */
export class ConsoleMessages {
  readonly #deps: ConsoleMessagesDeps;
  readonly #validator = Compile(ConsoleMessage);
  readonly #handOvers: HandOverMessages;

  constructor(deps: ConsoleMessagesDeps) {
    this.#deps = deps;
    this.#handOvers = new HandOverMessages({ ...deps, whyNot: (console) => deps.watch.whyNot(console) });
  }

  receive(console: Console, text: string | undefined): void {
    if (!console.heard()) {
      this.#deps.counters.count('feed-flood');
      console.close(CLOSE.policy, 'too many messages');
      return;
    }
    const message = this.#read(text);
    if (message === undefined) {
      this.#deps.counters.count('feed-unreadable');
      console.send('{"type":"refused","code":"unreadable"}');
      return;
    }
    switch (message.type) {
      case 'subscribe':
        this.#subscribe(console, message);
        return;
      case 'shown':
        this.#painted(console, message);
        return;
      case 'watch':
        this.#says(console, message.state);
        return;
      case 'sound-test':
        this.#soundTested(console, message.heard);
        return;
      case 'have':
        this.#have(console, message);
        return;
      case 'hand-over':
        this.#handOvers.receive(console, message);
        return;
      case 'beat':
        // Somebody's phone that lies open is in use; at a console or a desk only a person is.
        if (console.subscriptions.has('hand')) this.#used(console, 0);
        return;
      case 'hand-ack':
        this.#handAck(console, message);
        return;
      case 'probe-drawn':
        this.#deps.probes.drawn(console, message.probe);
    }
  }

  /** Fresh snapshots of all that a console listens to. */
  snapshots(console: Console): void {
    const items = this.#items();
    for (const subscription of alarmsFirst(console)) this.#sendSnapshot(console, subscription, items);
    this.pending(console);
  }

  /** A fresh snapshot of technical matters alone, to a console that was too busy for them. */
  faults(console: Console): void {
    const subscription = console.subscriptions.get('faults');
    if (subscription !== undefined) this.#sendSnapshot(console, subscription, this.#items());
  }

  #items(): Items {
    const { core, policy } = this.#deps;
    return new Items(core.committed, policy, core.now());
  }

  /** What is not recorded yet. Absolute, also when it is nothing: whoever was away must not keep what has long been recorded. */
  pending(console: Console, texts = new PendingTexts(this.#deps.core, this.#deps.policy)): void {
    const viewer = console.subscriptions.get('alarms')?.viewer;
    if (viewer !== undefined) console.send(texts.of(viewer));
  }

  /** The phone device of whoever is signed in. */
  deviceOf(console: Console): DeviceId | undefined {
    const { person } = console;
    if (person === undefined) return undefined;
    const devices = this.#deps.core.committed.devices.by('worker', person);
    return devices.find((device) => device.family === 'phone' && !device.revoked)?.device;
  }

  #read(text: string | undefined): ConsoleMessage | undefined {
    if (text === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(text);
      return this.#validator.Check(value) ? value : undefined;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  #says(console: Console, state: WatchState): void {
    const { events, watch } = this.#deps;
    console.says(state);
    this.#used(console, state.inputAgoMs);
    const notes = (state.notes ?? []).filter((note) => BROWSER_NOTES.includes(note));
    if (notes.length > 0) events.warn('console-noted', { console: console.id, notes: notes.join(' ') });
    watch.look(console);
    this.#proveShown(console);
  }

  /** A person was there so long ago: their session is in use as by a request. */
  #used({ principal }: Console, agoMs: number): void {
    if (principal.kind === 'person') this.#deps.access.sessions.touch(principal.session.session, agoMs);
  }

  #soundTested(console: Console, heard: boolean): void {
    const { core, events } = this.#deps;
    const { id: name, person, place } = console;
    if (person === undefined || !mayAnywhere(core.committed, console.principal, 'watch')) return;
    const id = inputIdFrom(core.ids);
    const posts = this.#deps.watch.postsOf(console);
    core.submit({ id, type: 'sound-test', console: name, person, place, heard, posts }).catch((error: unknown) => {
      events.warn('sound-test-not-noted', { error: messageOf(error) });
    });
  }

  #subscribe(console: Console, message: Of<'subscribe'>): void {
    const { core, log } = this.#deps;
    const { topic, after } = message;
    // as: a place's id as the page has it; one that is not there lets nothing through.
    const place = message.place as PlaceId | undefined;
    if (!this.#mayListen(console, topic)) {
      console.send(JSON.stringify({ type: 'refused', code: 'not-allowed', topic }));
      return;
    }
    const subscription = new Subscription(topic, { principal: console.principal, place });
    console.subscriptions.set(topic, subscription);
    if (topic === 'alarms') console.place = place;
    const items = this.#items();
    if (after === undefined || topic === 'watch' || topic === 'hand') this.#sendSnapshot(console, subscription, items);
    else sendRows(console, topic, subscription.resume(items, { head: core.head, after, log }));
    if (topic !== 'alarms') return;
    this.pending(console);
    this.#deps.watch.look(console);
    this.#proveShown(console);
  }

  #mayListen(console: Console, topic: Topic): boolean {
    const state = this.#deps.core.committed;
    switch (topic) {
      case 'alarms':
        return (
          mayAnywhere(state, console.principal, 'see-alarms') ||
          [...state.alarms.values()].some((alarm) => wasTold(state, console.principal, alarm))
        );
      // It names whoever sits at a console.
      case 'watch':
        return mayAnywhere(state, console.principal, 'see-names');
      case 'faults':
        return mayAnywhere(state, console.principal, 'see-faults');
      case 'tasks':
      case 'hand':
        return console.person !== undefined;
    }
  }

  #sendSnapshot(console: Console, subscription: Subscription, items: Items): void {
    const { core, snapshot } = this.#deps;
    const body = snapshot(console, subscription.topic);
    if (body !== undefined) console.send(subscription.plain('snapshot', core.head, body));
    else if (subscription.topic !== 'hand') sendRows(console, subscription.topic, subscription.snapshot(items, core.head));
  }

  #painted(console: Console, { alarms, reopened = {} }: Of<'shown'>): void {
    const { painted } = console;
    for (const id of alarms) {
      if (painted.has(id) || painted.size < PAINTED_MAX) painted.set(id, Object.hasOwn(reopened, id) ? (reopened[id] ?? 0) : 0);
    }
    this.#proveShown(console);
  }

  /**
   * What a console has painted counts as shown while the console counts as watching; what it painted before that counts
   * from then on.
   */
  #proveShown(console: Console): void {
    const { watch, core, events, hand } = this.#deps;
    if (console.painted.size === 0 || watch.whyNot(console) !== undefined) return;
    const painted = new Map(console.painted);
    const ids = [...painted.keys()];
    console.painted.clear();
    for (const waiting of core.pending()) {
      if (!ids.includes(waiting.press) || !this.#mayAt(console, waiting, 'watch')) continue;
      for (const signal of pressesOf(waiting).signals) hand.shownUnrecorded(signal.device);
    }
    const alarms = ids.filter((id) => {
      const alarm = core.committed.alarms.get(id as AlarmId); // as: looked up; an id that is none is left out.
      return alarm !== undefined && may(core.committed, console.principal, { verb: 'watch', place: alarm.where.place });
    }) as AlarmId[]; // as: each was found.
    if (alarms.length === 0) return;
    const { at } = core.now();
    const id = inputIdFrom(core.ids);
    const reopened = new Map(alarms.map((alarm) => [alarm, painted.get(alarm) ?? 0]));
    core.submit({ id, type: 'shown', alarms, reopened, console: console.id, person: console.person, at }).catch((error: unknown) => {
      events.warn('shown-not-noted', { error: messageOf(error) });
    });
  }

  #have(console: Console, message: Of<'have'>): void {
    const { core } = this.#deps;
    const waiting = core.pending().find(({ press }) => press === message.press);
    const refuse = (code: string): void => {
      console.send(JSON.stringify({ type: 'refused', code }));
    };
    if (waiting === undefined) refuse('not-waiting');
    else if (console.person === undefined || !this.#mayAt(console, waiting, 'act-on-alarms')) refuse('not-allowed');
    else if (!core.have(message.press, console.person)) refuse('not-waiting');
  }

  /** The same right as on the alarm that the press will be. */
  #mayAt(console: Console, waiting: PendingSignal, verb: Verb): boolean {
    const state = this.#deps.core.committed;
    const place = pendingView(state, waiting)?.where.place as PlaceId | undefined; // as: the view names places by their ids.
    return may(state, console.principal, { verb, place });
  }

  #handAck(console: Console, message: Of<'hand-ack'>): void {
    const device = this.deviceOf(console);
    if (device !== undefined) this.#deps.handAck(device, message.rev);
  }
}

/** What a topic of rows has to say: alarms at once, technical matters where there is room. */
export function sendRows(console: Console, topic: Topic, text: string): void {
  if (topic === 'faults') console.sendFaults(text);
  else console.send(text);
}

/** What a console listens to: alarms before everything, technical matters after everything. */
function alarmsFirst({ subscriptions }: Console): Subscription[] {
  const rank = ({ topic }: Subscription): number => (topic === 'alarms' ? 0 : topic === 'faults' ? 2 : 1);
  return [...subscriptions.values()].sort((a, b) => rank(a) - rank(b));
}
