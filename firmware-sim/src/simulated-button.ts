import { EventEmitter } from 'node:events';
import type { FeedbackBody } from '@duress/gateway/contract/hand.ts';
import type { DevicePlace, SignalKind } from '@duress/gateway/contract/signal.ts';
import { STANDARD_BUILD, type ButtonBuild, type ButtonState, type Input, type Note, type Uplink } from './button-state.ts';
import { ButtonRunner } from './button-runner.ts';
import { SystemClock, type Clock } from './clock.ts';
import { DEBOUNCE_MS } from './contact.ts';
import { BankedFlash, type Flash } from './flash.ts';
import { Surroundings } from './link-conditions.ts';
import type { StoredPress } from './memory.ts';
import { patternOf, type Display, type Pattern, type Touch } from './pattern.ts';
import { seeded, seedOf, type Random } from './random.ts';
import type { Connect } from './transport.ts';

export interface ButtonParts {
  readonly device: string;
  /** How it speaks; `mqttButton` and `radioButton` (make-button.ts) set this. */
  readonly transport: (parts: { readonly clock: Clock; readonly random: Random; readonly surroundings: Surroundings }) => Connect;
  readonly build?: Partial<ButtonBuild> | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  readonly flash?: Flash | undefined;
  readonly surroundings?: Surroundings | undefined;
  readonly displayWorks?: boolean | undefined;
}

export interface ButtonEvents {
  /** The button knows of a press and keeps it in flash. */
  pressed: [StoredPress];
  /** A signal, status or anything else was handed to the modem; `sending` counts those of one press. */
  sent: [Uplink, number | undefined];
  /** The next hop took a signal (MQTT: PUBACK). */
  acked: [boot: number, seq: number];
  /** The gateway says that this press is on its disk. */
  held: [StoredPress];
  gaveUp: [StoredPress];
  feedback: [FeedbackBody];
  /** What the worker sees and feels now. */
  pattern: [Pattern, Display];
  touch: [Touch];
  link: [up: boolean];
  power: [on: boolean];
  trouble: [what: string];
}

/** Longer than the hold time by so much: fingers are no clocks. */
const FINGER_MS = 60;
/** A switch bounces for a few milliseconds at each edge. */
const BOUNCES_MAX = 3;
const BOUNCE_MS = 2;
/** Waiting for a state longer than this is given up, in milliseconds. */
const REACHES_WITHIN_MS = 30_000;

/** One button in somebody's hand: what a worker can do to it, and what can be seen of it. Everything real but the plastic. */
export class SimulatedButton extends EventEmitter<ButtonEvents> {
  readonly device: string;
  readonly surroundings: Surroundings;
  readonly #runner: ButtonRunner;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #flash: Flash;
  #display: Display = 'dark';
  #feedback: FeedbackBody | undefined;
  #isLinked = false;

  constructor(parts: ButtonParts) {
    super();
    this.device = parts.device;
    this.#clock = parts.clock ?? new SystemClock();
    this.#random = parts.random ?? seeded(seedOf(parts.device));
    this.#flash = parts.flash ?? new BankedFlash();
    this.surroundings = parts.surroundings ?? new Surroundings();
    this.#runner = new ButtonRunner({
      build: { ...STANDARD_BUILD, ...parts.build },
      clock: this.#clock,
      random: this.#random,
      flash: this.#flash,
      connect: parts.transport({ clock: this.#clock, random: this.#random, surroundings: this.surroundings }),
      displayWorks: parts.displayWorks,
      listener: {
        noted: (note) => this.#noted(note),
        displayed: (display) => this.#displayed(display),
        touched: (touch) => this.emit('touch', touch),
        sent: (uplink, sending) => this.emit('sent', uplink, sending),
        received: (input) => this.#received(input),
        acked: (boot, seq) => this.emit('acked', boot, seq),
        trouble: (what) => this.emit('trouble', what),
        powered: (on) => this.#powered(on),
      },
    });
  }

  /** What the hand shows. */
  get display(): Display {
    return this.#display;
  }

  /** What the gateway said last, since the power came on. */
  get feedback(): FeedbackBody | undefined {
    return this.#feedback;
  }

  get isLinked(): boolean {
    return this.#isLinked;
  }

  get isOn(): boolean {
    return this.#runner.state.power === 'on';
  }

  /** Percent. */
  get battery(): number {
    return this.#runner.state.battery.charge;
  }

  /** The state of the firmware itself, for who looks closely. */
  get state(): ButtonState {
    return this.#runner.state;
  }

  /** Presses that the gateway has not confirmed. */
  get unsent(): readonly StoredPress[] {
    const { state } = this.#runner;
    return state.power === 'on' ? state.waiting.map(({ press }) => press) : this.#flash.read().unsent;
  }

  start(): void {
    this.#runner.powerOn();
  }

  /** Ends the simulation of this button; what is in its flash stays there. */
  stop(): void {
    this.#runner.powerOff();
  }

