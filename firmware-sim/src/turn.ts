import type { DevicePlace, SignalBody } from '@duress/gateway/contract/signal.ts';
import { drained, LOW_BATTERY_PERCENT, percent, spent } from './battery.ts';
import type { ButtonBuild, Effect, Moment, Powered, Told, Uplink, Waiting } from './button-state.ts';
import type { Memory } from './memory.ts';
import type { Display } from './pattern.ts';

/** Frame counters are put aside in flash so many at once: one write for weeks, and none is used twice after a power cut. */
export const FRAMES_RESERVED = 1_024;
/** The last one. Behind it the key is used up, for a counter that wrapped would repeat a nonce. */
export const FRAME_MAX = 0xffff_ffff;
const AGE_MAX_MS = 0xffff_ffff;

/** States in which somebody or something is still busy with this worker's alarm. */
const LIVE = new Set(['held', 'unseen', 'shown', 'taken', 'coming', 'here']);

type Draft = { -readonly [Name in keyof Powered]: Powered[Name] };

/**
 * One step of a powered button: a draft of its next state and the effects so far. It lives within `step` alone; nothing
 * of it is ever seen half done.
 */
export class Turn {
  readonly draft: Draft;
  readonly effects: Effect[] = [];
  readonly now: Moment;
  readonly build: ButtonBuild;

  constructor(state: Powered, now: Moment, build: ButtonBuild) {
    this.draft = { ...state };
    this.now = now;
    this.build = build;
    this.draft.battery = drained(state.battery, { now: now.t, inAlarm: this.isLive, factor: build.drain });
  }

  get isLive(): boolean {
    const state = this.draft.told?.state;
    return this.draft.waiting.length > 0 || (state !== undefined && LIVE.has(state));
  }

  /** Writes what changed, with the presses as they stand now, so that flash and draft never part. */
  write(changes: Partial<Omit<Memory, 'unsent'>> = {}): void {
    const unsent = this.draft.waiting.map(({ press, pressedAt }) => ({ ...press, age: this.ageOf(pressedAt) }));
    const memory: Memory = { ...this.draft.memory, ...changes, unsent };
    this.draft.memory = memory;
    this.effects.push({ do: 'write', memory });
  }

  ageOf(pressedAt: number): number {
    return Math.min(Math.max(Math.round(this.now.t - pressedAt), 0), AGE_MAX_MS);
  }

  send(uplink: Uplink, sending?: number): void {
    if (!this.build.radio) {
      this.effects.push({ do: 'send', uplink, sending });
    } else {
      const frame = this.#frame();
      if (frame === undefined) return;
      this.effects.push({ do: 'send', uplink, frame, sending });
    }
    this.draft.battery = spent(this.draft.battery, 'sending', this.build.drain);
  }

  sendSignal(waiting: Waiting): void {
    const { press } = waiting;
    const place = press.place ?? this.draft.place;
    const body: SignalBody = {
      v: 1,
      boot: press.boot,
      seq: press.seq,
      kind: press.kind,
      age: this.ageOf(waiting.pressedAt),
      battery: percent(this.draft.battery),
      ...(press.at === undefined ? {} : { at: press.at }),
      ...(press.pin === undefined ? {} : { pin: press.pin }),
      ...(place === undefined ? {} : { place }),
    };
    this.send({ type: 'signal', body }, waiting.sendings + 1);
  }

  sendStatus(): void {
    const { battery, worn, memory } = this.draft;
    const body = { v: 1 as const, battery: percent(battery), firmware: this.build.firmware, worn };
    this.send({ type: 'status', body, boot: memory.boot });
    this.draft.heartbeatAt = this.now.t + memory.config.heartbeat * 1_000;
  }

  sendPosition(place: DevicePlace): void {
    this.send({ type: 'position', place });
  }

  /** Brings light and motor in line with what is true now. `again`: also when the display itself stays the same. */
  show(again = false): void {
    const display = this.#displayNow();
    if (display === this.draft.display && !again) return;
    this.draft.display = display;
    const told = this.draft.told;
    const rev = told !== undefined && displayOf(told) === display ? told.rev : undefined;
    this.effects.push({ do: 'show', display, rev });
  }

  #displayNow(): Display {
    const { draft } = this;
    if (this.build.radio && draft.frame >= FRAME_MAX) return 'worn-out';
    if (draft.manDownAt !== undefined) return 'man-down-warning';
    const told = draft.told;
    const toldDisplay = told === undefined ? undefined : displayOf(told);
    const isLive = told?.state !== undefined && LIVE.has(told.state);
    // While an alarm lives, its own state is what counts; a further press does not take "somebody is coming" from the hand.
    if (isLive && toldDisplay !== undefined) return toldDisplay;
    if (draft.waiting.length > 0) return draft.linked ? 'sending' : 'searching';
    if (draft.testUntil !== undefined) return 'test-armed';
    if (toldDisplay !== undefined) return toldDisplay;
    if (!draft.linked) return 'no-link';
    return draft.battery.charge < LOW_BATTERY_PERCENT ? 'battery-low' : 'idle';
  }

  #frame(): number | undefined {
    if (this.draft.frame >= FRAME_MAX) return undefined;
    const frame = this.draft.frame + 1;
    if (frame > this.draft.memory.framesReserved) this.write({ framesReserved: Math.min(frame + FRAMES_RESERVED - 1, FRAME_MAX) });
    this.draft.frame = frame;
    return frame;
  }
}

function displayOf(told: Told): Display | undefined {
  return told.state === 'shown' && !told.recorded ? 'shown-unrecorded' : told.state;
}
