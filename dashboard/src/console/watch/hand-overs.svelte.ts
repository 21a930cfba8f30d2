import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import type { ConsoleMessage, HandOverMessage, HandOverView } from '@duress/gateway/contract/feed.ts';
import type { Me } from '@duress/gateway/contract/organisation.ts';
import { Api } from '../../shared/api.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Board } from '../board.svelte.ts';

interface HandOversOptions {
  readonly clock: Clock;
  readonly board: Board;
  readonly me: () => Me | undefined;
  readonly send: (message: ConsoleMessage) => boolean;
}

/** Somebody else whose console counts as watching now. */
export interface Watcher {
  readonly person: string;
  readonly name: string;
}

/** The watch going from one person to the next, as this console takes part in it. What was done shows when the feed says so. */
export class HandOvers {
  /** Why the last thing that was said here did not go through, in the feed's stable words. */
  trouble = $state.raw<string | undefined>(undefined);
  /** The next person is signing in at this desk. */
  busy = $state(false);

  readonly #options: HandOversOptions;
  /** A sign-in that fails must not lead away from this page. */
  readonly #api: Api;
  /** Accepted as soon as this console counts as theirs. */
  #acceptFrom: string | undefined;

  constructor(options: HandOversOptions) {
    this.#options = options;
    this.#api = new Api({ clock: options.clock });
  }

  /** What this person has offered and nobody has accepted yet. */
  get own(): HandOverView | undefined {
    const { board, me } = this.#options;
    return board.handOvers.find(({ state, from }) => state === 'offered' && from.person === me()?.person);
  }

  /** Offered to this person; one at a time. */
  get offeredToMe(): HandOverView | undefined {
    const { board, me } = this.#options;
    return board.handOvers.find(({ state, to }) => state === 'offered' && to !== undefined && to.person === me()?.person);
  }

  /** What this person has accepted and of which alarms are still with the one who left. */
  get left(): { readonly from: Watcher; readonly alarms: readonly AlarmView[] } | undefined {
    const { board, me } = this.#options;
    for (const { state, from, by, alarms = [] } of board.handOvers) {
      if (state !== 'accepted' || by?.person !== me()?.person) continue;
      const theirs = alarms.flatMap((id) => board.alarms.get(id) ?? []).filter(({ taken }) => taken?.person === from.person);
      if (theirs.length > 0) return { from, alarms: theirs };
    }
    return undefined;
  }

  /** To whom it can go with one click. */
  get watchers(): readonly Watcher[] {
    const { board, me } = this.#options;
    const others = new Map<string, Watcher>();
    for (const { person, name, watching } of board.consoles)
      if (watching && person !== undefined && person !== me()?.person) others.set(person, { person, name });
    return [...others.values()];
  }

  offer(to: string): void {
    this.#say({ type: 'hand-over', do: 'offer', to });
  }

  withdraw(): void {
    this.#say({ type: 'hand-over', do: 'withdraw' });
  }

  accept({ from }: HandOverView): void {
    this.#say({ type: 'hand-over', do: 'accept', from: from.person });
  }

  refused(code: string): void {
    this.trouble = code;
    this.busy = false;
    this.#acceptFrom = undefined;
  }

  /**
   * A change of shift at one desk. The next person signs in here without the page being left: its sound stays armed, its cards stay
   * where they are. A wrong password changes nothing.
   */
  async atThisDesk(login: string, password: string): Promise<boolean> {
    const from = this.#options.me()?.person;
    if (from === undefined || this.busy) return false;
    this.busy = true;
    this.#say({ type: 'hand-over', do: 'offer' });
    const answer = await this.#api.post<Me>('/api/v1/session', { login, password });
    if (!answer.ok) {
      this.#say({ type: 'hand-over', do: 'withdraw' });
      this.refused(answer.status === 0 ? 'other' : 'sign-in-failed');
      return false;
    }
    this.#acceptFrom = from;
    return true;
  }

  /** The feed has told who watches: what waits for this console to count may go on. */
  look(): void {
    const { board, me } = this.#options;
    const from = this.#acceptFrom;
    if (from === undefined || board.own?.watching !== true || board.own.person === from || me()?.person === from) return;
    this.#acceptFrom = undefined;
    this.busy = false;
    this.#say({ type: 'hand-over', do: 'accept', from });
  }

  #say(message: HandOverMessage): void {
    this.trouble = this.#options.send(message) ? undefined : 'other';
  }
}
