import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Board } from '../board.svelte.ts';
import { SILENCE_MS, chooseSound, startsAnew, type Caller, type Silence, type Sounding } from './choice.ts';
import { NOT_ARMED, Speaker, type SoundState } from './speaker.ts';

interface VoiceOptions {
  readonly clock: Clock;
  readonly board: Board;
  readonly changed: () => void;
}

/** What of the board must be heard, on this workstation. */
export class Voice {
  state = $state.raw<SoundState>(NOT_ARMED);
  silences = $state.raw<ReadonlyMap<string, Silence>>(new Map());

  readonly #options: VoiceOptions;
  readonly #speaker: Speaker;
  #sounding: Sounding = { rhythm: undefined, voices: new Set() };
  #faults: ReadonlySet<string> | undefined;

  constructor(options: VoiceOptions) {
    this.#options = options;
    this.#speaker = new Speaker({
      clock: options.clock,
      create: () => new AudioContext({ latencyHint: 'interactive' }),
      changed: (state) => {
        this.state = state;
        options.changed();
      },
    });
  }

  start(): void {
    this.#speaker.start();
  }

  stop(): void {
    this.#speaker.stop();
  }

  /** The button that says so. */
  arm(): void {
    this.#speaker.arm().catch((error: unknown) => {
      // The browser said no: the state says why, and the panel stays.
      reportError(error);
    });
  }

  /** Any gesture, as long as there is no sound. */
  armQuietly(): void {
    if (!this.state.armed) this.arm();
  }

  /** Looks at the board and lets sound what must; to be called on each message and each second. */
  choose(): void {
    const { board, clock } = this.#options;
    const mono = clock.mono();
    this.#dropEnded(mono);
    const next = chooseSound(this.#callers(), { silences: this.silences, linkAgeMs: board.link.ageMs, signedOut: board.signedOut, mono });
    this.#speaker.play(next.rhythm, startsAnew(this.#sounding, next));
    this.#sounding = next;
    this.#announceFaults(next);
  }

  /** This alarm, here, for two minutes at most; a second press ends it at once. */
  silence(view: AlarmView): void {
    const until = this.#options.clock.mono() + SILENCE_MS;
    this.silences = new Map(this.silences).set(view.alarm, { level: view.level, presses: view.presses, drill: view.drill, until });
    this.choose();
  }

  silencedForMs(view: AlarmView): number {
    const silence = this.silences.get(view.alarm);
    if (silence?.presses !== view.presses || silence.level !== view.level || silence.drill !== view.drill) return 0;
    return Math.max(0, silence.until - this.#options.clock.mono());
  }

  test(): void {
    this.arm();
    this.#speaker.once('test');
  }

  *#callers(): Generator<Caller> {
    const { board } = this.#options;
    for (const view of board.alarms.values())
      yield { id: view.alarm, level: view.level, presses: view.presses, loud: board.isLoud(view), drill: view.drill };
    for (const press of board.pending)
      yield { id: press.press, level: press.level, presses: press.presses, loud: press.taken === undefined };
  }

  #dropEnded(mono: number): void {
    const left = [...this.silences].filter(([, silence]) => mono < silence.until);
    if (left.length !== this.silences.size) this.silences = new Map(left);
  }

  /** A new fault sounds once, and only into silence: nothing technical speaks over an alarm, and nothing of it insists. */
  #announceFaults(sounding: Sounding): void {
    const faults = new Set(this.#options.board.faults.map((fault) => fault.fault));
    const isNew = this.#faults !== undefined && [...faults].some((fault) => this.#faults?.has(fault) === false);
    if (this.#options.board.known) this.#faults = faults;
    if (isNew && sounding.rhythm === undefined) this.#speaker.once('trouble');
  }
}
