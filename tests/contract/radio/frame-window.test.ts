import { describe, expect, it } from 'vitest';
import { COUNTER_MAX } from '../../../gateway/src/contract/radio/codes.ts';
import { COPY_RECEIVERS_MAX, COPY_WITHIN_MS, FrameWindow, WINDOW_FRAMES } from '../../../gateway/src/contract/radio/frame-window.ts';

describe('frame window', () => {
  it('takes growing counters, also far ahead, and remembers the highest', () => {
    const frames = new FrameWindow();
    expect([0, 1, 5, 1_030, COUNTER_MAX].map((counter) => frames.take(counter, 'A', 0))).toEqual([
      'fresh',
      'fresh',
      'fresh',
      'fresh',
      'fresh',
    ]);
    expect(frames.highest).toBe(COUNTER_MAX);
  });

  it('never wraps: behind the last counter there is none', () => {
    const frames = new FrameWindow();
    frames.take(COUNTER_MAX, 'A', 0);
    expect(frames.take(0, 'A', 0)).toBe('replayed');
    expect(frames.take(1, 'A', 0)).toBe('replayed');
    expect(frames.highest).toBe(COUNTER_MAX);
  });

  it('tells a copy through another receiver from a repeat', () => {
    const frames = new FrameWindow();
    expect(['A', 'B', 'A', 'B'].map((receiver) => frames.take(7, receiver, 0))).toEqual(['fresh', 'copy', 'repeat', 'repeat']);
  });

  it('takes copies for ten seconds, and then calls them replayed', () => {
    const frames = new FrameWindow();
    frames.take(7, 'A', 0);
    expect(frames.take(7, 'B', COPY_WITHIN_MS)).toBe('copy');
    expect(frames.take(7, 'C', COPY_WITHIN_MS + 1)).toBe('replayed');
  });

  it('takes frames that overtook each other on two receivers, within the same time', () => {
    const frames = new FrameWindow();
    frames.take(9, 'A', 0);
    expect(frames.take(8, 'B', COPY_WITHIN_MS)).toBe('fresh');
    expect(frames.take(7, 'B', COPY_WITHIN_MS + 1)).toBe('replayed');
    expect(frames.highest).toBe(9);
  });

  it('counts that time from the first frame that overtook, not from the last', () => {
    const frames = new FrameWindow();
    frames.take(9, 'A', 0);
    frames.take(10, 'A', COPY_WITHIN_MS);
    expect(frames.take(8, 'A', COPY_WITHIN_MS + 1)).toBe('replayed');
  });

  it('reaches back 63 counters below the highest', () => {
    const frames = new FrameWindow();
    frames.take(1_000, 'A', 0);
    expect(frames.take(1_000 - WINDOW_FRAMES + 1, 'A', 0)).toBe('fresh');
    expect(frames.take(1_000 - WINDOW_FRAMES, 'A', 0)).toBe('replayed');
  });

  it('takes nothing at or below what an earlier run heard, even while newer frames are fresh', () => {
    const frames = new FrameWindow(500);
    expect(frames.take(500, 'A', 0)).toBe('replayed');
    expect(frames.take(501, 'A', 0)).toBe('fresh');
    expect(frames.take(499, 'B', 1)).toBe('replayed');
  });

  it('learns later what an earlier run heard, and never goes back', () => {
    const frames = new FrameWindow();
    frames.take(500, 'A', 0);
    frames.raiseTo(499);
    expect(frames.take(499, 'B', 0)).toBe('replayed');
    expect(frames.highest).toBe(500);
    frames.raiseTo(800);
    expect(frames.take(800, 'A', 0)).toBe('replayed');
    expect(frames.take(801, 'A', 0)).toBe('fresh');
  });

  it('remembers a bounded number of receivers for one transmission', () => {
    const frames = new FrameWindow();
    for (let i = 0; i < COPY_RECEIVERS_MAX; i += 1) expect(frames.take(1, `R${String(i)}`, 0)).toBe(i === 0 ? 'fresh' : 'copy');
    expect(frames.take(1, 'one more', 0)).toBe('repeat');
  });
});
