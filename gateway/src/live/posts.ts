import type { PlaceId } from '../base/ids.ts';
import type { FaultSubject } from '../contract/faults.ts';
import { pathOf } from '../domain/places.ts';
import type { StateView } from '../domain/state.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Covered } from './covered.ts';
import { isWatched, watchPosts } from './watch-posts.ts';

export type PostSubject = FaultSubject<'no-watching-console'>;

/** Of the whole house, where no place is set up to be watched. */
const HOUSE = 'gateway' as const;

/** A place, or the house, that must be watched. */
export interface Post {
  readonly subject: PostSubject;
  readonly place?: PlaceId | undefined;
}

/** The posts of this moment. Made anew when the log has moved on: grants, people, places and who is on call are among what it may have brought. */
export class Posts {
  readonly #core: Core;
  #made: { readonly seq: number; readonly epoch: number; readonly posts: readonly Post[] } | undefined;

  constructor(core: Core) {
    this.#core = core;
  }

  now(): readonly Post[] {
    const { head, committed } = this.#core;
    const { seq, epoch } = head;
    if (this.#made?.seq === seq && this.#made.epoch === epoch) return this.#made.posts;
    const places = watchPosts(committed, this.#core.now().at);
    const posts: Post[] = places.length === 0 ? [{ subject: HOUSE }] : places.map((place) => ({ subject: `place:${place}`, place }));
    this.#made = { seq, epoch, posts };
    return posts;
  }
}

/** Is a post watched by a console that covers these? Anybody who watches anything watches the house. */
export function isLit(state: StateView, { place }: Post, covered: Covered): boolean {
  return place === undefined || isWatched(state, place, covered);
}

/** What a post is called in a fault. */
export function nameOfPost({ places }: StateView, { place }: Post): string {
  return place === undefined ? 'reception' : pathOf(places, place).join(' › ');
}
