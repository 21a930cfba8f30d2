import type { FeedbackBody } from '@duress/gateway/contract/hand.ts';
import { describe, expect, it } from 'vitest';
import { acceptedByAnswer, climb, current, EMPTY_LADDER, holds, isOpen, type Ladder } from './ladder.ts';

const AT = '2026-11-23T12:00:00.000Z';

function says(rev: number, state: FeedbackBody['state'], more: Partial<FeedbackBody> = {}): FeedbackBody {
  const body: FeedbackBody = { v: 1, rev, held: [], recorded: true, at: AT };
  return state === undefined ? body : { ...body, alarm: 'a1', state, ...more };
}

const states = (ladder: Ladder) => ladder.steps.map((step) => step.state);
const after = (...bodies: readonly FeedbackBody[]) => bodies.reduce(climb, EMPTY_LADDER);

describe('the ladder', () => {
  it('shows what was said, and makes no step up that was skipped', () => {
    expect(states(after(says(1, 'held'), says(2, 'coming', { by: 'Ben' })))).toEqual(['held', 'coming']);
  });

  it('takes back what was taken back', () => {
    expect(states(after(says(1, 'held'), says(2, 'shown'), says(3, 'taken'), says(4, 'shown')))).toEqual(['held', 'shown']);
    expect(states(after(says(1, 'held'), says(2, 'taken'), says(3, 'held')))).toEqual(['held']);
  });

  it('ignores older news and repeats', () => {
    expect(states(after(says(5, 'coming'), says(4, 'held')))).toEqual(['coming']);
    expect(states(after(says(5, 'coming'), says(5, 'coming'), says(6, 'coming')))).toEqual(['coming']);
  });

  it('names the new person when another one is coming', () => {
    expect(current(after(says(1, 'coming', { by: 'Ben' }), says(2, 'coming', { by: 'Cleo' })))?.by).toBe('Cleo');
  });

  it('begins anew with another alarm', () => {
    expect(states(after(says(1, 'here'), says(2, 'closed'), says(3, 'held', { alarm: 'a2' })))).toEqual(['held']);
  });

  it('keeps “closed” readable after the gateway cleared it, and drops an alarm that ended out of sight', () => {
    const closed = after(says(1, 'here'), says(2, 'closed'), says(3, undefined));
    expect(current(closed)?.state).toBe('closed');
    expect(isOpen(closed)).toBe(false);
    expect(after(says(1, 'here'), says(2, undefined)).steps).toEqual([]);
  });

  it('takes the answer to the press for “held”, and never back below what was said meanwhile', () => {
    expect(states(acceptedByAnswer(EMPTY_LADDER, { alarm: 'a1', at: 5 }))).toEqual(['held']);
    expect(states(acceptedByAnswer(after(says(1, 'taken')), { alarm: 'a1', at: 5 }))).toEqual(['taken']);
    const next = acceptedByAnswer(after(says(1, 'here'), says(2, 'closed')), { alarm: 'a2', at: 5 });
    expect(states(next)).toEqual(['held']);
  });

  it('knows a press by both of its numbers', () => {
    const body = says(1, 'held', { held: [[7, 1]] });
    expect(holds(body, { boot: 7, seq: 1 })).toBe(true);
    expect(holds(body, { boot: 1, seq: 7 })).toBe(false);
  });
});
