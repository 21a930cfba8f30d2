import type { AlarmId, ConsoleId, PersonId, PlaceId } from '../../base/ids.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { WATCH_FACTS } from '../facts/watch-facts.ts';
import type { State } from '../state.ts';

export type WatchFact = Extract<Fact, { readonly kind: keyof typeof WATCH_FACTS | 'SoundTested' }>;

/** What is known of the watch itself: on its way to whom, and where it was last heard. */
export function applyWatch(state: State, fact: WatchFact): void {
  // as (all in this function): ids in facts are the strings that branded ids became.
  switch (fact.kind) {
    case 'SoundTested': {
      const { heard, posts = [], person } = fact.data;
      // A *No* takes back nothing: it is about one console, and that one does not count until somebody hears it.
      if (!heard) return;
      for (const post of posts) state.heardTests.set(post, { post, person: person as PersonId, at: fact.at, t: fact.t });
      return;
    }
    case 'WatchOffered': {
      const { from, to, console, place } = fact.data;
      const whose = { from: from as PersonId, to: to as PersonId | undefined };
      const where = { console: console as ConsoleId, place: place as PlaceId | undefined };
      state.handOvers.set(whose.from, { state: 'offered', ...whose, ...where, offeredAt: fact.at, offeredT: fact.t });
      return;
    }
    case 'WatchOfferEnded':
      state.handOvers.delete(fact.data.from as PersonId);
      return;
    case 'WatchHandedOver': {
      const open = state.handOvers.get(fact.data.from as PersonId);
      if (open === undefined) return;
      const accepted = { by: fact.data.by as PersonId, acceptedAt: fact.at, alarms: fact.data.alarms as AlarmId[] };
      state.handOvers.set(open.from, { ...open, state: 'accepted', ...accepted });
    }
  }
}
