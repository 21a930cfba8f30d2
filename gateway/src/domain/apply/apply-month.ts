import type { PersonId, PlaceId } from '../../base/ids.ts';
import type { Fact } from '../facts/catalogue.ts';
import type { MONTH_FACTS } from '../facts/month-facts.ts';
import type { Place } from '../places.ts';
import type { State } from '../state.ts';

export type MonthFact = Extract<Fact, { readonly kind: keyof typeof MONTH_FACTS }>;

/** What was said, and sent, makes of who hears of a site's months. */
export function applyMonth(state: State, fact: MonthFact): void {
  // as (all): ids in facts are the strings that branded ids became.
  const site = fact.data.site as PlaceId;
  const { people, told } = state.monthNotices.get(site) ?? { people: [], told: fact.data.month };
  if (fact.kind === 'MonthNoticeSent') {
    state.monthNotices.set(site, { site, people, told: fact.data.month });
    return;
  }
  const { wanted, month } = fact.data;
  const person = fact.data.person as PersonId;
  const others = people.filter((one) => one !== person);
  // While nobody wanted it months went by of which nobody is told now.
  state.monthNotices.set(site, { site, people: wanted ? [...others, person] : others, told: people.length === 0 ? month : told });
}

/** When people are told hangs on a site's clock, its hours and its days off; one without a clock goes by another place's. */
export function monthsMoved(state: State, before: Place | undefined, after: Place | undefined): void {
  if (after === undefined && before !== undefined) state.monthNotices.delete(before.place);
  if (before?.parent !== undefined && before.zone === after?.zone) return;
  for (const notice of state.monthNotices.values()) state.monthNotices.set(notice.site, { ...notice });
}
