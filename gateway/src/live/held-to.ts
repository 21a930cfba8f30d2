import { termsOf, type WatchTerms } from '../domain/rules/watch-terms.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Console } from './console.ts';
import { coveredBy } from './covered.ts';
import { isLit, type Posts } from './posts.ts';

/** What each console is held to. Asked many times a second for each of hundreds, so it is kept until what it rests on changes. */
export class HeldTo {
  readonly #core: Core;
  readonly #posts: Posts;
  #known = new WeakMap<Console, { readonly place: Console['place']; readonly terms: WatchTerms }>();

  constructor(core: Core, posts: Posts) {
    this.#core = core;
    this.#posts = posts;
  }

  of(console: Console): WatchTerms {
    const known = this.#known.get(console);
    if (known !== undefined && known.place === console.place) return known.terms;
    const terms = this.#make(console);
    this.#known.set(console, { place: console.place, terms });
    return terms;
  }

  /** Places, or who may do what where, are others than they were. */
  forget(): void {
    this.#known = new WeakMap();
  }

  /** A console that covers no whole post is held to what it covers. */
  #make(console: Console): WatchTerms {
    const state = this.#core.committed;
    const covered = coveredBy(state, console, 'watch');
    const lit = this.#posts.now().flatMap((post) => (post.place !== undefined && isLit(state, post, covered) ? [post.place] : []));
    return termsOf(state, lit.length > 0 || covered === 'everywhere' ? lit : covered);
  }
}
