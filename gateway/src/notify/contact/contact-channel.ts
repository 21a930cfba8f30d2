import { FaultError } from '../../base/errors.ts';
import type { PersonId } from '../../base/ids.ts';
import type { AnswerLinks } from '../../access/answer-links.ts';
import type { FaultSubject } from '../../contract/faults.ts';
import type { WayName } from '../../contract/ways.ts';
import { faultKey } from '../../domain/fault.ts';
import { isLost, newestTo, sentAs } from '../../domain/reach.ts';
import type { Person } from '../../domain/people.ts';
import type { Core } from '../../engine/ports/core.ts';
import type { Counters, FaultSink } from '../../engine/ports/devices.ts';
import type { Came, Reported, Reports } from '../reports.ts';
import { isForLater, notice, type NoticeParameters } from '../templates.ts';
import { readerLanguage } from './reader-language.ts';
import type { Lane } from './lane.ts';
import type { Letter, Way } from './way.ts';

export interface ContactDeps {
  readonly lanes: readonly Lane[];
  readonly core: Core;
  readonly counters: Counters;
  readonly faults: FaultSink;
  readonly reports: Reports;
  readonly links?: AnswerLinks | undefined;
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
  /** A message of the escalation: what becomes of it stands on the alarm's timeline. */
  readonly report?: (Pick<Reported, 'alarm' | 'tries'> & { readonly step: number }) | undefined;
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
    const { lanes, core } = this.#deps;
    const person = core.committed.people.get(word.to);
    if (person === undefined) throw new FaultError('channel-failed', 'nobody of this id is known', { retryable: true });
    const report = this.#reporting(word, person);
    if (lanes.length === 0) {
      report({ result: 'failed', why: 'no-channel' });
      throw this.#noChannel(word);
    }
    const ways = waysFor(this.#deps.lanes, person, word);
    if (ways.length === 0) {
      report({ result: 'failed', why: 'no-address' });
      throw this.#unreachable(person, 'has no address for any way that is set up');
    }
    try {
      await Promise.any(ways.map((lane) => sent(lane, this.#letter(word, person, lane.way), report)));
      this.#reachable(person.person);
    } catch (error) {
      throw this.#allFailed(person, error);
    }
  }

  /** A service tells later what became of a letter that it had taken. */
  heard(one: Reported, came: Came): void {
    const { core, reports } = this.#deps;
    // It knows its own way alone; by which others the message went out too is known here.
    const known = sentAs(core.committed.alarms.get(one.alarm)?.reach, one.message);
    reports.say({ ...one, sent: known ?? one.sent }, came, () => {
      const person = core.committed.people.get(one.person);
      const newest = newestTo(core.committed.alarms.get(one.alarm)?.reach, one.person);
      if (person !== undefined && newest !== undefined && isLost(newest)) this.#unreachable(person, 'was reached by no way');
    });
  }

  /** Each way has a link of its own: which of them brought the answer is written down. */
  #letter({ key, say, report }: Word, person: Person, { name }: Way): Letter {
    const { pagesUrl, links, core } = this.#deps;
    const answer =
      report === undefined
        ? undefined
        : links?.issue({ alarm: report.alarm, person: person.person, message: key, way: name }, core.now().t);
    // A device opens what it was given at the address at which it was set up: it needs no other.
    const pages = name === 'push' ? (pagesUrl ?? '') : pagesUrl;
    const language = readerLanguage(core.committed, person) ?? say.language;
    return { key, person, about: report, notice: notice({ ...say, language, answer, pagesUrl: pages }) };
  }

  #reporting(word: Word, person: Person): (came: Came) => void {
    const { report, key } = word;
    if (report === undefined) return () => undefined;
    const { alarm, tries, step } = report;
    const of = waysFor(this.#deps.lanes, person, word).map(({ way }) => way.name);
    return (came) => {
      this.#deps.reports.say({ message: key, alarm, person: person.person, sent: { step, of }, tries }, came);
    };
  }

  #noChannel(word: Word): FaultError {
    const { core, faults } = this.#deps;
    if (!isForLater(word.say.kind) && !core.committed.faults.has(faultKey('no-channel', 'gateway'))) {
      faults.open('no-channel', 'gateway', {
        label: 'Messages',
        detail: 'Neither e-mail nor any other way is set up: nobody can be reached beyond the screens.',
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
function waysFor(lanes: readonly Lane[], person: Person, { ways: named, say }: Word): readonly Lane[] {
  const known = lanes.filter(({ way }) => way.knows(person) && way.carries?.(say.kind) !== false);
  const chosen = named === undefined ? known : known.filter(({ way }) => named.includes(way.name));
  return chosen.length > 0 ? chosen : known;
}

/** A way works and will not take a letter for this person. */
class Refused extends Error {
  override readonly name = 'Refused';
}

/** Resolves when this way has taken it, and tells what became of it either way. */
async function sent(lane: Lane, letter: Letter, report: (came: Came) => void): Promise<void> {
  let handed;
  try {
    handed = await lane.send(letter);
  } catch (error) {
    // What a gateway that stops takes back has not failed: it goes out at the next start.
    if (!(error instanceof FaultError && error.code === 'stopping'))
      report({ way: lane.way.name, result: 'failed', why: error instanceof FaultError ? error.detail : 'failed' });
    throw error;
  }
  report({ way: lane.way.name, ...handed });
  if (handed.result === 'refused') throw new Refused('refused');
}
