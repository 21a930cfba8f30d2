import { MINUTE_MS } from '../base/durations.ts';
import { faultKey } from '../domain/fault.ts';
import { termsAt } from '../domain/rules/watch-terms.ts';
import type { StateView } from '../domain/state.ts';
import type { Core } from '../engine/ports/core.ts';
import type { FaultSink } from '../engine/ports/devices.ts';
import { nameOfPost, type Post, type PostSubject } from './posts.ts';

const FAULT = 'sound-untested';
/** Whoever begins to watch a place that is overdue has so long to answer before it is a fault: the console asks them at once. */
export const ASKED_FOR_MS = 15 * MINUTE_MS;

interface HeardTestsDeps {
  readonly core: Core;
  readonly faults: FaultSink;
}

/**
 * Whether somebody has heard a console of each place within the time that the place allows. Measured sound ends before the loudspeaker;
 * only an ear proves the rest. A place that is overdue is a quiet fault, one for the place however many consoles it has, and its
 * consoles go on counting: what the page measures of them still holds (ADR 0021).
 */
export class HeardTests {
  readonly #deps: HeardTestsDeps;
  /** Engine ms since when a place that is watched is overdue. */
  readonly #overdueSince = new Map<PostSubject, number>();

  constructor(deps: HeardTestsDeps) {
    this.#deps = deps;
  }

  /** To be called each second, while the log is well. A place that nobody watches is another fault's matter: what it was stays. */
  look(posts: readonly Post[], isDark: (post: Post) => boolean): void {
    const { core, faults } = this.#deps;
    const state = core.committed;
    const { t } = core.now();
    for (const post of posts) {
      const { subject, place } = post;
      if (!isOverdue(state, post, t)) {
        this.#overdueSince.delete(subject);
        if (state.faults.has(faultKey(FAULT, subject))) faults.close(FAULT, subject);
      } else if (isDark(post)) {
        this.#overdueSince.delete(subject);
      } else {
        const since = this.#overdueSince.get(subject) ?? t;
        this.#overdueSince.set(subject, since);
        if (t - since >= ASKED_FOR_MS && !state.faults.has(faultKey(FAULT, subject)))
          faults.open(FAULT, subject, { label: nameOfPost(state, post), place });
      }
    }
    this.#forgetOthers(posts);
  }

  /** What is to be watched no more is overdue no more. */
  #forgetOthers(posts: readonly Post[]): void {
    const { core, faults } = this.#deps;
    const subjects = new Set<string>(posts.map(({ subject }) => subject));
    for (const subject of this.#overdueSince.keys()) if (!subjects.has(subject)) this.#overdueSince.delete(subject);
    for (const { code, subject } of core.committed.faults.values()) {
      // as: its code says what it is about.
      if (code === FAULT && !subjects.has(subject)) faults.close(FAULT, subject as PostSubject);
    }
  }
}

function isOverdue(state: StateView, { subject, place }: Post, t: number): boolean {
  const last = state.heardTests.get(subject);
  return last === undefined || t - last.t > termsAt(state, place).soundTestWithinMs;
}
