import { FaultError } from '../../gateway/src/base/errors.ts';
import { ACCEPTED, type Handed, type Letter, type Way } from '../../gateway/src/notify/contact/way.ts';
import type { Dice } from './chance.ts';
import type { Timeline } from './timeline.ts';

export const WAYS = ['mail', 'webhook'] as const;
export type WayName = (typeof WAYS)[number];
/** `hanging`: takes the letter and never answers. `deaf`: delivers it, and the answer is lost. `refusing`: works, and knows nobody of that address. */
export type WayMood = 'well' | 'slow' | 'failing' | 'hanging' | 'deaf' | 'refusing';

/** One letter in somebody's hands. */
export interface Delivered {
  readonly way: WayName;
  readonly key: string;
  readonly to: string;
  readonly kind: string;
  readonly text: string;
}

const TAKES_MS: Readonly<Record<WayMood, readonly [number, number]>> = {
  well: [20, 400],
  slow: [4_000, 14_000],
  failing: [20, 2_000],
  hanging: [0, 1],
  deaf: [20, 400],
  refusing: [20, 400],
};

/** The world beyond the house: what becomes of mail and webhooks, whichever process sends them. */
export class Post {
  readonly moods = new Map<WayName, WayMood>(WAYS.map((way) => [way, 'well']));
  readonly #onDelivered: (letter: Delivered) => void;

  constructor(onDelivered: (letter: Delivered) => void) {
    this.#onDelivered = onDelivered;
  }

  moodOf(way: WayName): WayMood {
    return this.moods.get(way) ?? 'well';
  }

  deliver(way: WayName, { key, person, notice }: Letter): void {
    this.#onDelivered({ way, key, to: person.person, kind: notice.kind, text: JSON.stringify(notice) });
  }
}

interface WayDeps {
  readonly name: WayName;
  readonly post: Post;
  readonly timeline: Timeline;
  readonly dice: Dice;
  /** A letter is about to leave the process. */
  readonly leaves: () => void;
  readonly isDead: () => boolean;
}

/** One process' way to the post. What a dead process had sent arrives all the same; its answer does not. */
export class SimulatedWay implements Way {
  readonly name: WayName;
  readonly label: string;
  readonly #deps: WayDeps;

  constructor(deps: WayDeps) {
    this.#deps = deps;
    this.name = deps.name;
    this.label = deps.name;
  }

  knows(): boolean {
    return true;
  }

  send(letter: Letter, signal: AbortSignal): Promise<Handed> {
    const { post, timeline, dice, leaves, isDead } = this.#deps;
    leaves();
    return new Promise((resolve, reject) => {
      const answer = (then: () => void): void => {
        if (!isDead()) then();
      };
      const fail = (why: string): void => {
        answer(() => {
          reject(new FaultError('channel-failed', why, { retryable: true }));
        });
      };
      if (isDead()) return;
      const mood = post.moodOf(this.name);
      signal.addEventListener('abort', () => {
        fail('taken back');
      });
      timeline.after(dice.between(...TAKES_MS[mood]), () => {
        if (mood === 'hanging') return;
        if (mood === 'failing') {
          fail('simulated');
          return;
        }
        if (mood === 'refusing') {
          answer(() => {
            resolve({ result: 'refused', why: 'simulated' });
          });
          return;
        }
        post.deliver(this.name, letter);
        if (mood === 'deaf') fail('no answer');
        else
          answer(() => {
            resolve(ACCEPTED);
          });
      });
    });
  }

  close(): void {
    // Nothing is held open.
  }
}
