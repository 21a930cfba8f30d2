import type { Cancel, Clock } from '../base/clock.ts';
import type { EventLog } from '../base/log.ts';
import type { Person } from '../domain/people.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Counters, FaultSink } from '../engine/ports/devices.ts';
import type { Outbox } from '../engine/ports/outbox.ts';
import { ContactChannel } from './contact/contact-channel.ts';
import { ContactSender } from './contact/contact-sender.ts';
import { Lane } from './contact/lane.ts';
import { MAIL_AT_ONCE, MailWay, type MailOptions } from './contact/mail.ts';
import { WEBHOOK_AT_ONCE, WebhookWay } from './contact/webhook.ts';
import { Emergency } from './emergency.ts';
import { OutboxWorker } from './outbox-worker.ts';

/** How people are reached, as configured. */
export interface ContactOptions extends MailOptions {
  readonly webhookUrl?: string | undefined;
  /** The address of the gateway's pages as people reach them. */
  readonly pagesUrl?: string | undefined;
}

export interface NotifierDeps {
  readonly core: Core;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly faults: FaultSink;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly options: ContactOptions;
}

/**
 * Reaches people beyond the consoles: the outbox's messages, and the emergency contacts when the log is away or nobody
 * watches. Started after the core; stopped before the store closes. `start` and `stop` are idempotent.
 */
export class Notifier {
  readonly #core: Core;
  readonly #contact: ContactChannel;
  readonly #worker: OutboxWorker;
  readonly #emergency: Emergency;
  #unfollow: Cancel | undefined;
  #phase: 'new' | 'running' | 'stopped' = 'new';

  constructor(deps: NotifierDeps) {
    const { core, outbox, clock, events, counters, faults, random, options } = deps;
    this.#core = core;
    const { smtpUrl, smtpUrlFile, webhookUrl, pagesUrl } = options;
    const around = { core, clock, events, counters, faults };
    const lanes: Lane[] = [];
    if (smtpUrl !== undefined || smtpUrlFile !== undefined)
      lanes.push(new Lane({ ...around, way: new MailWay(options), atOnce: MAIL_AT_ONCE }));
    if (webhookUrl !== undefined) lanes.push(new Lane({ ...around, way: new WebhookWay(webhookUrl), atOnce: WEBHOOK_AT_ONCE }));
    this.#contact = new ContactChannel({ lanes, core, counters, faults, pagesUrl });
    const senders = [new ContactSender(this.#contact, core.committed)];
    this.#worker = new OutboxWorker({ core, outbox, senders, clock, events, counters, random });
    this.#emergency = new Emergency({ core, contact: this.#contact, clock, events, counters });
  }

  /** Is there any way set up by which this person could be told? */
  reaches(person: Person): boolean {
    return this.#contact.reaches(person);
  }

  start(): void {
    if (this.#phase !== 'new') return;
    this.#phase = 'running';
    this.#contact.start();
    this.#unfollow = this.#core.follow(({ changed }) => {
      this.#contact.changed(changed.get('person') ?? []);
    });
    this.#worker.start();
    this.#emergency.start();
  }

  /** What is on its way is taken back and goes out again, under the same key, at the next start. */
  async stop(): Promise<void> {
    if (this.#phase !== 'running') return;
    this.#phase = 'stopped';
    this.#unfollow?.();
    this.#emergency.stop();
    this.#contact.stop();
    await this.#worker.stop();
  }
}
