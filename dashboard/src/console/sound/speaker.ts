import type { Cancel, Clock } from '../../shared/clock.ts';
import { RHYTHMS, RHYTHM_NAMES, renderPeriod, type RhythmName } from './rhythm.ts';

/** Why there would be no sound, in the feed's stable words. */
export type Mute = 'no-gesture' | 'suspended' | 'interrupted' | 'silent' | 'clock-stopped' | 'closed';

export interface SoundState {
  /** Proven: the context runs, its clock advances and the last stage before the loudspeaker carries a signal. */
  readonly armed: boolean;
  readonly why: Mute | undefined;
  /** An alarm's burst was seen in the signal within the last seconds. */
  readonly sounding: boolean;
}

export const NOT_ARMED: SoundState = { armed: false, why: 'no-gesture', sounding: false };

interface SpeakerOptions {
  readonly clock: Clock;
  readonly create: () => AudioContext;
  readonly changed: (state: SoundState) => void;
}

/** The analyser's window of 0.68 s at 48 kHz covers the time between two looks, so that no pulse passes unseen. */
const WINDOW_SAMPLES = 32_768;
const LOOK_EVERY_MS = 500;
/** A trickle far below hearing that runs all the time: it proves the whole chain while nothing sounds. */
const TRICKLE = 0.0008;
const TRICKLE_HZ = 40;
const TRICKLE_SEEN = TRICKLE / 4;
/** RMS would average over the pauses; a burst's peak is far above this. */
const BURST_SEEN = 0.05;
/** So many looks in a row must fail: 2 s, well within the 5 s in which a dead sound must be noticed. */
const FAILED_LOOKS = 4;
/** Looks that come closer together, all at once after the page was held up, see one and the same moment: they count as one. */
const LOOKS_APART_MS = LOOK_EVERY_MS / 2;

interface Chain {
  readonly context: AudioContext;
  /** Rendered once, when there is time: an alarm's sound must not wait for arithmetic. */
  readonly buffers: ReadonlyMap<RhythmName, AudioBuffer>;
  readonly master: GainNode;
  readonly analyser: AnalyserNode;
  readonly window: Float32Array<ArrayBuffer>;
}

/**
 * The console's voice. A rhythm is one looped buffer, so that it goes on by itself, for as long as it takes, whatever happens to the
 * page's timers. Checks itself: what it says of itself is measured, not assumed.
 */
export class Speaker {
  readonly #options: SpeakerOptions;
  #chain: Chain | undefined;
  #loop: AudioBufferSourceNode | undefined;
  #rhythm: RhythmName | undefined;
  #cancel: Cancel | undefined;
  #state = NOT_ARMED;
  #ran = false;
  #lastTime = -1;
  #stopped = 0;
  #countedAt = -Infinity;
  #silent = 0;
  #burstSeen = -Infinity;
  #loopSince = 0;

  constructor(options: SpeakerOptions) {
    this.#options = options;
  }

  get state(): SoundState {
    return this.#state;
  }

