import type { FeedbackBody, FeedbackState } from '@duress/gateway/contract/hand.ts';
import type { SignalBody } from '@duress/gateway/contract/signal.ts';
import { STANDARD_BUILD, type ButtonBuild, type Input, type Note, type Uplink } from '../button-state.ts';
import { ButtonRunner } from '../button-runner.ts';
import { BankedFlash } from '../flash.ts';
import type { Display, Touch } from '../pattern.ts';
import type { Transport, TransportEvents } from '../transport.ts';
import { ManualClock } from './manual-clock.ts';

export interface Sent {
  readonly at: number;
  readonly uplink: Uplink;
  readonly frame: number | undefined;
  readonly sending: number | undefined;
}

/** A button on the bench: its time, its link and its gateway are in the test's hand. */
export class Rig {
  readonly clock = new ManualClock();
  readonly flash = new BankedFlash();
  readonly sent: Sent[] = [];
  readonly notes: Note[] = [];
  readonly touches: Touch[] = [];
  readonly displays: Display[] = [];
  readonly runner: ButtonRunner;
  #sending: number | undefined;
  #rev = 0;
  #sessions = 0;

  constructor(build: Partial<ButtonBuild> = {}, options: { readonly random?: () => number; readonly displayWorks?: boolean } = {}) {
    this.runner = new ButtonRunner({
      build: { ...STANDARD_BUILD, ...build },
      clock: this.clock,
      random: options.random ?? (() => 0),
      flash: this.flash,
      connect: (events) => this.#modem(events),
      displayWorks: options.displayWorks,
      listener: {
        noted: (note) => this.notes.push(note),
        displayed: (display) => this.displays.push(display),
        touched: (touch) => this.touches.push(touch),
        sent: (_uplink, sending) => {
          this.#sending = sending;
        },
      },
    });
  }

  get display(): Display | undefined {
    return this.displays.at(-1);
  }

  get signals(): readonly SignalBody[] {
    return this.sent.flatMap(({ uplink }) => (uplink.type === 'signal' ? [uplink.body] : []));
  }

  /** Button times at which the press with this seq was sent. */
  sendingsOf(seq: number): readonly number[] {
    return this.sent.filter(({ uplink }) => uplink.type === 'signal' && uplink.body.seq === seq).map(({ at }) => at);
  }

  /** Power and link. */
  up(): this {
    this.runner.powerOn();
    this.link(true);
    return this;
  }

  link(up: boolean): void {
    this.#sessions += 1;
    this.input(up ? { type: 'link-up', session: this.#sessions } : { type: 'link-down' });
  }

  input(input: Input): void {
    this.runner.input(input);
  }

  push(ms: number): void {
    this.input({ type: 'contact', down: true });
    this.clock.pass(ms);
    this.input({ type: 'contact', down: false });
    this.clock.pass(50);
  }

  /** A press without a finger. */
  duress(): void {
    this.input({ type: 'raise', kind: 'duress' });
  }

  /** What the gateway would say; each call a newer one unless `rev` is given. */
  tell(state: FeedbackState | undefined, more: Partial<FeedbackBody> = {}): void {
    this.#rev += 1;
    const body: FeedbackBody = {
      v: 1,
      rev: this.#rev,
      held: [],
      recorded: true,
      at: '2026-01-05T09:00:00Z',
      ...(state === undefined ? {} : { state }),
      ...more,
    };
    this.#rev = Math.max(this.#rev, body.rev);
    this.input({ type: 'feedback', body });
  }

  #modem(_events: TransportEvents): Transport {
    return {
      start: () => {},
      cut: () => {},
      subscribe: () => {},
      send: (uplink, frame) => {
        this.sent.push({ at: this.clock.mono(), uplink, frame, sending: this.#sending });
      },
    };
  }
}
