import { FaultError, messageOf } from '../base/errors.ts';
import { inputIdFrom, type PersonId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import type { MessageResult } from '../contract/messages.ts';
import type { SentResult } from '../contract/test-send.ts';
import type { WayName } from '../contract/ways.ts';
import { readerLanguage } from './contact/reader-language.ts';
import type { Person } from '../domain/people.ts';
import type { TestSend } from '../domain/test-send.ts';
import type { Commit, Core } from '../engine/ports/core.ts';
import type { Lane } from './contact/lane.ts';
import { notice } from './templates.ts';

export interface TestSendsDeps {
  readonly core: Core;
  readonly events: EventLog;
  readonly lanes: readonly Lane[];
}

/** Which message, on which way. */
interface Tried {
  readonly send: string;
  readonly person: PersonId;
  readonly way: WayName;
}

/** Codes of ours are short; a fact is kept for ever. */
const WHY_CHARACTERS = 80;

/**
 * Tries each way by which a person can be reached, once and at once, as soon as it is recorded that somebody asked. Not by the outbox:
 * whoever asked waits at the page, and a test that comes an hour later says nothing. What a stop cut off is said to be so at the next start.
 */
export class TestSends {
  readonly #deps: TestSendsDeps;
  #unfollow: (() => void) | undefined;

  constructor(deps: TestSendsDeps) {
    this.#deps = deps;
  }

  start(): void {
    if (this.#unfollow !== undefined) return;
    const { core } = this.#deps;
    for (const one of core.committed.testSends.values()) this.#leftOver(one);
    this.#unfollow = core.follow((commit) => {
      this.#committed(commit);
    });
  }

  stop(): void {
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  /** Every way that is set up, and whether it knows this person. */
  ways(person: Person): { readonly way: WayName; readonly knows: boolean }[] {
    return this.#deps.lanes.map(({ way }) => ({ way: way.name, knows: way.knows(person) && way.carries?.('test-message') !== false }));
  }

  /** A service, or the device itself, tells later what became of it. */
  heard({ send, person, way }: Tried, result: MessageResult): void {
    this.#report({ send, person, way }, resultOf(result));
  }

  #committed({ facts }: Commit): void {
    for (const { kind, data } of facts) {
      if (kind !== 'TestSendAsked' || typeof data !== 'object' || data === null || !('person' in data)) continue;
      // as: facts of this kind name a person.
      const asked = this.#deps.core.committed.testSends.get(data['person'] as PersonId);
      if (asked !== undefined) this.#try(asked);
    }
  }

  #try({ send, person, ways }: TestSend): void {
    const { core, lanes } = this.#deps;
    const known = core.committed.people.get(person);
    for (const { way, result } of ways) {
      if (result !== undefined) continue;
      const lane = lanes.find((one) => one.way.name === way);
      const tried = { send, person, way };
      if (lane === undefined || known === undefined) this.#report(tried, 'unreachable', 'no-channel');
      else this.#tryBy(lane, known, tried).catch(this.#broken);
    }
  }

  async #tryBy(lane: Lane, person: Person, tried: Tried): Promise<void> {
    const language = readerLanguage(this.#deps.core.committed, person);
    const letter = {
      key: `${tried.send}:${tried.way}`,
      test: { send: tried.send },
      person,
      notice: notice({ kind: 'test-message', language }),
    };
    try {
      const { result, why } = await lane.send(letter);
      this.#report(tried, resultOf(result), why);
    } catch (error) {
      if (error instanceof FaultError && error.code === 'stopping') return;
      this.#report(tried, 'unreachable', error instanceof FaultError ? error.detail : 'failed');
    }
  }

  readonly #broken = (error: unknown): void => {
    this.#deps.events.error('test-send-failed', { why: messageOf(error) });
  };

  /** Nobody knows any more what has become of it. */
  #leftOver({ send, person, ways }: TestSend): void {
    for (const { way, result } of ways) if (result === undefined) this.#report({ send, person, way }, 'unreachable', 'cut-off');
  }

  #report(tried: Tried, result: SentResult, why?: string): void {
    const { core, events } = this.#deps;
    const said = { result, why: why?.slice(0, WHY_CHARACTERS), at: core.now().at };
    core.submit({ id: inputIdFrom(core.ids), type: 'test-result', ...tried, ...said }).catch((error: unknown) => {
      if (!(error instanceof FaultError && error.code === 'stopping'))
        events.warn('report-lost', { way: tried.way, why: messageOf(error) });
    });
  }
}

function resultOf(result: MessageResult): SentResult {
  if (result === 'failed' || result === 'refused') return 'unreachable';
  return result === 'accepted' ? 'accepted' : 'delivered';
}
