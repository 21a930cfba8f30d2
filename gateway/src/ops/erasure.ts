import { messageOf } from '../base/errors.ts';
import type { EventLog } from '../base/log.ts';
import type { Core } from '../engine/ports/core.ts';
import type { NewFact } from '../engine/ports/log.ts';

/** After a person was erased in the log, their data key is destroyed: every copy of what it sealed is noise from then on. */
export class Erasure {
  readonly #core: Core;
  readonly #events: EventLog;
  readonly #destroy: (subject: string) => Promise<unknown>;
  #unfollow: (() => void) | undefined;

  constructor(deps: { core: Core; events: EventLog; destroy: (subject: string) => Promise<unknown> }) {
    this.#core = deps.core;
    this.#events = deps.events;
    this.#destroy = deps.destroy;
  }

  /** People whose erasure was committed and whose key may have outlived a crash come first. */
  start(): void {
    if (this.#unfollow !== undefined) return;
    for (const person of this.#core.committed.people.values()) if (person.erased === true) this.#erase(`person:${person.person}`);
    this.#unfollow = this.#core.follow(({ facts }) => {
      for (const fact of facts) {
        const person = personErased(fact);
        if (person !== undefined) this.#erase(`person:${person}`);
      }
    });
  }

  stop(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  #erase(subject: string): void {
    this.#destroy(subject).catch((error: unknown) => {
      this.#events.error('key-not-destroyed', { error: messageOf(error) });
    });
  }
}

function personErased({ kind, data }: NewFact): string | undefined {
  if (kind !== 'PersonErased' || typeof data !== 'object' || data === null || !('person' in data)) return undefined;
  return typeof data['person'] === 'string' ? data['person'] : undefined;
}
