import { describe, expect, test, vi } from 'vitest';
import { ManualClock } from '../../../tests/harness/clock.ts';
import type { EventLog } from '../base/log.ts';
import { Followers, TOLD_LATER_MS } from './followers.ts';
import type { Commit } from './ports/core.ts';

const commit = (seq: number): Commit => ({ head: { epoch: 1, seq, hash: '', at: 0, t: 0 }, facts: [], changed: new Map() });

interface Stage {
  readonly clock: ManualClock;
  readonly errors: readonly string[];
  readonly followers: Followers;
  readonly heard: readonly string[];
}

function stage(): Stage {
  const clock = new ManualClock();
  const errors: string[] = [];
  const events: EventLog = { info: () => undefined, warn: () => undefined, error: (code) => errors.push(code) };
  const followers = new Followers({ clock, events });
  const heard: string[] = [];
  followers.add(({ head }) => heard.push(`hand ${String(head.seq)}`));
  followers.add(({ head }) => heard.push(`screen ${String(head.seq)}`), 'first');
  return { clock, errors, followers, heard };
}

describe('followers', () => {
  test('hear of a commit at once, screens first, when there is no flood', () => {
    const { clock, followers, heard } = stage();
    followers.tell(commit(1), false);
    expect(heard).toEqual(['screen 1', 'hand 1']);
    expect(clock.waiting).toBe(0);
  });

  test('in a flood screens alone hear of it, and all others in order, after it', () => {
    const { clock, followers, heard } = stage();
    followers.tell(commit(1), true);
    followers.tell(commit(2), true);
    followers.tell(commit(3), false);
    expect(heard).toEqual(['screen 1', 'screen 2', 'screen 3']);
    clock.advance(0);
    expect(heard.slice(3)).toEqual(['hand 1', 'hand 2', 'hand 3']);
    expect(clock.waiting).toBe(0);
  });

  test('a flood holds nothing back for longer than its limit', () => {
    const { clock, followers, heard } = stage();
    followers.tell(commit(1), true);
    clock.advance(TOLD_LATER_MS - 1);
    followers.tell(commit(2), true);
    expect(heard).toEqual(['screen 1', 'screen 2']);
    clock.advance(1);
    expect(heard.slice(2)).toEqual(['hand 1']);
    clock.advance(TOLD_LATER_MS - 2);
    expect(heard.slice(2)).toEqual(['hand 1']);
    clock.advance(1);
    expect(heard.slice(2)).toEqual(['hand 1', 'hand 2']);
  });

  test('what is over its limit is told in one turn, however many they are', () => {
    const { clock, followers, heard } = stage();
    for (let seq = 1; seq <= 3; seq += 1) followers.tell(commit(seq), true);
    const planned = vi.spyOn(clock, 'after');
    clock.advance(TOLD_LATER_MS);
    expect(heard.slice(3)).toEqual(['hand 1', 'hand 2', 'hand 3']);
    expect(planned).not.toHaveBeenCalled();
  });

  test('what was held back is told when the gateway stops', () => {
    const { clock, followers, heard } = stage();
    followers.tell(commit(1), true);
    followers.tell(commit(2), true);
    followers.flush();
    expect(heard).toEqual(['screen 1', 'screen 2', 'hand 1', 'hand 2']);
    expect(clock.waiting).toBe(0);
  });

  test('one that throws keeps the news from nobody', () => {
    const { errors, followers, heard } = stage();
    followers.add(() => {
      throw new Error('a bug');
    }, 'first');
    followers.tell(commit(1), false);
    expect(heard).toEqual(['screen 1', 'hand 1']);
    expect(errors).toEqual(['follower-failed']);
  });
});
