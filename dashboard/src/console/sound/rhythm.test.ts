import { describe, expect, test } from 'vitest';
import { RHYTHMS, RHYTHM_NAMES, renderPeriod, type RhythmName } from './rhythm.ts';

const RATE = 16_000;

/** How loud it is in each 10 ms. */
function envelope(name: RhythmName, lengthMs: number): number[] {
  const samples = renderPeriod(RHYTHMS[name], RATE);
  const step = RATE / 100;
  return Array.from({ length: lengthMs / 10 }, (_, i) => {
    const part = samples.subarray(i * step, (i + 1) * step);
    return part.length === 0 ? 0 : Math.sqrt(part.reduce((sum, x) => sum + x * x, 0) / part.length);
  });
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0;
    ab += (x - ma) * (y - mb);
    aa += (x - ma) ** 2;
    bb += (y - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Strength of one frequency in the samples (Goertzel). */
function strength(samples: Float32Array, hz: number): number {
  let [re, im] = [0, 0];
  for (const [i, x] of samples.entries()) {
    re += x * Math.cos((2 * Math.PI * hz * i) / RATE);
    im += x * Math.sin((2 * Math.PI * hz * i) / RATE);
  }
  return (2 * Math.hypot(re, im)) / samples.length;
}

describe('the duress rhythm', () => {
  test('has ten pulses, five and five, in every burst', () => {
    const loud = envelope('duress', RHYTHMS.duress.repeatMs).map((level) => level > 0.05);
    const starts = loud.flatMap((on, i) => (on && loud[i - 1] !== true ? [i * 10] : []));
    expect(starts).toHaveLength(10);
    const pauses = starts.slice(1).map((start, i) => start - (starts[i] ?? 0));
    expect(pauses.indexOf(Math.max(...pauses))).toBe(4);
  });

  test('is silent for at most 5 s between bursts', () => {
    const last = RHYTHMS.duress.pulses.at(-1);
    expect(RHYTHMS.duress.repeatMs - (last?.startMs ?? 0) - (last?.lengthMs ?? 0)).toBeLessThanOrEqual(5_000);
  });
});

test.each(RHYTHM_NAMES)('%s: fundamental within 150–1000 Hz, at least 4 strong harmonics within 300–4000 Hz', (name) => {
  const samples = renderPeriod(RHYTHMS[name], RATE);
  for (const pulse of RHYTHMS[name].pulses) {
    expect(pulse.hz).toBeGreaterThanOrEqual(150);
    expect(pulse.hz).toBeLessThanOrEqual(1_000);
    const from = Math.round((pulse.startMs / 1_000) * RATE);
    const part = samples.slice(from, from + Math.round((pulse.lengthMs / 1_000) * RATE));
    const harmonics = [1, 2, 3, 4, 5, 6].map((k) => k * pulse.hz).filter((hz) => hz >= 300 && hz <= 4_000);
    const strong = harmonics.filter((hz) => strength(part, hz) > 0.05);
    expect(strong.length).toBeGreaterThanOrEqual(4);
    // Between the harmonics there is nearly nothing, or the test would find anything anywhere.
    expect(strength(part, pulse.hz * 1.5)).toBeLessThan(0.05);
  }
});

test('no two rhythms have envelopes alike, and none clips', () => {
  for (const a of RHYTHM_NAMES) {
    expect(renderPeriod(RHYTHMS[a], RATE).reduce((peak, x) => Math.max(peak, Math.abs(x)), 0)).toBeLessThanOrEqual(1);
    for (const b of RHYTHM_NAMES.filter((name) => name > a)) {
      const length = Math.min(RHYTHMS[a].repeatMs, RHYTHMS[b].repeatMs);
      expect(correlation(envelope(a, length), envelope(b, length)), `${a} and ${b}`).toBeLessThan(0.5);
    }
  }
});
