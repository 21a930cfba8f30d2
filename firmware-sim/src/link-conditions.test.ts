import { describe, expect, it } from 'vitest';
import { CLEAR, passage, streamDelay } from './link-conditions.ts';
import { seeded } from './random.ts';

const FRAME = Uint8Array.from({ length: 60 }, (_, i) => i);
const TIMES = 5_000;

function arrivals(conditions: Partial<typeof CLEAR>) {
  const random = seeded(11);
  return Array.from({ length: TIMES }, () => passage(FRAME, { ...CLEAR, ...conditions }, random));
}

describe('the air', () => {
  it('clear: each frame once, at once, as it was', () => {
    for (const frames of arrivals({})) expect(frames).toEqual([{ afterMs: 0, bytes: FRAME }]);
  });

  it('without coverage nothing passes', () => {
    expect(arrivals({ coverage: false }).flat()).toEqual([]);
  });

  it.each([0.1, 0.5, 1])('loses a share of %f', (loss) => {
    expect(1 - arrivals({ loss }).flat().length / TIMES).toBeCloseTo(loss, 1);
  });

  it.each([0.2, 1])('doubles a share of %f', (duplicate) => {
    expect(arrivals({ duplicate }).flat().length / TIMES - 1).toBeCloseTo(duplicate, 1);
  });

  it('spoils bits at the given rate, each copy for itself', () => {
    const spoiled = arrivals({ bitError: 0.01 }).flat();
    const wrong = spoiled.reduce((sum, { bytes }) => sum + bytes.reduce((bits, byte, i) => bits + ones(byte ^ (FRAME[i] ?? 0)), 0), 0);
    expect(wrong / (spoiled.length * FRAME.length * 8)).toBeCloseTo(0.01, 3);
  });

  it('delays between the latency and the latency with all its jitter', () => {
    const delays = arrivals({ latencyMs: 100, jitterMs: 50 })
      .flat()
      .map(({ afterMs }) => afterMs);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...delays)).toBeLessThan(150);
    expect(Math.max(...delays)).toBeGreaterThan(145);
  });
});

it('the same seed makes the same weather, another one another', () => {
  const [one, same, other] = [seeded(4), seeded(4), seeded(5)].map((random) => Array.from({ length: 20 }, random));
  expect(same).toEqual(one);
  expect(other).not.toEqual(one);
});

it('under TCP loss is delay: one resend at 200 ms, the next at 600', () => {
  const lose = (times: number): (() => number) => {
    let calls = 0;
    // The first number is the jitter; then each one decides about a resend.
    return () => (calls++ <= times ? 0 : 0.99);
  };
  expect([0, 1, 2].map((times) => streamDelay(100, { ...CLEAR, loss: 0.5 }, lose(times)))).toEqual([0, 200, 600]);
});

function ones(byte: number): number {
  return byte.toString(2).replaceAll('0', '').length;
}
