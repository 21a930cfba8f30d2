import { createHash } from 'node:crypto';
import type { Clock } from '../../gateway/src/base/clock.ts';
import type { EventLog } from '../../gateway/src/base/log.ts';
import type { Core } from '../../gateway/src/engine/ports/core.ts';
import type { Counters, FaultSink } from '../../gateway/src/engine/ports/devices.ts';
import type { Head, SignedHead } from '../../gateway/src/engine/ports/log.ts';
import { ContactChannel } from '../../gateway/src/notify/contact/contact-channel.ts';
import { ContactSender } from '../../gateway/src/notify/contact/contact-sender.ts';
import { Lane } from '../../gateway/src/notify/contact/lane.ts';
import { Emergency } from '../../gateway/src/notify/emergency.ts';
import { OutboxWorker } from '../../gateway/src/notify/outbox-worker.ts';
import { Reports } from '../../gateway/src/notify/reports.ts';
import { Erasure } from '../../gateway/src/ops/erasure.ts';
import type { ProcessDeps } from './gateway-process.ts';
import { type SimulatedLogDeps } from './simulated-log.ts';
import { SimulatedOutbox } from './simulated-outbox.ts';
import { SimulatedWay, WAYS } from './simulated-post.ts';

interface FarDeps extends ProcessDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly counters: Counters;
  readonly faults: FaultSink;
  readonly onDisk: SimulatedLogDeps;
}

/** Places of each way: few, so that they are full when a way hangs. */
const AT_ONCE = 4;

/** What works beyond the screens: messages to people, as notify/notifier.ts wires them, and the destruction of keys. */
export class FarParts {
  readonly #deps: FarDeps;
  readonly #contact: ContactChannel;
  readonly #worker: OutboxWorker;
  readonly #emergency: Emergency;
  readonly #erasure: Erasure;

  constructor(deps: FarDeps) {
    this.#deps = deps;
    const { core, clock, events, counters, faults, chance, run, post, timeline, onDisk, at, disk } = deps;
    const { isDead } = onDisk;
    const lanes = WAYS.map((name) => {
      const dice = chance.for(`${name} of run ${String(run)}`);
      const leaves = (): void => {
        at('letter');
      };
      const way = new SimulatedWay({ name, post, timeline, dice, leaves, isDead });
      return new Lane({ ...{ core, clock, events, counters, faults }, way, atOnce: AT_ONCE });
    });
    const reports = new Reports({ core, events, counters });
    this.#contact = new ContactChannel({ lanes, core, counters, faults, reports });
    const senders = [new ContactSender(this.#contact, core.committed)];
    const outbox = new SimulatedOutbox({ ...onDisk, dice: chance.for(`outbox of run ${String(run)}`) });
    const { random } = chance.for(`retries of run ${String(run)}`);
    this.#worker = new OutboxWorker({ core, outbox, senders, clock, events, counters, random });
    this.#emergency = new Emergency({ core, contact: this.#contact, clock, events, counters });
    this.#erasure = new Erasure({
      ...{ core, events },
      destroy: (subject) => {
        at('key');
        if (!isDead()) disk.destroyed.add(subject);
        return Promise.resolve();
      },
    });
  }

  start(): void {
    this.#erasure.start();
    this.#contact.start();
    this.#deps.core.follow(({ changed }) => {
      this.#contact.changed(changed.get('person') ?? []);
    });
    this.#worker.start();
    this.#emergency.start();
  }
}

/** Not a signature: what is checked is which heads are signed, not by whom. */
export function signedBy(head: Head): SignedHead {
  const { epoch, seq, hash, at } = head;
  return {
    epoch,
    seq,
    hash,
    at,
    key: 'simulated',
    signature: createHash('sha256')
      .update(`${String(seq)} ${hash}`)
      .digest('base64'),
  };
}
