import type { FastifyInstance } from 'fastify';
import type { AnswerLinks } from '../access/answer-links.ts';
import { pushEndpoint } from '../access/public-addresses.ts';
import type { ShownReceipts } from '../access/shown-receipts.ts';
import type { Cancel, Clock } from '../base/clock.ts';
import type { EventLog } from '../base/log.ts';
import type { SubscriptionId } from '../base/ids.ts';
import type { Person } from '../domain/people.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Counters, FaultSink } from '../engine/ports/devices.ts';
import type { Outbox } from '../engine/ports/outbox.ts';
import { ContactChannel } from './contact/contact-channel.ts';
import { ContactSender } from './contact/contact-sender.ts';
import { lanesFor, type ContactOptions } from './contact/lanes.ts';
import { pushIdentity } from './contact/push/push-identity.ts';
import { shownRoutes } from './contact/push/shown-routes.ts';
import { twilioCallbacks } from './contact/phone/twilio/callbacks.ts';
import { Emergency } from './emergency.ts';
import { OutboxWorker } from './outbox-worker.ts';
import { Reports } from './reports.ts';
import { TestSends } from './test-sends.ts';

export interface NotifierDeps {
  readonly core: Core;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly faults: FaultSink;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Links by which people answer from afar; absent: messages lead to the pages alone. */
  readonly links?: AnswerLinks | undefined;
  /** What push is made of; absent: there is none. */
  readonly push?: { readonly key: () => Buffer; readonly receipts: ShownReceipts } | undefined;
  readonly options: ContactOptions;
}

/**
 * Reaches people beyond the consoles: the outbox's messages, and the emergency contacts when the log is away or nobody
 * watches. Started after the core; stopped before the store closes. `start` and `stop` are idempotent.
 */
export class Notifier {
  /** Routes at which services and devices tell what became of messages. */
  readonly routes: readonly ((server: FastifyInstance) => Promise<void>)[];
  readonly #deps: NotifierDeps;
  readonly #core: Core;
  readonly #tests: TestSends;
  readonly #contact: ContactChannel;
  readonly #worker: OutboxWorker;
  readonly #emergency: Emergency;
  #unfollow: Cancel | undefined;
  #phase: 'new' | 'running' | 'stopped' = 'new';

  constructor(deps: NotifierDeps) {
    const { core, outbox, clock, events, counters, faults, random, options } = deps;
    this.#core = core;
    this.#deps = deps;
    const { pagesUrl } = options;
    const { push } = deps;
    const keys = push === undefined ? undefined : { receipts: push.receipts, identity: () => pushIdentity(push.key()) };
    const lanes = lanesFor(options, { core, clock, events, counters, faults }, keys);
    const reports = new Reports({ core, events, counters });
    this.#contact = new ContactChannel({ lanes, core, counters, faults, reports, links: deps.links, pagesUrl });
    this.#tests = new TestSends({ core, events, lanes });
    this.routes = this.#routes();
    const senders = [new ContactSender(this.#contact, core.committed)];
    this.#worker = new OutboxWorker({ core, outbox, senders, clock, events, counters, random });
    this.#emergency = new Emergency({ core, contact: this.#contact, clock, events, counters });
  }

  /** Is there any way set up by which this person could be told? */
  reaches(person: Person): boolean {
    return this.#contact.reaches(person);
  }

  /** Every way that is set up, and whether it knows this person. */
  ways(person: Person): ReturnType<TestSends['ways']> {
    return this.#tests.ways(person);
  }

  /** The key by which browsers know this gateway; undefined where push is not set up. @throws FaultError `key-unusable` */
  get pushKey(): string | undefined {
    const { push } = this.#deps;
    return push === undefined || !this.hasPush ? undefined : pushIdentity(push.key()).publicKey;
  }

  get hasPush(): boolean {
    const { push, options } = this.#deps;
    return push !== undefined && options.pushContact !== undefined;
  }

  /** Would it post to such an address? */
  takesEndpoint(endpoint: string): boolean {
    return pushEndpoint(endpoint, this.#deps.options.pushLoopback ?? false) !== undefined;
  }

  start(): void {
    if (this.#phase !== 'new') return;
    this.#phase = 'running';
    this.#contact.start();
    this.#unfollow = this.#core.follow(({ changed }) => {
      const { subscriptions } = this.#core.committed;
      // as: keys of that table. One that is not there any more was taken away: that makes nobody reachable.
      const told = (changed.get('subscription') ?? []).flatMap((key) => subscriptions.get(key as SubscriptionId)?.person ?? []);
      this.#contact.changed([...(changed.get('person') ?? []), ...told]);
    });
    this.#tests.start();
    this.#worker.start();
    this.#emergency.start();
  }

  /** What is on its way is taken back and goes out again, under the same key, at the next start. */
  async stop(): Promise<void> {
    if (this.#phase !== 'running') return;
    this.#phase = 'stopped';
    this.#unfollow?.();
    this.#emergency.stop();
    this.#tests.stop();
    this.#contact.stop();
    await this.#worker.stop();
  }

  #routes(): Notifier['routes'] {
    const { push, options, core, clock, events, counters } = this.#deps;
    const { pagesUrl: base, twilioAuthTokenFile: authTokenFile, pushContact } = options;
    const around = { core, clock, events, counters, contact: this.#contact, tests: this.#tests };
    return [
      ...(authTokenFile === undefined || base === undefined ? [] : [twilioCallbacks({ ...around, authTokenFile, base })]),
      ...(push === undefined || pushContact === undefined ? [] : [shownRoutes({ ...around, receipts: push.receipts })]),
    ];
  }
}
