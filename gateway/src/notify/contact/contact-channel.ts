import { FaultError } from '../../base/errors.ts';
import type { PersonId } from '../../base/ids.ts';
import type { FaultSubject } from '../../contract/faults.ts';
import type { WayName } from '../../contract/ways.ts';
import { faultKey } from '../../domain/fault.ts';
import type { Person } from '../../domain/people.ts';
import type { Core } from '../../engine/ports/core.ts';
import type { Counters, FaultSink } from '../../engine/ports/devices.ts';
import { isForLater, notice, type NoticeParameters } from '../templates.ts';
import type { Lane } from './lane.ts';

export interface ContactDeps {
  readonly lanes: readonly Lane[];
  readonly core: Core;
  readonly counters: Counters;
  readonly faults: FaultSink;
  readonly pagesUrl?: string | undefined;
}

/** What is to be said to whom. */
export interface Word {
  /** Idempotency key, the same for every try. */
  readonly key: string;
  readonly to: PersonId;
  readonly say: Omit<NoticeParameters, 'pagesUrl'>;
  /** Only by these, as far as one of them knows the person; absent: by all. */
  readonly ways?: readonly WayName[] | undefined;
}

/**
 * Reaches a person by every way that is set up and that knows them, all at once and apart from one another. Who they are and
 * how they are reached is looked up at that moment, from what was last committed; nothing of it is kept in messages.
 */
export class ContactChannel {
  readonly #deps: ContactDeps;

  constructor(deps: ContactDeps) {
    this.#deps = deps;
  }

  get hasWays(): boolean {
    return this.#deps.lanes.length > 0;
  }

  /** Does any way that is set up know how to reach this person? */
  reaches(person: Person): boolean {
    return this.#deps.lanes.some(({ way }) => way.knows(person));
  }

  /** Faults of an earlier start that this set-up has answered. */
  start(): void {
    const { lanes, core, faults } = this.#deps;
    if (lanes.length > 0) faults.close('no-channel', 'gateway');
    for (const { code, subject } of core.committed.faults.values()) {
      // as: its code says what it is about.
      if (code === 'channel-failed' && !lanes.some(({ way }) => subject === `channel:${way.name}`))
        faults.close(code, subject as FaultSubject<typeof code>);
    }
  }

  /** Somebody's entry was changed: what was said of their addresses is not proven any more. */
  changed(people: readonly string[]): void {
    for (const person of people) this.#reachable(person);
  }

  stop(): void {
    for (const lane of this.#deps.lanes) lane.stop();
  }

  /**
   * Resolves as soon as one way has taken it; the others go on by themselves.
   * @throws FaultError `channel-failed`, `stopping`
   */
  async tell(word: Word): Promise<void> {
    const { lanes, core, pagesUrl } = this.#deps;
    const person = core.committed.people.get(word.to);
    if (person === undefined) throw new FaultError('channel-failed', 'nobody of this id is known', { retryable: true });
    if (lanes.length === 0) throw this.#noChannel(word);
    const ways = waysFor(lanes, person, word.ways);
    if (ways.length === 0) throw this.#unreachable(person, 'has no address for any way that is set up');
    const letter = { key: word.key, person, notice: notice({ ...word.say, pagesUrl }) };
    try {
      await Promise.any(ways.map((lane) => accepted(lane.send(letter))));
      this.#reachable(person.person);
    } catch (error) {
      throw this.#allFailed(person, error);
    }
  }

  #noChannel(word: Word): FaultError {
    const { core, faults } = this.#deps;
    if (!isForLater(word.say.kind) && !core.committed.faults.has(faultKey('no-channel', 'gateway'))) {
      faults.open('no-channel', 'gateway', {
        label: 'Messages',
        detail: 'Neither e-mail nor a webhook is set up: nobody can be reached beyond the screens.',
      });
    }
    return new FaultError('channel-failed', 'no way is set up', { retryable: true });
  }

  #unreachable(person: Person, why: string): FaultError {
    const { core, faults, counters } = this.#deps;
    counters.count('notify-unreachable');
    const subject = `person:${person.person}` as const;
    if (!core.committed.faults.has(faultKey('contact-unreachable', subject))) {
      // No name: faults are stored in plain text.
      faults.open('contact-unreachable', subject, {
        label: 'A contact',
        detail: `Somebody who must be told can not be reached: the person ${why}.`,
      });
    }
    return new FaultError('channel-failed', `the person ${why}`, { retryable: true });
  }

  #reachable(person: string): void {
    const subject = `person:${person}` as const;
    if (this.#deps.core.committed.faults.has(faultKey('contact-unreachable', subject)))
      this.#deps.faults.close('contact-unreachable', subject);
  }

  #allFailed(person: Person, error: unknown): unknown {
    const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
    if (errors.every((one) => one instanceof Refused)) return this.#unreachable(person, 'is refused by every way');
    const faults = errors.filter((one) => one instanceof FaultError);
    const stopping = faults.find(({ code }) => code === 'stopping');
    return stopping ?? new FaultError('channel-failed', faults.map(({ message }) => message).join('; '), { retryable: true, cause: error });
  }
}

/** Those that the step names; whom none of them knows is told by all others, for being told is what counts. */
function waysFor(lanes: readonly Lane[], person: Person, named: Word['ways']): readonly Lane[] {
  const known = lanes.filter(({ way }) => way.knows(person));
  const chosen = named === undefined ? known : known.filter(({ way }) => named.includes(way.name));
  return chosen.length > 0 ? chosen : known;
}

/** A way works and will not take a letter for this person. */
class Refused extends Error {
  override readonly name = 'Refused';
}

async function accepted(handed: ReturnType<Lane['send']>): Promise<void> {
  if ((await handed) === 'refused') throw new Refused('refused');
}
