import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeHeap } from './heap.ts';

describe('a heap of keys by time', () => {
  it('gives what is due, earliest first, and keeps the rest', () => {
    const heap = new TimeHeap();
    heap.set('late', 30);
    heap.set('early', 10);
    heap.set('middle', 20);
    expect(heap.next).toBe(10);
    expect(heap.take(9)).toEqual([]);
    expect(heap.take(20)).toEqual(['early', 'middle']);
    expect(heap.size).toBe(1);
    expect(heap.next).toBe(30);
  });

  it('moves a key that is set again, forwards and backwards, and gives it once', () => {
    const heap = new TimeHeap();
    for (const at of [10, 50, 5, 10]) heap.set('a', at);
    expect(heap.timeOf('a')).toBe(10);
    expect(heap.take(9)).toEqual([]);
    expect(heap.take(100)).toEqual(['a']);
    expect(heap.take(100)).toEqual([]);
  });

  it('forgets a key without a time', () => {
    const heap = new TimeHeap();
    heap.set('a', 1);
    heap.set('a', undefined);
    expect(heap.next).toBeUndefined();
    expect(heap.take(10)).toEqual([]);
  });

  it('does not grow with how often a key was moved', () => {
    const heap = new TimeHeap();
    heap.set('near', 1);
    for (let i = 0; i < 10_000; i += 1) heap.set('session', 1_000_000 + i);
    expect(heap.entries).toBeLessThan(200);
    expect(heap.take(2_000_000)).toEqual(['near', 'session']);
  });

  it('does what a sorted list does, whatever is set, moved and taken', () => {
    const step = fc.oneof(
      fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), at: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }) }),
      fc.record({ take: fc.integer({ min: 0, max: 50 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const heap = new TimeHeap();
        const plain = new Map<string, number>();
        for (const one of steps) {
          if ('take' in one) {
            const due = [...plain].filter(([, at]) => at <= one.take);
            for (const [key] of due) plain.delete(key);
            const taken = heap.take(one.take);
            expect(taken.toSorted()).toEqual(due.map(([key]) => key).toSorted());
            const times = taken.map((key) => due.find(([other]) => other === key)?.[1] ?? 0);
            expect(times).toEqual(times.toSorted((a, b) => a - b));
          } else {
            heap.set(one.key, one.at);
            if (one.at === undefined) plain.delete(one.key);
            else plain.set(one.key, one.at);
          }
          expect(heap.size).toBe(plain.size);
          expect(heap.next).toBe(plain.size === 0 ? undefined : Math.min(...plain.values()));
        }
      }),
    );
  });
});
