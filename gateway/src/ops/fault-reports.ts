import { messageOf } from '../base/errors.ts';
import { inputIdFrom } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import { OneUnderWay } from '../base/one-under-way.ts';
import type { ConsoleFaultCode, FaultSubject } from '../contract/faults.ts';
import { faultKey } from '../domain/fault.ts';
import type { Input } from '../domain/input.ts';
import { placeOfBeacon } from '../domain/rules/whereabouts.ts';
import type { Core } from '../engine/ports/core.ts';
import type { FaultAbout, FaultSink } from '../engine/ports/devices.ts';

type Word = Omit<Extract<Input, { readonly type: 'fault' }>, 'id' | 'type'>;

const RECEIVER = 'receiver:';

/**
 * Brings technical matters into the loop, so that they are facts on the consoles' quiet list. Saying the same twice is no news,
 * and of each matter one word at most waits for the log: whoever looks each second may say each second what is so.
 */
export class FaultReports implements FaultSink {
  readonly #core: Core;
  readonly #events: EventLog;
  readonly #words: OneUnderWay<Word>;

  constructor(core: Core, events: EventLog) {
    this.#core = core;
    this.#events = events;
    this.#words = new OneUnderWay({ send: (word) => this.#send(word), isSame: (one, other) => one.open === other.open });
  }

  open<C extends ConsoleFaultCode>(code: C, subject: FaultSubject<C>, { label, detail, place }: FaultAbout): void {
    const known = subject.startsWith(RECEIVER) ? placeOfBeacon(this.#core.committed, subject.slice(RECEIVER.length)) : undefined;
    this.#say({ open: true, code, subject, label, detail, place: place ?? known });
  }

  close<C extends ConsoleFaultCode>(code: C, subject: FaultSubject<C>): void {
    this.#say({ open: false, code, subject, label: '' });
  }

  #say(word: Word): void {
    const key = faultKey(word.code, word.subject);
    const { committed, health } = this.#core;
    // While the log is away nobody knows yet what it holds of earlier starts.
    const isSo = health.state === 'ok' && committed.faults.has(key) === word.open;
    if (this.#words.has(key) || !isSo) this.#words.say(key, word);
  }

  async #send(word: Word): Promise<void> {
    const { code, subject, open } = word;
    if (open) this.#events.warn('fault', { fault: code, subject });
    try {
      await this.#core.submit({ id: inputIdFrom(this.#core.ids), type: 'fault', ...word });
    } catch (error) {
      this.#events.warn('fault-not-noted', { fault: code, error: messageOf(error) });
    }
  }
}
