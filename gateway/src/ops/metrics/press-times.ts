import { Histogram, type Registry } from 'prom-client';
import { SECOND_MS } from '../../base/durations.ts';
import type { AlarmId } from '../../base/ids.ts';
import type { Alarm } from '../../domain/alarm.ts';
import type { Fact } from '../../domain/facts/catalogue.ts';
import type { Commit, Core } from '../../engine/ports/core.ts';

/** In seconds. From a good disk's fraction of a millisecond to a lifeboat's minutes. */
const MACHINE = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];
/** People: a minute is the promise of the best (language.md), an hour is a scandal. */
const PEOPLE = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600];

/**
 * How long it takes from a press to the disk, to the first screen, to somebody who has it, to somebody who is there. Of real alarms;
 * drills are no measure of it. Counts alone: whose they were and where, nobody can read from them.
 */
export class PressTimes {
  readonly #core: Core;
  readonly #committed: Histogram;
  readonly #shown: Histogram;
  readonly #taken: Histogram;
  readonly #here: Histogram;
  #unfollow: (() => void) | undefined;

  constructor(core: Core, registry: Registry) {
    this.#core = core;
    const histogram = (name: string, help: string, buckets: number[]): Histogram =>
      new Histogram({ name: `duress_press_${name}_seconds`, help, buckets, registers: [registry] });
    this.#committed = histogram('committed', 'From the arrival of a press to its commit.', MACHINE);
    this.#shown = histogram(
      'shown',
      'From the arrival of the press that raised an alarm to the first watching console that showed it.',
      MACHINE,
    );
    this.#taken = histogram('taken', 'From the arrival of the press that raised an alarm to whoever first took it.', PEOPLE);
    this.#here = histogram('here', 'From the arrival of the press that raised an alarm to whoever was first with the worker.', PEOPLE);
  }

  start(): void {
    this.#unfollow ??= this.#core.follow((commit) => {
      this.#committedNow(commit);
    });
  }

  stop(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  #committedNow({ facts }: Commit): void {
    const { at } = this.#core.now();
    for (const one of facts) {
      const fact = one as unknown as Fact; // as: the engine checks each fact against the catalogue that Fact is made from.
      switch (fact.kind) {
        case 'SignalReceived':
          if (fact.data.meaning === 'raised' || fact.data.meaning === 'joined') observe(this.#committed, at - fact.data.receivedAt);
          break;
        case 'AlarmShown':
          this.#first(fact.data, this.#shown, {
            at: fact.data.shownAt,
            firstAt: ({ shown, reopened }) => (reopened === undefined ? shown[0]?.at : undefined),
          });
          break;
        case 'AlarmTaken':
          this.#first(fact.data, this.#taken, { at: fact.data.takenAt, firstAt: ({ first }) => first?.takenAt });
          break;
        case 'ResponderHere':
          this.#first(fact.data, this.#here, { at: fact.data.said?.at ?? fact.at, firstAt: ({ first }) => first?.hereAt });
          break;
        default:
      }
    }
  }

  /** Counts `at` when it is the first of its kind for this alarm. */
  #first(
    about: { readonly alarm: string },
    histogram: Histogram,
    { at, firstAt }: { readonly at: number; readonly firstAt: (alarm: Alarm) => number | undefined },
  ): void {
    const alarm = this.#core.committed.alarms.get(about.alarm as AlarmId); // as: ids in facts are the strings that branded ids became.
    if (alarm !== undefined && !alarm.drill && firstAt(alarm) === at) observe(histogram, at - alarm.raisedAt);
  }
}

/** A wall clock that was set back meanwhile makes a time of less than nothing, which was a very short one. */
function observe(histogram: Histogram, ms: number): void {
  histogram.observe(Math.max(0, ms) / SECOND_MS);
}
