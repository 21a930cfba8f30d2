import type { Board } from './board.svelte.ts';
import type { Voice } from './sound/voice.svelte.ts';

interface RenewalOptions {
  /** The build that this page came from; empty where it was not built. */
  readonly own: string;
  readonly board: Board;
  readonly voice: Voice;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly reload: () => void;
}

const KEY = 'duress.reloaded-for';

/**
 * A page of another build than the gateway's loads itself anew, but never while anything is open, and never when that would take the
 * sound of an armed console: a reload needs a click before it can sound again. Then it asks. Once for each build: a gateway that
 * names its build otherwise must not make a console blink for ever.
 */
export class Renewal {
  /** Another build is there and a person must decide when. */
  waiting = $state(false);

  readonly #options: RenewalOptions;

  constructor(options: RenewalOptions) {
    this.#options = options;
  }

  look(): void {
    const { own, board, voice, storage } = this.#options;
    const theirs = board.hello?.build ?? '';
    const isOther = own !== '' && theirs !== '' && theirs !== own && storage.getItem(KEY) !== theirs;
    const isCalm = board.known && board.link.state === 'live' && board.alarms.size === 0 && board.pending.length === 0;
    this.waiting = isOther && isCalm;
    if (this.waiting && !voice.state.armed) this.now();
  }

  now(): void {
    const { board, storage, reload } = this.#options;
    storage.setItem(KEY, board.hello?.build ?? '');
    reload();
  }
}
