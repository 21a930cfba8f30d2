import type { ConsoleMessage, WatchState } from '@duress/gateway/contract/feed.ts';
import { BEAT_EVERY_MS } from '@duress/gateway/contract/limits.ts';
import type { Cancel, Clock } from '../shared/clock.ts';

interface WatchingOptions {
  readonly clock: Clock;
  readonly page: Pick<Document, 'addEventListener'>;
  readonly sound: () => { readonly armed: boolean; readonly why: string | undefined };
  readonly send: (message: ConsoleMessage) => boolean;
  /** What the browser did to this page before it began: `discarded`, `autoplay-blocked`. */
  readonly notes: readonly string[];
}

/** No more notes than the contract takes in one report; a browser that freezes us more often has said enough. */
const NOTES_MAX = 8;

/**
 * Tells the gateway what this console can prove of itself: its sound, and when a person last touched it. On each change
 * and with every beat, because a console that says nothing does not count.
 */
export class Watching {
  readonly #options: WatchingOptions;
  #lastInput: number;
  #notes: string[];
  #cancel: Cancel | undefined;

  constructor(options: WatchingOptions) {
    this.#options = options;
    this.#lastInput = options.clock.mono();
    this.#notes = [...options.notes];
  }

  start(): void {
    if (this.#cancel !== undefined) return;
    this.#cancel = this.#options.clock.every(BEAT_EVERY_MS, () => {
      this.report();
    });
    const { page } = this.#options;
    for (const event of ['pointerdown', 'pointermove', 'keydown']) page.addEventListener(event, () => this.touched(), { passive: true });
    page.addEventListener('visibilitychange', () => this.report());
    page.addEventListener('freeze', () => this.#note('frozen'));
    page.addEventListener('resume', () => this.report());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  touched(): void {
    const wasAway = this.#options.clock.mono() - this.#lastInput > BEAT_EVERY_MS;
    this.#lastInput = this.#options.clock.mono();
    if (wasAway) this.report();
  }

  report(): void {
    const { clock, sound, send } = this.#options;
    const { armed, why } = sound();
    const state: WatchState = {
      armed,
      ...(why === undefined ? {} : { why }),
      inputAgoMs: Math.max(0, Math.round(clock.mono() - this.#lastInput)),
      ...(this.#notes.length === 0 ? {} : { notes: this.#notes }),
    };
    if (send({ type: 'watch', state })) this.#notes = [];
  }

  #note(note: string): void {
    this.#notes = [...this.#notes, note].slice(-NOTES_MAX);
  }
}
