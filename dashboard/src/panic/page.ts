import type { FeedbackBody } from '@duress/gateway/contract/hand.ts';
import type { Cancel, Clock } from '../shared/clock.ts';
import type { FeedSocket, SocketEvents } from '../shared/feed/feed.ts';
import type { Moment } from '../shared/feed/link.ts';
import type { Answer, Gateway, Taken, Trouble } from './gateway.ts';
import { HandLink } from './hand-link.ts';
import { EMPTY_LADDER, acceptedByAnswer, climb, current, holds, isOpen, type Ladder } from './ladder.ts';
import type { Known, Memory, Settings } from './memory.ts';
import type { Press, PressKind, PressNames } from './press.ts';
import { readiness, type Checks } from './ready.ts';
import { sceneOf, type Model, type Scene, type Words } from './scene.ts';
import { Sender } from './sender.ts';

/** Between two ready checks; three fit into the minute for which one is proof. */
const CHECK_EVERY_MS = 20_000;
/** Between two questions after the worker's own buttons. */
const BUTTONS_EVERY_MS = 60_000;
/** Between two questions while an alarm is open and the live line is down. */
const POLL_EVERY_MS = 2_000;
/** Ages and countdowns on the screen move this often. */
const TICK_MS = 250;
/** How long the page says that a press was too short. */
const HINT_MS = 4_000;
/** The shake that says *the gateway has it*, where the phone can and silence was not asked for. */
const SHAKE_MS = 200;

export interface PageParts {
  readonly clock: Clock;
  readonly gateway: Gateway;
  readonly memory: Memory;
  readonly names: PressNames;
  readonly words: Words;
  readonly openSocket: (events: SocketEvents) => FeedSocket;
  readonly random: () => number;
  /** Puts the scene on the screen. */
  readonly paint: (scene: Scene) => void;
  /** Runs once what was painted is really on the screen and the screen is visible. */
  readonly afterPaint: (run: () => void) => void;
  readonly shake: (ms: number) => void;
  /** The gateway serves this build; the page is calm, so a newer one may be loaded, if it still is by then. */
  readonly calmWith: (build: string, isCalm: () => boolean) => void;
}

/** The worker's phone page without its screen: presses, checks, and what the gateway says. */
export class PanicPage {
  readonly #parts: PageParts;
  readonly #sender: Sender;
  readonly #link: HandLink;
  #settings: Settings;
  #known: Known | undefined;
  #ladder: Ladder = EMPTY_LADDER;
  #checks: Checks = {};
  #strangersPress = false;
  #pressed: Moment | undefined;
  #hintUntil = 0;
  #pin: 'closed' | 'open' | 'bad' = 'closed';
  #timers: Cancel[] = [];
  #asking = false;
  #buttons: Model['buttons'] = [];
  /** The gateway has said in this load who is signed in. */
  #knowsWho = false;
  #confirmedRev = -1;

