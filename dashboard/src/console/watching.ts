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
  /** Somebody was here just now. */
  readonly onTouched?: (() => void) | undefined;
}

/** No more notes than the contract takes in one report; a browser that freezes us more often has said enough. */
const NOTES_MAX = 8;

/**
 * Tells the gateway what this console can prove of itself: its sound, and when a person last touched it. On each change
 * and with every beat, because a console that says nothing does not count.
 */
export class Watching {
  readonly #options: WatchingOptions;
  #lastInput: { readonly mono: number; readonly wall: number };
  #notes: string[];
  #cancel: Cancel | undefined;

  constructor(options: WatchingOptions) {
    this.#options = options;
    this.#lastInput = { mono: options.clock.mono(), wall: options.clock.wall() };
    this.#notes = [...options.notes];
  }

  start(): void {
    if (this.#cancel !== undefined) return;
    this.#cancel = this.#options.clock.every(BEAT_EVERY_MS, () => {
      this.report();
    });
    const { page } = this.#options;
    this.hears(page);
    page.addEventListener('visibilitychange', () => this.report());
    page.addEventListener('freeze', () => this.#note('frozen'));
    page.addEventListener('resume', () => this.report());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** A key or a pointer in this document is a person at this console: its own page, and its small window. */
  hears(page: Pick<Document, 'addEventListener'>): void {
    for (const event of ['pointerdown', 'pointermove', 'keydown']) page.addEventListener(event, () => this.touched(), { passive: true });
  }

  /** By the larger of the two clocks: the first stands still while the computer sleeps, and nobody was here meanwhile. */
  get inputAgoMs(): number {
    const { clock } = this.#options;
    return Math.max(0, Math.round(clock.mono() - this.#lastInput.mono), Math.round(clock.wall() - this.#lastInput.wall));
  }

  touched(): void {
    const { clock, onTouched } = this.#options;
    const wasAway = this.inputAgoMs > BEAT_EVERY_MS;
    this.#lastInput = { mono: clock.mono(), wall: clock.wall() };
    if (!wasAway) return;
    onTouched?.();
    this.report();
  }

  report(): void {
    const { sound, send } = this.#options;
    const { armed, why } = sound();
    const state: WatchState = {
      armed,
      ...(why === undefined ? {} : { why }),
      inputAgoMs: this.inputAgoMs,
      ...(this.#notes.length === 0 ? {} : { notes: this.#notes }),
      probes: true,
    };
    if (send({ type: 'watch', state })) this.#notes = [];
  }

  #note(note: string): void {
    this.#notes = [...this.#notes, note].slice(-NOTES_MAX);
  }
}
