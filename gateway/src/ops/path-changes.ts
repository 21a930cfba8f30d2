import type { Cancel, Clock } from '../base/clock.ts';
import { canonical, type Json } from '../base/canonical.ts';
import { sha256Hex } from '../base/digest.ts';
import { SECOND_MS } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import { inputIdFrom } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import { OneUnderWay } from '../base/one-under-way.ts';
import type { Input } from '../domain/input.ts';
import type { Policy } from '../domain/policy.ts';
import type { Core } from '../engine/ports/core.ts';
import type { SpeakingReceiver } from '../engine/ports/devices.ts';

/** Receivers are looked at this often; one that was replaced meanwhile is noticed by its name. */
const LOOK_EVERY_MS = 10 * SECOND_MS;

type Word = Omit<Extract<Input, { readonly type: 'path-changed' }>, 'id' | 'type'>;

export interface PathChangesDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  /** Names the program that runs. */
  readonly release: string;
  readonly policy: Policy;
  readonly receivers: () => readonly SpeakingReceiver[];
}

/**
 * Tells the log what presses go through in this run: another release of the gateway, other configured times, another receiver or another
 * program in one. Whatever has changed leaves what it touches unproven until a test press has passed through.
 */
export class PathChanges {
  readonly #deps: PathChangesDeps;
  readonly #words: OneUnderWay<Word>;
  #stop: Cancel | undefined;

  constructor(deps: PathChangesDeps) {
    this.#deps = deps;
    this.#words = new OneUnderWay({ send: (word) => this.#send(word), isSame: (one, other) => one.now === other.now });
  }

  start(): void {
    if (this.#stop !== undefined) return;
    const { release, policy, clock } = this.#deps;
    // as: a policy is a plain record of numbers.
    const times = sha256Hex(canonical(policy as unknown as Json)).slice(0, 16);
    this.#say({ path: 'release', now: release });
    this.#say({ path: 'policy', now: times });
    this.#stop = clock.every(LOOK_EVERY_MS, () => {
      this.#look();
    });
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /** A receiver says what runs in it when it starts, and not when the gateway does: what it has not said is no change. */
  #look(): void {
    for (const { receiver, firmware } of this.#deps.receivers()) {
      const path = `receiver:${receiver}` as const;
      if (firmware !== undefined || !this.#deps.core.committed.paths.has(path)) this.#say({ path, now: firmware ?? '' });
    }
  }

  #say(word: Word): void {
    const { committed, health, head } = this.#deps.core;
    // While the log is away nobody knows yet what it holds; the word waits for it.
    if (health.state === 'ok' && head.seq > 0 && committed.paths.get(word.path)?.now === word.now) return;
    this.#words.say(word.path, word);
  }

  async #send(word: Word): Promise<void> {
    const { core, events } = this.#deps;
    try {
      await core.submit({ id: inputIdFrom(core.ids), type: 'path-changed', ...word });
    } catch (error) {
      events.warn('path-change-not-noted', { error: messageOf(error) });
    }
  }
}
