import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import type { TaskView } from '@duress/gateway/contract/debrief.ts';
import type {
  ConsoleView,
  Cursor,
  FaultGroup,
  FaultView,
  HandOverView,
  PostView,
  Snapshot,
  Update,
} from '@duress/gateway/contract/feed.ts';
import type { FeedbackBody } from '@duress/gateway/contract/hand.ts';

/** Everything of one topic as the gateway last said it. Maps keep the order in which things came. */
export interface TopicItems {
  readonly alarms: ReadonlyMap<string, AlarmView>;
  readonly faults: ReadonlyMap<string, FaultView>;
  readonly faultGroups: ReadonlyMap<string, FaultGroup>;
  readonly tasks: ReadonlyMap<string, TaskView>;
  readonly consoles: ReadonlyMap<string, ConsoleView>;
  readonly posts: readonly PostView[];
  readonly handOvers: readonly HandOverView[];
  readonly hand: FeedbackBody | undefined;
}

export const NO_ITEMS: TopicItems = {
  alarms: new Map(),
  faults: new Map(),
  faultGroups: new Map(),
  tasks: new Map(),
  consoles: new Map(),
  posts: [],
  handOvers: [],
  hand: undefined,
};

/**
 * `asked`: subscribed, no snapshot yet, so that updates of an older subscription don't count.
 * `following`: each update must continue where the last one ended. A resumed subscription follows from the start.
 */
export type TopicState =
  | { readonly state: 'asked'; readonly items: TopicItems }
  | { readonly state: 'following'; readonly items: TopicItems; readonly cursor: Cursor };

/** What the topic's owner must do after a message: nothing, tell the page, or subscribe anew because something was missed. */
export interface TopicStep {
  readonly next: TopicState;
  readonly step: 'ignored' | 'changed' | 'missed';
}

/** A snapshot replaces everything, whatever was before. */
export function takeSnapshot(message: Snapshot): TopicStep {
  const items: TopicItems = {
    alarms: keyed(message.alarms, (item) => item.alarm),
    faults: keyed(message.faults, (item) => item.fault),
    faultGroups: keyed(message.faultGroups, (item) => item.group),
    tasks: keyed(message.tasks, (item) => item.debrief),
    consoles: keyed(message.consoles, (item) => item.console),
    posts: message.posts ?? [],
    handOvers: message.handOvers ?? [],
    hand: message.hand,
  };
  return { next: { state: 'following', items, cursor: { epoch: message.epoch, seq: message.seq } }, step: 'changed' };
}

/**
 * An update is taken when it continues where we are, also when it comes without a commit, as everything does that a hand is told
 * while the log is away: its `seq` is then where we are already. A repeated one is harmless, a hole means that something was missed.
 */
export function takeUpdate(topic: TopicState, message: Update): TopicStep {
  if (topic.state === 'asked') return { next: topic, step: 'ignored' };
  const { seq } = topic.cursor;
  if (message.prev !== seq && message.seq <= seq) return { next: topic, step: 'ignored' };
  if (message.prev !== seq) return { next: { state: 'asked', items: topic.items }, step: 'missed' };
  const gone = new Set(message.gone);
  const { items } = topic;
  const next: TopicItems = {
    alarms: changed(items.alarms, message.alarms, { gone, keyOf: (item) => item.alarm }),
    faults: changed(items.faults, message.faults, { gone, keyOf: (item) => item.fault }),
    faultGroups: changed(items.faultGroups, message.faultGroups, { gone, keyOf: (item) => item.group }),
    tasks: changed(items.tasks, message.tasks, { gone, keyOf: (item) => item.debrief }),
    // Who watches is told whole each time: whoever is not in it has gone.
    consoles: message.consoles === undefined ? items.consoles : keyed(message.consoles, (item) => item.console),
    posts: message.posts ?? items.posts,
    handOvers: message.handOvers ?? items.handOvers,
    hand: message.hand ?? items.hand,
  };
  return { next: { state: 'following', items: next, cursor: { epoch: topic.cursor.epoch, seq: message.seq } }, step: 'changed' };
}

/** Where to go on after a cut: the cursor, unless the log has begun a new epoch since (a restore). */
export function resumeAt(topic: TopicState, epoch: number): Cursor | undefined {
  return topic.state === 'following' && topic.cursor.epoch === epoch ? topic.cursor : undefined;
}

function keyed<T>(items: readonly T[] | undefined, keyOf: (item: T) => string): ReadonlyMap<string, T> {
  return new Map((items ?? []).map((item) => [keyOf(item), item]));
}

interface Change<T> {
  readonly gone: ReadonlySet<string>;
  readonly keyOf: (item: T) => string;
}

function changed<T>(before: ReadonlyMap<string, T>, items: readonly T[] | undefined, change: Change<T>): ReadonlyMap<string, T> {
  if ((items === undefined || items.length === 0) && change.gone.size === 0) return before;
  const after = new Map(before);
  for (const item of items ?? []) after.set(change.keyOf(item), item);
  for (const key of change.gone) after.delete(key);
  return after;
}
