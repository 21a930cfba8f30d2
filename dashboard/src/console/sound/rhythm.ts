/** The four things this console can say. They differ in rhythm, not in pitch alone, so that nobody has to learn melodies. */
export const RHYTHM_NAMES = ['duress', 'assist', 'trouble', 'test'] as const;
export type RhythmName = (typeof RHYTHM_NAMES)[number];

interface Pulse {
  readonly startMs: number;
  readonly lengthMs: number;
  /** Fundamental, 150–1000 Hz (IEC 60601-1-8). */
  readonly hz: number;
}

export interface Rhythm {
  readonly pulses: readonly Pulse[];
  /** From one burst's start to the next one's; the duress sound leaves at most 5 s of silence in between. */
  readonly repeatMs: number;
}

export const RHYTHMS: Readonly<Record<RhythmName, Rhythm>> = {
  /** Ten pulses, five and five: the pattern of a high-priority medical alarm. */
  duress: {
    pulses: [
      ...run({ count: 5, from: 0, length: 140, gap: 90, hz: 523 }),
      ...run({ count: 5, from: 1_500, length: 140, gap: 90, hz: 523 }),
    ],
    repeatMs: 4_000,
  },
  /** Three calm pulses: medium priority. */
  assist: { pulses: run({ count: 3, from: 0, length: 260, gap: 420, hz: 392 }), repeatMs: 5_000 },
  /** A low tone, a long pause, a longer and lower one: something is wrong with this screen or the gateway, nobody has pressed. */
  trouble: {
    pulses: [
      { startMs: 0, lengthMs: 700, hz: 220 },
      { startMs: 2_500, lengthMs: 1_400, hz: 165 },
    ],
    repeatMs: 8_000,
  },
  /** Three long tones, each higher than the last; played once, as loud as an alarm: what nobody hears of it, nobody hears of one. */
  test: {
    pulses: [
      { startMs: 300, lengthMs: 500, hz: 330 },
      { startMs: 1_200, lengthMs: 500, hz: 415 },
      { startMs: 2_100, lengthMs: 500, hz: 494 },
    ],
    repeatMs: 3_200,
  },
};

interface Run {
  readonly count: number;
  readonly from: number;
  readonly length: number;
  readonly gap: number;
  readonly hz: number;
}

function run({ count, from, length, gap, hz }: Run): Pulse[] {
  return Array.from({ length: count }, (_, i) => ({ startMs: from + i * (length + gap), lengthMs: length, hz }));
}

/** Six partials: at each fundamental above at least four of them lie within 300–4000 Hz, where hearing is best and small speakers work. */
const PARTIALS = [1, 0.8, 0.7, 0.55, 0.45, 0.35] as const;
const PARTIALS_SUM = PARTIALS.reduce((sum, amplitude) => sum + amplitude, 0);
/** The rise and fall of a pulse: short enough to startle, long enough not to click. */
const EDGE_MS = 12;

/** One whole period of a rhythm, silence included, ready to be looped without any timer: samples in [-1, 1]. */
export function renderPeriod(rhythm: Rhythm, sampleRate: number): Float32Array<ArrayBuffer> {
  const samples = new Float32Array(Math.round((rhythm.repeatMs / 1_000) * sampleRate));
  for (const pulse of rhythm.pulses) {
    const first = Math.round((pulse.startMs / 1_000) * sampleRate);
    const length = Math.round((pulse.lengthMs / 1_000) * sampleRate);
    for (let i = 0; i < length; i += 1) {
      samples[first + i] = tone(pulse.hz, i / sampleRate) * edge((i / sampleRate) * 1_000, pulse.lengthMs);
    }
  }
  return samples;
}

function tone(hz: number, seconds: number): number {
  let sum = 0;
  for (const [i, amplitude] of PARTIALS.entries()) sum += amplitude * Math.sin(2 * Math.PI * hz * (i + 1) * seconds);
  return sum / PARTIALS_SUM;
}

function edge(atMs: number, lengthMs: number): number {
  return Math.min(1, atMs / EDGE_MS, (lengthMs - atMs) / EDGE_MS);
}
