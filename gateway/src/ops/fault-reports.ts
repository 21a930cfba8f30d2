import { messageOf } from '../base/errors.ts';
import { inputIdFrom, type PlaceId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import { faultKey } from '../domain/fault.ts';
import type { Core } from '../engine/ports/core.ts';
import type { FaultSink } from '../engine/ports/devices.ts';
import { placeOf } from '../domain/rules/whereabouts.ts';

/** Brings technical matters into the loop, so that they are facts on the consoles' quiet list. Saying the same twice is no news. */
export class FaultReports implements FaultSink {
  readonly #core: Core;
  readonly #events: EventLog;

  constructor(core: Core, events: EventLog) {
    this.#core = core;
    this.#events = events;
  }

  open(code: string, subject: string, { label, detail, place }: Parameters<FaultSink['open']>[2]): void {
    this.#events.warn('fault', { fault: code, subject });
    this.#submit({ open: true, code, subject, label, detail, place: place ?? this.#placeOf(subject) });
  }

  close(code: string, subject: string): void {
    if (!this.#core.committed.faults.has(faultKey(code, subject)) && this.#core.health.state === 'ok') return;
    this.#submit({ open: false, code, subject, label: '' });
  }

  #placeOf(subject: string): PlaceId | undefined {
    return subject.startsWith('receiver:') ? placeOf(this.#core.committed, subject.slice('receiver:'.length)) : undefined;
  }

  #submit(fault: {
    open: boolean;
    code: string;
    subject: string;
    label: string;
    detail?: string | undefined;
    place?: PlaceId | undefined;
  }): void {
    const id = inputIdFrom(this.#core.ids);
    this.#core.submit({ id, type: 'fault', ...fault }).catch((error: unknown) => {
      this.#events.warn('fault-not-noted', { fault: fault.code, error: messageOf(error) });
    });
  }
}