  /** As in danger: held for the hold time, with a finger's bounce. Resolves with the press that the button made of it. */
  press(): Promise<StoredPress | undefined> {
    return this.push(() => this.#holdMs + DEBOUNCE_MS + FINGER_MS);
  }

  /** The same under its other name: it is holding that makes it duress. */
  hold(): Promise<StoredPress | undefined> {
    return this.press();
  }

  /** A short push: `assist`, on a button that was built for it. */
  assist(): Promise<StoredPress | undefined> {
    return this.push(Math.max(DEBOUNCE_MS + 1, Math.min(150, Math.floor(this.#holdMs / 2))));
  }

  /** Sets the button to test mode, then presses it. */
  test(): Promise<StoredPress | undefined> {
    this.#runner.input({ type: 'arm-test' });
    return this.press();
  }

  /** Pushes the contact for so long. `undefined`: the button made no press of it. */
  async push(howLong: number | (() => number)): Promise<StoredPress | undefined> {
    const ms = typeof howLong === 'number' ? () => howLong : howLong;
    let made: StoredPress | undefined;
    const noticed = (press: StoredPress): void => {
      made ??= press;
    };
    this.on('pressed', noticed);
    await this.#edge(true);
    // Asked again at the end: the hold time may have been configured while the finger was on its way down.
    for (let held = 0; held < ms();) {
      const rest = ms() - held;
      await this.#pause(rest);
      held += rest;
    }
    await this.#edge(false);
    await this.#pause(DEBOUNCE_MS + BOUNCE_MS);
    this.off('pressed', noticed);
    return made;
  }

  /** Asks to cancel. Whichever PIN it is, the button does the same. */
  cancel(pin: string): void {
    this.#runner.input({ type: 'raise', kind: 'cancel', pin });
  }

  raise(kind: SignalKind): void {
    this.#runner.input({ type: 'raise', kind });
  }

  /** The case is opened. */
  tamper(): void {
    this.raise('tamper');
  }

  /** Fell, or lies still. */
  lie(): void {
    this.#runner.input({ type: 'lying' });
  }

  move(): void {
    this.#runner.input({ type: 'moved' });
  }

  wear(worn: boolean): void {
    this.#runner.input({ type: 'worn', worn });
  }

  goTo(place: DevicePlace | undefined): void {
    this.#runner.input({ type: 'place', place });
  }

  cutPower(): void {
    this.#runner.powerOff();
  }

  restorePower(): void {
    this.#runner.powerOn();
  }

  /** The power goes in the middle of the next write to flash, after so many bytes. */
  cutPowerInNextWrite(afterBytes: number): void {
    if (!(this.#flash instanceof BankedFlash)) throw new TypeError('only a flash with banks can be torn');
    this.#flash.tearNextWrite(afterBytes);
  }

  changeBattery(): void {
    this.#runner.input({ type: 'new-battery' });
  }

  loseCoverage(): void {
    this.surroundings.change({ coverage: false });
  }

  regainCoverage(): void {
    this.surroundings.change({ coverage: true });
  }

  /** Resolves when the hand shows this, at once if it does already. Rejects when it takes longer than `withinMs`. */
  reaches(display: Display, withinMs: number = REACHES_WITHIN_MS): Promise<void> {
    return this.#until(() => this.#display === display, { what: display, withinMs });
  }

  /** Resolves when the gateway has confirmed every press that this button knows of. */
  reachesHeld(withinMs: number = REACHES_WITHIN_MS): Promise<void> {
    return this.#until(() => this.isOn && this.unsent.length === 0, { what: 'all presses held', withinMs });
  }

  reachesLink(withinMs: number = REACHES_WITHIN_MS): Promise<void> {
    return this.#until(() => this.#isLinked, { what: 'a connection', withinMs });
  }

  #until(isSo: () => boolean, wanted: { readonly what: string; readonly withinMs: number }): Promise<void> {
    if (isSo()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!isSo()) return;
        done();
        resolve();
      };
      const giveUp = this.#clock.after(wanted.withinMs, () => {
        done();
        const now = `it shows ${this.#display}, ${this.unsent.length} presses unsent, link ${this.#isLinked ? 'up' : 'down'}`;
        reject(new Error(`button ${this.device} did not reach ${wanted.what} within ${wanted.withinMs} ms: ${now}`));
      });
      const events = ['pattern', 'held', 'link'] as const;
      const done = (): void => {
        giveUp();
        for (const event of events) this.off(event, look);
      };
      for (const event of events) this.on(event, look);
    });
  }

  get #holdMs(): number {
    const { state } = this.#runner;
    return state.power === 'on' ? state.holdMs : this.#flash.read().config.hold;
  }

  async #edge(down: boolean): Promise<void> {
    const bounces = Math.floor(this.#random() * (BOUNCES_MAX + 1));
    for (let bounce = 0; bounce < bounces; bounce += 1) {
      this.#runner.input({ type: 'contact', down });
      await this.#pause(this.#random() * BOUNCE_MS);
      this.#runner.input({ type: 'contact', down: !down });
      await this.#pause(this.#random() * BOUNCE_MS);
    }
    this.#runner.input({ type: 'contact', down });
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve);
    });
  }

  #noted(note: Note): void {
    if (note.what === 'pressed') this.emit('pressed', note.press);
    else if (note.what === 'held') this.emit('held', note.press);
    else if (note.what === 'gave-up') this.emit('gaveUp', note.press);
    else this.emit('trouble', note.why);
  }

  #displayed(display: Display): void {
    this.#display = display;
    const { state } = this.#runner;
    this.emit('pattern', patternOf(display, state.power === 'off' || state.memory.config.silent), display);
  }

  #received(input: Input): void {
    if (input.type === 'link-up' || input.type === 'link-down') {
      // The button learns it in the same breath; listeners hear it when it knows.
      queueMicrotask(() => this.#linked(input.type === 'link-up'));
    } else if (input.type === 'feedback') {
      this.#feedback = input.body;
      this.emit('feedback', input.body);
    }
  }

  #linked(up: boolean): void {
    const isLinked = up && this.isOn;
    if (isLinked === this.#isLinked) return;
    this.#isLinked = isLinked;
    this.emit('link', isLinked);
  }

  #powered(on: boolean): void {
    if (!on) {
      this.#feedback = undefined;
      this.#linked(false);
    }
    this.emit('power', on);
  }
}