  start(): void {
    if (this.#cancel !== undefined) return;
    this.#cancel = this.#options.clock.every(LOOK_EVERY_MS, () => {
      this.#look();
    });
    // Runs at once where the site is on the browser's list for sound; elsewhere it waits for a click.
    this.#open();
    this.#look();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#drop();
  }

  /** To be called from a click or a key: the browser lets a page make sound only then. */
  async arm(): Promise<void> {
    if (this.#chain === undefined || this.#chain.context.state === 'closed') this.#open();
    await this.#chain?.context.resume();
    this.#look();
  }

  /** Lets a rhythm sound until another is named or none; with `anew` the burst begins from its start. */
  play(rhythm: RhythmName | undefined, anew: boolean): void {
    if (rhythm === this.#rhythm && !anew) return;
    this.#rhythm = rhythm;
    this.#voice();
  }

  /** Once, over whatever else sounds. */
  once(rhythm: RhythmName): void {
    const chain = this.#chain;
    if (chain !== undefined) this.#source(chain, rhythm, false);
  }

  #open(): void {
    this.#drop();
    const context = this.#options.create();
    const master = new GainNode(context, { gain: 0.9 });
    const analyser = new AnalyserNode(context, { fftSize: WINDOW_SAMPLES, smoothingTimeConstant: 0 });
    master.connect(analyser).connect(context.destination);
    const trickle = new OscillatorNode(context, { frequency: TRICKLE_HZ });
    trickle.connect(new GainNode(context, { gain: TRICKLE })).connect(master);
    trickle.start();
    context.addEventListener('statechange', () => {
      this.#look();
    });
    this.#chain = { context, buffers: renderAll(context.sampleRate), master, analyser, window: new Float32Array(WINDOW_SAMPLES) };
    this.#lastTime = -1;
    this.#voice();
  }

  #drop(): void {
    const chain = this.#chain;
    this.#chain = undefined;
    this.#loop = undefined;
    if (chain === undefined || chain.context.state === 'closed') return;
    chain.context.close().catch(() => {
      // It was closing already, or its device is gone: either way it is silent, which the next look says.
    });
  }

  #voice(): void {
    this.#loop?.stop();
    this.#loop?.disconnect();
    this.#loop = undefined;
    this.#burstSeen = -Infinity;
    this.#silent = 0;
    if (this.#chain === undefined || this.#rhythm === undefined) return;
    this.#loopSince = this.#options.clock.mono();
    this.#loop = this.#source(this.#chain, this.#rhythm, true);
  }

  #source({ context, buffers, master }: Chain, name: RhythmName, loop: boolean): AudioBufferSourceNode {
    const buffer = buffers.get(name) ?? null;
    const source = new AudioBufferSourceNode(context, { buffer, loop });
    source.connect(master);
    source.start();
    return source;
  }

  #look(): void {
    const why = this.#whyMute();
    const since = this.#options.clock.mono() - this.#burstSeen;
    const sounding = why === undefined && this.#rhythm !== undefined && since <= RHYTHMS[this.#rhythm].repeatMs;
    const before = this.#state;
    this.#state = { armed: why === undefined, why, sounding };
    if (before.armed !== this.#state.armed || before.why !== why || before.sounding !== sounding) this.#options.changed(this.#state);
  }

  #whyMute(): Mute | undefined {
    const chain = this.#chain;
    if (chain === undefined) return 'no-gesture';
    // Safari's `interrupted` is not in every type list: a call or a locked screen took the sound away.
    const state: string = chain.context.state;
    if (state === 'closed') return 'closed';
    if (state !== 'running') {
      if (this.#ran) this.#tryAgain(chain.context);
      return state === 'interrupted' ? 'interrupted' : this.#ran ? 'suspended' : 'no-gesture';
    }
    this.#ran = true;
    const now = this.#options.clock.mono();
    const counts = now - this.#countedAt >= LOOKS_APART_MS;
    if (counts) this.#countedAt = now;
    return this.#clockStopped(chain.context, counts) ? 'clock-stopped' : this.#isSilent(chain, counts) ? 'silent' : undefined;
  }

  /** The page has had its gesture: often the browser lets it go on by itself. */
  #tryAgain(context: AudioContext): void {
    context.resume().catch(() => {
      // Not allowed now: it stays suspended, which the state says, and the next look or click tries again.
    });
  }

  /** A context can say `running` while its clock stands still, as after a phone call: then nobody hears anything. */
  #clockStopped(context: AudioContext, counts: boolean): boolean {
    const time = context.currentTime;
    this.#stopped = time > this.#lastTime ? 0 : this.#stopped + Number(counts);
    this.#lastTime = time;
    return this.#stopped >= FAILED_LOOKS;
  }

  #isSilent({ analyser, window }: Chain, counts: boolean): boolean {
    analyser.getFloatTimeDomainData(window);
    let peak = 0;
    for (const sample of window) if (Math.abs(sample) > peak) peak = Math.abs(sample);
    const now = this.#options.clock.mono();
    if (peak > BURST_SEEN) this.#burstSeen = now;
    const burstMissing = this.#rhythm !== undefined && now - Math.max(this.#burstSeen, this.#loopSince) > RHYTHMS[this.#rhythm].repeatMs;
    this.#silent = peak < TRICKLE_SEEN || burstMissing ? this.#silent + Number(counts) : 0;
    return this.#silent >= FAILED_LOOKS;
  }
}

function renderAll(sampleRate: number): ReadonlyMap<RhythmName, AudioBuffer> {
  return new Map(
    RHYTHM_NAMES.map((name) => {
      const samples = renderPeriod(RHYTHMS[name], sampleRate);
      const buffer = new AudioBuffer({ length: samples.length, sampleRate, numberOfChannels: 1 });
      buffer.copyToChannel(samples, 0);
      return [name, buffer];
    }),
  );
}