  constructor(parts: PageParts) {
    this.#parts = parts;
    this.#settings = parts.memory.settings();
    this.#known = parts.memory.known();
    if (this.#known !== undefined) this.#ladder = parts.memory.ladder(this.#known.person);
    this.#sender = new Sender({
      clock: parts.clock,
      memory: parts.memory,
      post: (body) => parts.gateway.press(body),
      accepted: (press, taken) => {
        this.#accepted(press, taken);
      },
      changed: () => {
        this.paint();
      },
    });
    this.#link = new HandLink({
      clock: parts.clock,
      open: parts.openSocket,
      random: parts.random,
      said: (body) => {
        this.#said(body);
      },
      build: (build) => {
        if (!this.busy) parts.calmWith(build, () => !this.busy);
      },
    });
  }

  get settings(): Settings {
    return this.#settings;
  }

  get known(): Known | undefined {
    return this.#known;
  }

  start(): void {
    if (this.#timers.length > 0) return;
    const { clock } = this.#parts;
    this.#timers = [
      clock.every(CHECK_EVERY_MS, () => {
        this.check().catch(reportError);
      }),
      clock.every(BUTTONS_EVERY_MS, () => {
        this.#askButtons().catch(reportError);
      }),
      clock.every(POLL_EVERY_MS, () => {
        if (!this.#link.up && isOpen(this.#ladder)) this.#askHand().catch(reportError);
      }),
      clock.every(TICK_MS, () => {
        this.paint();
      }),
    ];
    this.#link.start();
    this.#begin().catch(reportError);
  }

  stop(): void {
    for (const stop of this.#timers) stop();
    this.#timers = [];
    this.#link.stop();
    this.#sender.stop();
  }

  /** The network or the worker is back: no waiting for the next turn. */
  hurry(): void {
    this.#sender.hurry();
    this.#link.hurry();
    this.check().catch(reportError);
  }

  press(kind: PressKind, pin?: string): void {
    const { clock, names } = this.#parts;
    const press: Press = { kind, ...names.next(), pressedAt: clock.wall(), pressedMono: clock.mono(), person: this.#known?.person, pin };
    if (kind === 'duress' || kind === 'assist') this.#pressed = this.#now();
    this.#hintUntil = 0;
    this.#sender.send(press);
    this.paint();
  }

  tooShort(): void {
    this.#hintUntil = this.#parts.clock.mono() + HINT_MS;
    this.paint();
  }

  pin(state: 'closed' | 'open'): void {
    this.#pin = state;
    this.paint();
  }

  /** Every PIN of the right length looks the same from here on: the gateway alone knows which one it is. */
  cancelWith(pin: string): void {
    if (!/^[0-9]{4,8}$/.test(pin)) {
      this.#pin = 'bad';
      this.paint();
      return;
    }
    this.#pin = 'closed';
    this.press('cancel', pin);
  }

  /** The worker has read that it is over. */
  dismiss(): void {
    this.#keep({ ...this.#ladder, alarm: undefined, steps: [] });
    this.paint();
  }

  saveSettings(settings: Settings): void {
    this.#settings = settings;
    this.#parts.memory.saveSettings(settings);
    this.paint();
  }

  /** Asks the gateway now; the answer, good or bad, is what *Ready* stands on. */
  async check(): Promise<void> {
    await (this.#knowsWho ? this.#askHand() : this.#askWho());
  }

  paint(): void {
    this.#parts.paint(sceneOf(this.#model(), this.#parts.words));
  }

  #model(): Model {
    const now = this.#now();
    return {
      now,
      settings: this.#settings,
      known: this.#known,
      readiness: readiness(this.#checks, now),
      unsent: this.#sender.unsent(),
      ladder: this.#ladder,
      pressed: this.#pressed,
      pinOpen: this.#pin !== 'closed',
      pinBad: this.#pin === 'bad',
      hint: now.mono < this.#hintUntil,
      buttons: this.#buttons,
      strangersPress: this.#strangersPress,
    };
  }

  #now(): Moment {
    return { wall: this.#parts.clock.wall(), mono: this.#parts.clock.mono() };
  }

  get busy(): boolean {
    return this.#sender.unsent().length > 0 || current(this.#ladder) !== undefined || this.#pin !== 'closed';
  }

  /** Presses of an earlier load wait until it is known who is signed in: they belong to the person who made them. */
  async #begin(): Promise<void> {
    const left = this.#parts.memory.presses();
    this.paint();
    await this.#askWho();
    const person = this.#known?.person;
    for (const press of left) {
      if (press.person === undefined || press.person === person) this.#sender.send(press);
      else this.#strangersPress = true;
    }
    if (this.#strangersPress) this.paint();
  }

  async #askWho(): Promise<void> {
    // Both at once: on a bad network each answer takes its time, and *Ready* needs the two.
    const hand = this.#parts.gateway.hand();
    const answer = await this.#parts.gateway.me();
    if (!answer.ok) {
      this.#note(answer.trouble);
      return;
    }
    const { person, name, call, push } = answer.value;
    if (person !== this.#known?.person) this.#ladder = this.#parts.memory.ladder(person);
    this.#known = { person, name, call, push };
    this.#parts.memory.saveKnown(this.#known);
    this.#knowsWho = true;
    this.#hear(await hand);
    await this.#askButtons();
  }

  /** Nothing waits for it: without an answer what was last said stands. */
  async #askButtons(): Promise<void> {
    const answer = await this.#parts.gateway.devices();
    if (!answer.ok) return;
    this.#buttons = answer.value;
    this.paint();
  }

  async #askHand(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    const answer = await this.#parts.gateway.hand();
    this.#asking = false;
    this.#hear(answer);
  }

  #hear(answer: Answer<FeedbackBody>): void {
    this.#note(answer.ok ? undefined : answer.trouble);
    if (answer.ok) this.#said(answer.value);
  }

  #note(trouble: Trouble | undefined): void {
    this.#checks = trouble === undefined ? { lastOk: this.#now() } : { lastOk: this.#checks.lastOk, trouble };
    // Signed out and in again may be somebody else: ask who before anything is taken for theirs.
    if (trouble === 'signed-out') this.#knowsWho = false;
    this.paint();
  }

  #accepted(press: Press, taken: Taken): void {
    if (press.kind === 'duress' || press.kind === 'assist') {
      this.#keep(acceptedByAnswer(this.#ladder, { alarm: taken.alarm, at: this.#parts.clock.wall() }));
    }
    this.#note(undefined);
    if (!this.#settings.silent) this.#parts.shake(SHAKE_MS);
    // The answer proves that the press is held; what comes after that is asked for at once when the line is down.
    if (!this.#link.up) this.#askHand().catch(reportError);
  }

  #said(body: FeedbackBody): void {
    this.#keep(climb(this.#ladder, body));
    this.#sender.settle((press) => holds(body, press));
    this.paint();
    this.#parts.afterPaint(() => {
      if (body.rev > this.#confirmedRev && this.#link.confirm(body.rev)) this.#confirmedRev = body.rev;
    });
  }

  #keep(ladder: Ladder): void {
    this.#ladder = ladder;
    if (this.#known !== undefined) this.#parts.memory.saveLadder(this.#known.person, ladder);
  }
}
