import type { AnswerLinks } from '../access/answer-links.ts';
import type { Cancel, Clock } from '../base/clock.ts';
import type { EventLog } from '../base/log.ts';
import type { Person } from '../domain/people.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Counters, FaultSink } from '../engine/ports/devices.ts';
import type { Outbox } from '../engine/ports/outbox.ts';
import { ContactChannel } from './contact/contact-channel.ts';
import { ContactSender } from './contact/contact-sender.ts';
import { lanesFor, type ContactOptions } from './contact/lanes.ts';
import { twilioCallbacks } from './contact/phone/twilio/callbacks.ts';
import { Emergency } from './emergency.ts';
import { OutboxWorker } from './outbox-worker.ts';
import { Reports } from './reports.ts';

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
  readonly options: ContactOptions;
}

/**
 * Reaches people beyond the consoles: the outbox's messages, and the emergency contacts when the log is away or nobody
 * watches. Started after the core; stopped before the store closes. `start` and `stop` are idempotent.
 */
export class Notifier {
  /** Routes at which services tell what became of messages; undefined when none does. */
  readonly callbacks: ReturnType<typeof twilioCallbacks> | undefined;
  readonly #core: Core;
  readonly #contact: ContactChannel;
  readonly #worker: OutboxWorker;
  readonly #emergency: Emergency;
  #unfollow: Cancel | undefined;
  #phase: 'new' | 'running' | 'stopped' = 'new';

  constructor(deps: NotifierDeps) {
    const { core, outbox, clock, events, counters, faults, random, options } = deps;
    this.#core = core;
    const { pagesUrl, twilioAuthTokenFile } = options;
    const lanes = lanesFor(options, { core, clock, events, counters, faults });
    const reports = new Reports({ core, events, counters });
    this.#contact = new ContactChannel({ lanes, core, counters, faults, reports, links: deps.links, pagesUrl });
    if (twilioAuthTokenFile !== undefined && pagesUrl !== undefined) {
      this.callbacks = twilioCallbacks({
        core,
        clock,
        events,
        counters,
        contact: this.#contact,
        authTokenFile: twilioAuthTokenFile,
        base: pagesUrl,
      });
    }
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
