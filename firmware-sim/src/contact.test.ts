import { describe, expect, it } from 'vitest';
import { contactAt, contactDue, DEBOUNCE_MS, edge, waited, type Gesture } from './contact.ts';

const HOLD_MS = 500;

/** Plays edges (time, pin) and then waits; the clock wakes the contact exactly when it asks, or at every edge alone. */
function play(
  edges: readonly (readonly [number, boolean])[],
  options: { readonly until: number; readonly hold?: number; readonly wakes?: boolean },
) {
  const hold = options.hold ?? HOLD_MS;
  const gestures: { readonly at: number; readonly gesture: Gesture; readonly from: number }[] = [];
  let contact = contactAt(0, false);
  const pass = (now: number): void => {
    const next = waited(contact, now, hold);
    contact = next.contact;
    if (next.gesture !== undefined) gestures.push({ at: now, gesture: next.gesture, from: contact.downSince });
  };
  const passTo = (now: number): void => {
    for (let due = contactDue(contact, hold); options.wakes !== false && due !== undefined && due < now; due = contactDue(contact, hold))
      pass(due);
    pass(now);
  };
  for (const [at, down] of edges) {
    passTo(at);
    contact = edge(contact, at, down);
  }
  passTo(options.until);
  return gestures;
}

describe('debounce', () => {
  it.each([
    ['one millisecond too short', DEBOUNCE_MS - 1, []],
    ['just long enough', DEBOUNCE_MS, ['hold']],
  ])('a push %s', (_name, length, expected) => {
    const gestures = play(
      [
        [100, true],
        [100 + length, false],
      ],
      { until: 1_000, hold: 0 },
    );
    expect(gestures.map(({ gesture }) => gesture)).toEqual(expected);
  });

  it('bounce at both ends makes one push', () => {
    const edges = [
      [10, true],
      [12, false],
      [14, true],
      [17, false],
      [19, true],
      [300, false],
      [303, true],
      [305, false],
    ] as const;
    expect(play(edges, { until: 1_000, hold: 0 })).toEqual([{ at: 39, gesture: 'hold', from: 19 }]);
  });

  it('a contact that never settles says nothing', () => {
    const edges = Array.from({ length: 200 }, (_, i) => [i * (DEBOUNCE_MS - 1), i % 2 === 0] as const);
    expect(play(edges, { until: 199 * (DEBOUNCE_MS - 1) })).toEqual([]);
  });

  it('a dropout shorter than the debounce does not end a hold', () => {
    expect(
      play(
        [
          [0, true],
          [200, false],
          [200 + DEBOUNCE_MS - 1, true],
        ],
        { until: 600 },
      ),
    ).toEqual([{ at: 500, gesture: 'hold', from: 0 }]);
  });
});

describe('hold', () => {
  it.each([
    ['let go one millisecond before the hold time', HOLD_MS - 1, 'tap'],
    ['let go at the hold time', HOLD_MS, 'hold'],
    ['let go one millisecond after it', HOLD_MS + 1, 'hold'],
  ])('%s', (_name, length, expected) => {
    for (const wakes of [true, false]) {
      const gestures = play(
        [
          [100, true],
          [100 + length, false],
        ],
        { until: 2_000, wakes },
      );
      expect(
        gestures.map(({ gesture }) => gesture),
        wakes ? 'woken in time' : 'woken late',
      ).toEqual([expected]);
    }
  });

  it('counts once, however long it is held', () => {
    expect(
      play(
        [
          [0, true],
          [60_000, false],
        ],
        { until: 70_000 },
      ),
    ).toHaveLength(1);
  });

  it('two holds are two', () => {
    expect(
      play(
        [
          [0, true],
          [600, false],
          [700, true],
          [1_300, false],
        ],
        { until: 2_000 },
      ),
    ).toHaveLength(2);
  });

  it('let go in the last bounce before the hold time is a tap', () => {
    expect(
      play(
        [
          [0, true],
          [HOLD_MS - 5, false],
        ],
        { until: 2_000 },
      )[0]?.gesture,
    ).toBe('tap');
  });

  it('who holds the button while the power comes up is pressing it', () => {
    const contact = contactAt(1_000, true);
    expect(waited(contact, 1_000 + HOLD_MS, HOLD_MS).gesture).toBe('hold');
  });
});
