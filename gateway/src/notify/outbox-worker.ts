import type { Cancel, Clock } from '../base/clock.ts';
import { DAY_MS, SECOND_MS } from '../base/durations.ts';
import { FaultError, messageOf } from '../base/errors.ts';
import type { AlarmId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { Commit, Core } from '../engine/ports/core.ts';
import type { Counters } from '../engine/ports/devices.ts';
import type { Outbox, QueuedMessage } from '../engine/ports/outbox.ts';
import type { Sender } from '../engine/ports/sender.ts';
import { whyNotNeeded } from './needed.ts';
import { Newest } from './newest.ts';
import { retryDelayMs } from './retry-delays.ts';
import { SteadyWall } from './steady-wall.ts';
import { isForLater, kindOf } from './templates.ts';

/** How often the outbox is looked through whatever was committed: retries become due, a lost wake-up costs a second. */
const LOOK_EVERY_MS = SECOND_MS;
/** Looks that commits ask for lie at least this far apart, so that a burst of presses is not answered by a burst of queries. */
const LOOK_APART_MS = 200;
/** Messages that one look reads: as many as one query gives. */
const LOOK_MAX = 500;
/** Messages on their way at once. The lanes bound what really goes out; above this, the rest waits in the outbox for the next look. */
const AT_ONCE = 250;
/** Of those, as many at most for which nobody waits: a switch that fails makes a message to the worker of each button behind it. */
export const LATER_AT_ONCE = 50;
/** When a look is full, what is for later and has no place is put off so that the next look sees what lies behind it. */
const PUT_OFF_MS = 30 * SECOND_MS;
/** What a commit in flight has written can be read before it counts. A message is held to be needless only if it is so twice, this far apart. */
const SURE_AFTER_MS = SECOND_MS;
/** What nobody could be told of for a day, and was for later, has long gone on to somebody else or is told anew. */
const GIVE_UP_LATER_DAYS = 1;

/** Nothing says it anew before the next month: a mail server may be away over a holiday. */
const GIVE_UP_MONTH_DAYS = 14;

export interface OutboxWorkerDeps {
  readonly core: Core;
  readonly outbox: Outbox;
  readonly senders: readonly Sender[];
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly random: () => number;
}

type Result = Parameters<Outbox['settle']>[1];

/**
 * The one sender of the outbox. Each message goes its own way: a slow one delays no other. At least once: what was sent and
 * not settled goes out again after a restart, under the same key. An alarm that is still loud is never given up.
 */
export class OutboxWorker {
  readonly #deps: OutboxWorkerDeps;
  readonly #going = new Map<string, Promise<void>>();
  /** Results that the disk did not take: written again at the next look. What was sent is not sent again for that. */
  readonly #unsettled = new Map<string, Result>();
  /** Since when (`mono`) a message has looked needless. */
  readonly #doubted = new Map<string, number>();
  readonly #newest = new Newest();
  /** How many of those on their way are for later. */
  #laterGoing = 0;
  readonly #wall: SteadyWall;
  #stops: Cancel[] = [];
  #soon: Cancel | undefined;
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #lookedAt = -Infinity;
  #away = false;
  #first = true;
  #phase: 'new' | 'running' | 'stopped' = 'new';

  constructor(deps: OutboxWorkerDeps) {
    this.#deps = deps;
    this.#wall = new SteadyWall(deps.clock);
  }

  start(): void {
    if (this.#phase !== 'new') return;
    this.#phase = 'running';
    const { core, clock } = this.#deps;
    this.#stops = [core.follow((commit) => this.#committed(commit)), clock.every(LOOK_EVERY_MS, () => this.#look())];
    this.#look();
  }

  /** Resolves when nothing is on its way any more; whoever holds the channels stops them first. */
  async stop(): Promise<void> {
    this.#phase = 'stopped';
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#soon?.();
    this.#soon = undefined;
    await this.#looking;
    await Promise.all(this.#going.values());
  }

  #committed(commit: Commit): void {
    if (!commit.changed.has('alarm') && !commit.changed.has('debrief')) return;
    this.#newest.forget(commit.changed.get('alarm') ?? [], (alarm) => this.#deps.core.committed.alarms.has(alarm));
    const { clock } = this.#deps;
    const waitMs = this.#lookedAt + LOOK_APART_MS - clock.mono();
    if (waitMs <= 0) this.#look();
    else {
      this.#soon ??= clock.after(waitMs, () => {
        this.#soon = undefined;
        this.#look();
      });
    }
  }

  #look(): void {
    if (this.#phase !== 'running') return;
    this.#lookAgain = this.#looking !== undefined;
    this.#looking ??= this.#readAll().finally(() => {
      this.#looking = undefined;
      if (this.#lookAgain) this.#look();
    });
  }

  async #readAll(): Promise<void> {
    const { outbox, clock, events } = this.#deps;
    this.#lookedAt = clock.mono();
    try {
      // In a first look everything is due: waits that were written down before a restart may stem from another clock.
      const due = await outbox.due(this.#first ? Number.MAX_SAFE_INTEGER : this.#wall.now(), LOOK_MAX);
      this.#first = false;
      if (this.#away) events.info('outbox-back');
      this.#away = false;
      this.#take(due);
    } catch (error) {
      if (!this.#away) events.warn('outbox-away', { why: messageOf(error) });
      this.#away = true;
    }
  }

  #take(due: readonly QueuedMessage[]): void {
    // stop() waits for what is going, and must not be outrun.
    if (this.#phase !== 'running') return;
    for (const message of due) {
      // as: `about` holds the id that the rules gave it.
      if (message.about !== undefined && this.#deps.core.committed.alarms.has(message.about as AlarmId))
        this.#newest.see(message.about, message);
    }
    for (const message of due) {
      if (this.#going.has(message.id)) continue;
      const act = this.#actFor(message, due.length === LOOK_MAX);
      if (act === undefined) continue;
      const going = act().finally(() => this.#going.delete(message.id));
      this.#going.set(message.id, going);
    }
  }

  /** What is to be done about a message now, if anything. */
  #actFor(message: QueuedMessage, full: boolean): (() => Promise<void>) | undefined {
    const { core } = this.#deps;
    const unsettled = this.#unsettled.get(message.id);
    if (unsettled !== undefined && (unsettled.nextAt ?? Infinity) > this.#wall.now()) return () => this.#settle(message, unsettled);
    if (this.#newest.isOutdone(message)) return () => this.#needless(message, 'a newer message to the same person has taken its place');
    const why = whyNotNeeded(message, core.committed, core.now());
    if (why !== undefined) return this.#isSure(message) ? () => this.#needless(message, why) : undefined;
    this.#doubted.delete(message.id);
    const isLater = isForLater(kindOf(message.body));
    if (this.#going.size < AT_ONCE && !(isLater && this.#laterGoing >= LATER_AT_ONCE))
      return isLater ? () => this.#sendLater(message) : () => this.#send(message);
    return full && isLater ? () => this.#settle(message, this.#later(PUT_OFF_MS, 'put off behind others')) : undefined;
  }

  #isSure(message: QueuedMessage): boolean {
    const { core, clock } = this.#deps;
    const since = this.#doubted.get(message.id);
    if (since === undefined) this.#doubted.set(message.id, clock.mono());
    // While the log is away the state may be old, or not be loaded at all: nothing is needless by it.
    return since !== undefined && clock.mono() - since >= SURE_AFTER_MS && core.health.state === 'ok';
  }

  async #sendLater(message: QueuedMessage): Promise<void> {
    this.#laterGoing += 1;
    try {
      await this.#send(message);
    } finally {
      this.#laterGoing -= 1;
    }
  }

  async #send(message: QueuedMessage): Promise<void> {
    const sender = this.#deps.senders.find(({ channel }) => channel === message.channel);
    try {
      if (sender === undefined) throw new FaultError('channel-failed', `no channel ${message.channel}`, { retryable: true });
      await sender.send(message);
    } catch (error) {
      await this.#failed(message, error);
      return;
    }
    this.#deps.counters.count('notify-sent');
    await this.#settle(message, { outcome: 'sent' });
  }

  async #failed(message: QueuedMessage, error: unknown): Promise<void> {
    const { counters, events, random } = this.#deps;
    if (error instanceof FaultError && error.code === 'stopping') return;
    const why = messageOf(error);
    const isLater = isForLater(kindOf(message.body));
    const days = kindOf(message.body) === 'month-ready' ? GIVE_UP_MONTH_DAYS : GIVE_UP_LATER_DAYS;
    if (isLater && this.#deps.clock.wall() - message.dueAt >= days * DAY_MS) {
      counters.count('notify-gave-up');
      events.warn('message-given-up', { message: message.id, why });
      await this.#settle(message, {
        outcome: 'gave-up',
        detail: `nobody was reached for ${days === 1 ? 'a day' : `${String(days)} days`}; last: ${why}`,
      });
      return;
    }
    counters.count('notify-retry');
    await this.#settle(message, this.#later(retryDelayMs(message.attempts, isLater, random), why));
  }

  async #needless(message: QueuedMessage, why: string): Promise<void> {
    this.#deps.counters.count('notify-needless');
    await this.#settle(message, { outcome: 'gave-up', detail: `not sent: ${why}` });
  }

  #later(waitMs: number, detail: string): Result {
    return { outcome: 'retry', nextAt: Math.ceil(this.#wall.now() + waitMs), detail };
  }

  async #settle(message: QueuedMessage, result: Result): Promise<void> {
    try {
      await this.#deps.outbox.settle(message.id, result);
      this.#unsettled.delete(message.id);
      this.#doubted.delete(message.id);
      if (result.outcome !== 'retry') this.#newest.settled(message);
    } catch (error) {
      this.#unsettled.set(message.id, result);
      this.#deps.events.warn('message-not-settled', { message: message.id, outcome: result.outcome, why: messageOf(error) });
    }
  }
}
