import type { WebSocket } from 'ws';
import type { Principal } from '../access/principal.ts';
import type { ConsoleId, PlaceId } from '../base/ids.ts';
import type { Clock } from '../base/clock.ts';
import { SECOND_MS } from '../base/durations.ts';
import { CONSOLE_LOST_AFTER_MS, type Topic, type WatchState } from '../contract/feed.ts';
import type { WatchTerms } from '../domain/rules/watch-terms.ts';
import { FAULTS_WAIT_BYTES, MESSAGES_PER_TEN_SECONDS, SLOW_BYTES, SLOW_CLOSE_MS } from './limits.ts';
import { asOfNow } from './rights-at.ts';
import type { Subscription } from './subscription.ts';

/** WebSocket close codes (RFC 6455 7.4) as the feed uses them. */
export const CLOSE = { policy: 1008, tooSlow: 1013, away: 1001, ended: 4401 } as const;

/** One open page: its socket, what it listens to, and what it says of itself. */
export class Console {
  readonly id: ConsoleId;
  readonly principal: Principal;
  readonly subscriptions = new Map<Topic, Subscription>();
  readonly since: number;
  /** Alarms and presses that it says to have shown, whether or not it counted as watching then, and how often reopened each was. */
  readonly painted = new Map<string, number>();
  place: PlaceId | undefined;
  /** Counts as watching, as it was last told to the log. */
  isWatching = false;
  /** Why it does not, as people were last told. */
  whyTold: string | undefined = 'silent';
  /** Epoch ms since when that is so. */
  changedAt: number;
  /** It was asked to draw something and did not (probes.ts). */
  hangs = false;
  /** Technical matters were held back because other words wait: it is to get a snapshot of them. */
  owesFaults = false;
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  #heardAt: number;
  /** What it last said of itself, and when (monotonic). */
  #said: { readonly state: WatchState; readonly at: number } | undefined;
  #slowSince: number | undefined;
  /** Of what is unsent, the bytes of technical matters. */
  #faultBytes = 0;
  #window = { from: 0, messages: 0 };

  constructor(deps: { id: ConsoleId; principal: Principal; socket: WebSocket; clock: Clock }) {
    this.id = deps.id;
    this.principal = asOfNow(deps.principal, deps.clock);
    this.#socket = deps.socket;
    this.#clock = deps.clock;
    this.since = deps.clock.wall();
    this.changedAt = this.since;
    this.#heardAt = deps.clock.mono();
  }

  get person(): Extract<Principal, { kind: 'person' }>['person'] | undefined {
    return this.principal.kind === 'person' ? this.principal.person : undefined;
  }

  /** A message came in. False when there are too many of them. */
  heard(): boolean {
    const now = this.#clock.mono();
    this.#heardAt = now;
    if (now - this.#window.from > 10 * SECOND_MS) this.#window = { from: now, messages: 0 };
    this.#window.messages += 1;
    return this.#window.messages <= MESSAGES_PER_TEN_SECONDS;
  }

  get isLost(): boolean {
    return this.#clock.mono() - this.#heardAt > CONSOLE_LOST_AFTER_MS;
  }

  /** Its page says what it draws. Pages of an older build do not, and are not asked. */
  get drawsProbes(): boolean {
    return this.#said?.state.probes === true;
  }

  /** It said how things stand with it. */
  says(state: WatchState): void {
    this.#said = { state, at: this.#clock.mono() };
  }

  /**
   * Why it does not count as watching; undefined when it does. Only what is proven counts (design.md, promise 6): what a page
   * said holds as long as a page that is well would have said it anew, and nobody's absence stands still meanwhile.
   */
  whyNotWatching({ attendedWithinMs }: Pick<WatchTerms, 'attendedWithinMs'>): string | undefined {
    if (this.principal.kind === 'token') return 'wall';
    if (this.isLost) return 'lost';
    if (this.hangs) return 'hangs';
    if (this.#said === undefined) return 'silent';
    const { state, at } = this.#said;
    const ageMs = this.#clock.mono() - at;
    if (ageMs > CONSOLE_LOST_AFTER_MS) return 'silent';
    if (!state.armed) return state.why ?? 'not-armed';
    return state.inputAgoMs + ageMs > attendedWithinMs ? 'unattended' : undefined;
  }

  /** Sends, unless the console is too slow to take it; then it is owed fresh snapshots. */
  send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#slowSince !== undefined || this.#socket.bufferedAmount - this.#faultBytes > SLOW_BYTES) {
      this.#slowSince ??= this.#clock.mono();
      return;
    }
    this.#socket.send(text);
  }

  /**
   * The same for technical matters: nothing of them waits before an alarm for long, and a console that does not take them is not slow
   * for that. What it can not take now is left out; then it is owed a snapshot.
   */
  sendFaults(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.owesFaults = !this.takesFaults;
    if (this.owesFaults) return;
    const bytes = Buffer.byteLength(text);
    this.#faultBytes += bytes;
    this.#socket.send(text, () => {
      this.#faultBytes -= bytes;
    });
  }

  /** There is room for technical matters. */
  get takesFaults(): boolean {
    return this.#slowSince === undefined && this.#socket.bufferedAmount <= FAULTS_WAIT_BYTES;
  }

  /** `behind`: it missed messages and has drained since; `stuck`: it does not drain. */
  get flow(): 'well' | 'slow' | 'behind' | 'stuck' {
    if (this.#slowSince === undefined) return 'well';
    if (this.#socket.bufferedAmount === 0) return 'behind';
    return this.#clock.mono() - this.#slowSince > SLOW_CLOSE_MS ? 'stuck' : 'slow';
  }

  /** Its snapshots are about to be sent. */
  caughtUp(): void {
    this.#slowSince = undefined;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Without a farewell: for a peer that does not read any more. */
  cut(): void {
    this.#socket.terminate();
  }
}
