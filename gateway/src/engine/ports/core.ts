import type { IdSource } from '../../base/ids.ts';
import type { Alarm } from '../../domain/alarm.ts';
import type { Input, Reply } from '../../domain/input.ts';
import type { StateView } from '../../domain/state.ts';
import type { Head, NewFact } from './log.ts';

/**
 * What one transaction put on disk, as followers see it: the facts, and the keys of the rows that they changed, by table name.
 * Without facts: a log that was away at the start has been read, and whatever is in it is news.
 */
export interface Commit {
  readonly head: Head;
  readonly facts: readonly NewFact[];
  readonly changed: ReadonlyMap<string, readonly string[]>;
}

/**
 * A batch on its way to disk, as it would be told. Whoever follows may work out from it what to say, while the disk is at work.
 * Nothing of it is true before the `Commit` with these very `facts` (the same array), and nothing of it may leave the process before.
 */
export interface Underway {
  readonly facts: readonly NewFact[];
  readonly changed: Commit['changed'];
  /** The state as it will be. */
  readonly state: StateView;
}

/**
 * Reads what was committed and touches the world; must not block and not throw. Called in order: right after the commit, or, while
 * presses flood in, about a second later (engine/followers.ts). `Core.committed` may then be further on than this commit.
 */
export type Follower = (commit: Commit) => void;

/** `ok`, or why presses can't be recorded now and since when (epoch ms). */
export type LogHealth = { readonly state: 'ok' } | { readonly state: 'lifeboat'; readonly since: number; readonly why: string };

/** The engine as all faces see it. */
export interface Core {
  /** What is on disk. Never what is only being decided. */
  readonly committed: StateView;
  readonly head: Head;
  readonly health: LogHealth;
  readonly ids: IdSource;
  /** Milliseconds since every deadline was last derived anew; a few seconds, unless something is wrong. */
  readonly auditAgeMs: number;
  /** `at` epoch ms by the wall clock; `t` engine ms, which never goes back. */
  now(): { readonly at: number; readonly t: number };
  /**
   * Puts an input into the loop. Resolves after the commit of what it caused, so a resolved press may be acknowledged.
   * Waits as long as the log is away. Rejects with a FaultError `stopping` or `queue-full` alone; nothing was taken in then.
   */
  submit(input: Input): Promise<Reply>;
  /** Adds a follower; returns how to take it away. Those that come `first`, people's screens, hear of each commit at once, whatever else waits. */
  follow(follower: Follower, when?: 'first'): () => void;
  /** Called when a batch is on its way to disk. */
  onUnderway(listener: (underway: Underway) => void): () => void;
  /** Called at each change of `health` and of what waits unrecorded. */
  onPending(listener: () => void): () => void;
  /** Presses that people must see although they are not on disk; empty while the log is well. */
  pending(): readonly PendingSignal[];
  /** Recorded alarms as they will be once what people did to them while the log was away is recorded; only those to which somebody did something. */
  foreseen(): readonly Alarm[];
  /** *I have it* on an unrecorded press: shared in memory, entered when the log is back. False when it is not waiting any more. */
  have(press: string, person: string): boolean;
}

export interface PendingSignal {
  /** Id of the press that first waited for this worker or device; stable while it waits. */
  readonly press: string;
  /** All signals of the same subject that wait, oldest first. */
  readonly signals: readonly Extract<Input, { readonly type: 'signal' }>['signal'][];
  readonly taken?: { readonly person: string; readonly at: number } | undefined;
}
