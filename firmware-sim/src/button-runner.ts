import type { ButtonBuild, ButtonState, Effect, Input, Note, Uplink } from './button-state.ts';
import { newButton, nextDue, step } from './button.ts';
import type { Cancel, Clock } from './clock.ts';
import type { Flash } from './flash.ts';
import type { Display, Touch } from './pattern.ts';
import type { Random } from './random.ts';
import type { Connect, Transport } from './transport.ts';

/** What an observer sees. A button has no idea that it is there. */
export interface RunnerListener {
  readonly noted?: ((note: Note) => void) | undefined;
  readonly displayed?: ((display: Display, rev: number | undefined) => void) | undefined;
  readonly touched?: ((touch: Touch) => void) | undefined;
  readonly sent?: ((uplink: Uplink, sending: number | undefined) => void) | undefined;
  readonly received?: ((input: Input) => void) | undefined;
  readonly acked?: ((boot: number, seq: number) => void) | undefined;
  readonly trouble?: ((what: string) => void) | undefined;
  readonly powered?: ((on: boolean) => void) | undefined;
}

export interface RunnerParts {
  readonly build: ButtonBuild;
  readonly clock: Clock;
  readonly random: Random;
  readonly flash: Flash;
  readonly connect: Connect;
  readonly listener: RunnerListener;
  /** False: light and motor are broken, so nothing is ever confirmed as shown. */
  readonly displayWorks?: boolean | undefined;
}

/** Gives the pure button a clock, a flash, a modem and a light: one input after another, its effects in their order. */
export class ButtonRunner {
  readonly #parts: RunnerParts;
  readonly #transport: Transport;
  readonly #inputs: Input[] = [];
  #state: ButtonState = newButton();
  #busy = false;
  #sessions = 0;
  #alarm: { readonly at: number; readonly cancel: Cancel } | undefined;

  constructor(parts: RunnerParts) {
    this.#parts = parts;
    this.#transport = parts.connect({
      input: (input) => {
        parts.listener.received?.(input);
        this.input(input);
      },
      acked: (boot, seq) => parts.listener.acked?.(boot, seq),
      trouble: (what) => parts.listener.trouble?.(what),
      session: () => this.#nextSession(),
    });
  }

  get state(): ButtonState {
    return this.#state;
  }

  powerOn(): void {
    if (this.#state.power === 'on') return;
    this.input({ type: 'power-on', memory: this.#parts.flash.read() });
    // An empty battery or a torn write may have ended it at once.
    if (this.#isOn()) {
      this.#parts.listener.powered?.(true);
      this.#transport.start();
    }
  }

  powerOff(): void {
    if (this.#isOn()) this.#lose();
  }

  input(input: Input): void {
    this.#inputs.push(input);
    // An effect may bring the next input; it waits until the effects of this one are done.
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#inputs.shift(); next !== undefined; next = this.#inputs.shift()) this.#one(next);
    } finally {
      this.#busy = false;
    }
    this.#arm();
  }

  #one(input: Input): void {
    const { clock, random, build } = this.#parts;
    const now = { t: clock.mono(), wall: clock.wall(), random: random() };
    const { state, effects } = step(this.#state, input, { now, build });
    this.#state = state;
    for (const effect of effects) {
      if (this.#do(effect) === 'lost-power') return;
    }
  }

  #do(effect: Effect): 'done' | 'lost-power' {
    const { flash, listener } = this.#parts;
    switch (effect.do) {
      case 'write':
        if (flash.write(effect.memory) === 'written') return 'done';
        this.#lose();
        return 'lost-power';
      case 'send':
        listener.sent?.(effect.uplink, effect.sending);
        this.#transport.send(effect.uplink, effect.frame);
        return 'done';
      case 'subscribe':
        this.#transport.subscribe();
        return 'done';
      case 'show':
        listener.displayed?.(effect.display, effect.rev);
        if (effect.rev !== undefined && this.#parts.displayWorks !== false) this.#inputs.push({ type: 'shown', rev: effect.rev });
        return 'done';
      case 'touch':
        listener.touched?.(effect.touch);
        return 'done';
      case 'note':
        listener.noted?.(effect.note);
        return 'done';
      case 'off':
        this.#afterPower();
        return 'lost-power';
    }
  }

  #lose(): void {
    const { clock, build } = this.#parts;
    const now = { t: clock.mono(), wall: clock.wall(), random: 0 };
    this.#state = step(this.#state, { type: 'power-off' }, { now, build }).state;
    this.#parts.listener.displayed?.('dark', undefined);
    this.#afterPower();
  }

  #afterPower(): void {
    this.#inputs.length = 0;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    this.#transport.cut();
    this.#parts.listener.powered?.(false);
  }

  #arm(): void {
    const at = nextDue(this.#state, this.#parts.build);
    if (at === this.#alarm?.at) return;
    this.#alarm?.cancel();
    if (at === undefined) {
      this.#alarm = undefined;
      return;
    }
    const { clock } = this.#parts;
    const cancel = clock.after(Math.max(0, at - clock.mono()), () => {
      this.#alarm = undefined;
      this.input({ type: 'tick' });
    });
    this.#alarm = { at, cancel };
  }

  #isOn(): boolean {
    return this.#state.power === 'on';
  }

  /** Boot and connection in one uint32: never the number of the connection before, also after a power cut. */
  #nextSession(): number {
    this.#sessions += 1;
    const boot = this.#state.power === 'on' ? this.#state.memory.boot : 0;
    return (((boot & 0xffff) << 16) | (this.#sessions & 0xffff)) >>> 0;
  }
}
