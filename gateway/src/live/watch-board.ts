import type { AlarmId, PersonId } from '../base/ids.ts';
import type { NamedPerson } from '../contract/alarm.ts';
import type { ConsoleView, HandOverView, PostView } from '../contract/feed.ts';
import { pathOf } from '../domain/places.ts';
import type { StateView } from '../domain/state.ts';
import type { HandOver } from '../domain/watch.ts';
import type { Core } from '../engine/ports/core.ts';
import type { Console } from './console.ts';
import { coveredBy, overlap, type Covered } from './covered.ts';
import { oncePerCovered } from './once-per-covered.ts';
import { isLit, nameOfPost, type Post, type Posts } from './posts.ts';
import { mayAt, type Viewer } from './rights-at.ts';

interface WatchBoardDeps {
  readonly core: Core;
  readonly posts: Posts;
  readonly consoles: () => Iterable<Console>;
  readonly whyNot: (console: Console) => string | undefined;
  /** Epoch ms since when nobody watches it; undefined while somebody does. */
  readonly darkSince: (post: Post) => number | undefined;
}

/** Who watches what, as people see it: the consoles, the places that must be watched, and the watch on its way to somebody else. */
export class WatchBoard {
  readonly #deps: WatchBoardDeps;

  constructor(deps: WatchBoardDeps) {
    this.#deps = deps;
  }

  /**
   * The members of a message, as JSON text, for a viewer: what they may see with names. Who sits at another site's reception is not
   * theirs to know. Of one moment, to be asked for each viewer.
   */
  fields(): (viewer: Viewer) => string {
    const state = this.#deps.core.committed;
    let all: { readonly covered: Covered; readonly watched: Covered; readonly console: Console; readonly view: ConsoleView }[] | undefined;
    const perCovered = oncePerCovered(state, 'see-names', (theirs) => {
      all ??= [...this.#deps.consoles()]
        .filter(({ person }) => person !== undefined)
        .map((console) => ({
          covered: coveredBy(state, console, 'see-alarms'),
          watched: coveredBy(state, console, 'watch'),
          console,
          view: this.#console(console),
        }));
      const seen = all.filter(({ covered }) => overlap(state, theirs, covered));
      const posts = this.#deps.posts.now().filter(({ place }) => place === undefined || overlap(state, theirs, [place]));
      const watching = seen.filter(({ console }) => console.isWatching);
      const postViews = posts.map((post) => {
        const ids = watching.filter(({ watched }) => isLit(state, post, watched)).map(({ console }) => console.id);
        return this.#post(post, ids);
      });
      return `"consoles":${JSON.stringify(seen.map(({ view }) => view))},"posts":${JSON.stringify(postViews)}`;
    });
    return (viewer) => `${perCovered(viewer)},"handOvers":${JSON.stringify(this.#handOvers(viewer))}`;
  }

  #console(console: Console): ConsoleView {
    const { people, places } = this.#deps.core.committed;
    const why = this.#deps.whyNot(console);
    return {
      console: console.id,
      name: console.person === undefined ? '' : (people.get(console.person)?.name ?? ''),
      ...(console.person === undefined ? {} : { person: console.person }),
      place: pathOf(places, console.place).join(' › '),
      watching: why === undefined,
      ...(why === undefined ? {} : { why }),
      since: console.since,
      changedAt: console.changedAt,
    };
  }

  #post(post: Post, consoles: readonly string[]): PostView {
    const state = this.#deps.core.committed;
    const dark = this.#deps.darkSince(post);
    const heard = state.heardTests.get(post.subject);
    return {
      post: post.subject,
      place: post.place === undefined ? '' : nameOfPost(state, post),
      consoles: [...consoles],
      ...(dark === undefined ? {} : { darkSince: dark }),
      ...(heard === undefined ? {} : { heardAt: heard.at }),
    };
  }

  /** To whoever may see names where the one who leaves has watched, and to the two themselves. */
  #handOvers(viewer: Viewer): HandOverView[] {
    const state = this.#deps.core.committed;
    const { principal } = viewer;
    const self = principal.kind === 'person' ? principal.person : undefined;
    return [...state.handOvers.values()]
      .filter((one) => one.from === self || one.to === self || mayAt(state, viewer, { verb: 'see-names', place: one.place }))
      .map((one) => handOverView(state, one, self));
  }
}

/**
 * Of its alarms those that are open. Never the reader's own: whether somebody had it, and whether there is one, may differ by which
 * PIN they gave, and whoever forces them reads along (ADR 0014).
 */
function handOverView(state: StateView, one: HandOver, reader: PersonId | undefined): HandOverView {
  const common = {
    from: named(state, one.from),
    console: one.console,
    at: one.offeredAt,
    ...(one.to === undefined ? {} : { to: named(state, one.to) }),
  };
  if (one.state === 'offered') return { ...common, state: 'offered' };
  return {
    ...common,
    state: 'accepted',
    by: named(state, one.by),
    acceptedAt: one.acceptedAt,
    alarms: alarmsFor(state, one.alarms, reader),
  };
}

function alarmsFor({ alarms }: StateView, ids: readonly AlarmId[], reader: PersonId | undefined): AlarmId[] {
  return ids.filter((id) => {
    const alarm = alarms.get(id);
    return alarm !== undefined && alarm.state !== 'closed' && (reader === undefined || alarm.worker !== reader);
  });
}

function named({ people }: StateView, person: PersonId): NamedPerson {
  return { person, name: people.get(person)?.name ?? '' };
}
