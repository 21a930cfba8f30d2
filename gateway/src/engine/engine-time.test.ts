import { describe, expect, it } from 'vitest';
import type { Cancel, Clock } from '../base/clock.ts';
import { EngineTime } from './engine-time.ts';

class TwoHands implements Clock {
  wallMs: number;
  monoMs: number;

  constructor(wallMs: number, monoMs: number) {
    this.wallMs = wallMs;
    this.monoMs = monoMs;
  }

  wall(): number {
    return this.wallMs;
  }

  mono(): number {
    return this.monoMs;
  }

  after(): Cancel {
    throw new TypeError('engine time waits for nothing');
  }

  every(): Cancel {
    throw new TypeError('engine time waits for nothing');
  }
}

const NOON = Date.UTC(2026, 2, 2, 12);

describe('the two times', () => {
  it('start at nothing on an empty log', () => {
    const time = new EngineTime(new TwoHands(NOON, 5_000));
    expect(time.resume({ at: 0, t: 0 })).toBe(0);
    expect(time.now()).toEqual({ at: NOON, t: 0 });
  });

  it('t counts whole milliseconds on, whatever the wall clock does', () => {
    const clock = new TwoHands(NOON, 0);
    const time = new EngineTime(clock);
    clock.monoMs = 1_500.9;
    clock.wallMs = NOON - 3_600_000;
    expect(time.now()).toEqual({ at: NOON - 3_600_000, t: 1_500 });
    clock.monoMs = 1_501;
    clock.wallMs = NOON + 9_999_999;
    expect(time.now().t).toBe(1_501);
  });

  it('over a stop, t goes on by what the wall clock says has passed', () => {
    const clock = new TwoHands(NOON + 60_000, 7);
    const time = new EngineTime(clock);
    expect(time.resume({ at: NOON, t: 400_000 })).toBe(0);
    expect(time.now().t).toBe(460_000);
    clock.monoMs = 1_007;
    expect(time.now().t).toBe(461_000);
  });

  it('a wall clock behind the last fact adds nothing and is told', () => {
    const time = new EngineTime(new TwoHands(NOON - 5_000, 0));
    expect(time.resume({ at: NOON, t: 400_000 })).toBe(5_000);
    expect(time.now().t).toBe(400_000);
  });

  it('never goes back when the log is found late', () => {
    const clock = new TwoHands(NOON, 0);
    const time = new EngineTime(clock);
    clock.monoMs = 90_000;
    time.resume({ at: NOON, t: 10 });
    expect(time.now().t).toBe(90_000);
  });
});
