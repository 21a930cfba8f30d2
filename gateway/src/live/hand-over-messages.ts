import { mayAnywhere } from '../access/permissions.ts';
import { messageOf } from '../base/errors.ts';
import { inputIdFrom, type PersonId } from '../base/ids.ts';
import type { HandOverMessage } from '../contract/feed.ts';
import type { HandOverCommand } from '../domain/watch.ts';
import type { Console } from './console.ts';
import type { FeedDeps } from './feed-deps.ts';

interface HandOverMessagesDeps extends Pick<FeedDeps, 'core' | 'events'> {
  readonly consoles: () => Iterable<Console>;
  readonly whyNot: (console: Console) => string | undefined;
}

/** What consoles say about the watch going from one person to the next. Whoever is refused is told why; what is done shows in the topic `watch`. */
export class HandOverMessages {
  readonly #deps: HandOverMessagesDeps;

  constructor(deps: HandOverMessagesDeps) {
    this.#deps = deps;
  }

  receive(console: Console, message: HandOverMessage): void {
    const { core, events } = this.#deps;
    const refuse = (code: string): void => {
      console.send(JSON.stringify({ type: 'refused', code, about: 'hand-over' }));
    };
    const actor = this.#watcher(console);
    if (actor === undefined) {
      refuse('not-allowed');
      return;
    }
    const why = this.#whyRefused(console, message);
    if (why !== undefined) {
      refuse(why);
      return;
    }
    const id = inputIdFrom(core.ids);
    const said = { actor, command: commandOf(message), console: console.id, place: console.place };
    core.submit({ id, type: 'hand-over', ...said }).then(
      (reply) => {
        if (reply.outcome === 'refused') refuse(reply.code);
      },
      (error: unknown) => {
        events.warn('hand-over-not-noted', { error: messageOf(error) });
        refuse('not-recorded');
      },
    );
  }

  /** The watch goes only to somebody who may have it, and only where it is proven: at a console that counts as watching. */
  #whyRefused(console: Console, message: HandOverMessage): string | undefined {
    if (message.do === 'accept') return this.#deps.whyNot(console) === undefined ? undefined : 'not-watching';
    if (message.do !== 'offer' || message.to === undefined) return undefined;
    return [...this.#deps.consoles()].some((other) => this.#watcher(other) === message.to) ? undefined : 'not-there';
  }

  #watcher({ principal }: Console): PersonId | undefined {
    if (principal.kind !== 'person') return undefined;
    return mayAnywhere(this.#deps.core.committed, principal, 'watch') ? principal.person : undefined;
  }
}

function commandOf(message: HandOverMessage): HandOverCommand {
  switch (message.do) {
    case 'offer':
      return { do: 'offer', to: message.to as PersonId | undefined }; // as: the rules look them up.
    case 'withdraw':
      return { do: 'withdraw' };
    case 'accept':
      return { do: 'accept', from: message.from as PersonId }; // as: see above.
  }
}
