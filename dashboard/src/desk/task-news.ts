import type { Clock } from '../shared/clock.ts';
import { Feed, type FeedSocket, type SocketEvents } from '../shared/feed/feed.ts';
import type { Desk } from './desk.svelte.ts';

export interface TaskNewsParts {
  readonly desk: Desk;
  readonly clock: Clock;
  readonly open: (events: SocketEvents) => FeedSocket;
  /** In [0, 1). */
  readonly random: () => number;
}

/**
 * Tells the desk whenever one of its reader's tasks changed, so that a new debrief is there without a reload. It only rings:
 * what the tasks are is read from the gateway each time, and without this line everything can be had by looking again.
 */
export function followTasks({ desk, clock, open, random }: TaskNewsParts): Feed {
  const feed = new Feed({
    clock,
    open,
    random,
    topics: [{ topic: 'tasks' }],
    events: {
      items: (_topic, { tasks }) => {
        desk.tasksChanged([...tasks.values()]);
      },
    },
  });
  feed.start();
  return feed;
}
