import type { Json } from '../../base/canonical.ts';
import { DAY_MS } from '../../base/durations.ts';
import type { PersonId } from '../../base/ids.ts';
import type { Draft, FactData } from '../facts/catalogue.ts';
import type { DEBRIEF_CONTENT_FACTS } from '../facts/debrief-content-facts.ts';
import { byPerson, draft, type Ruling } from '../ruling.ts';
import type { Doing } from './following.ts';

type Kind = Exclude<keyof typeof DEBRIEF_CONTENT_FACTS, 'DebriefListsSaved'>;
type Own<K extends Kind> = Omit<FactData<K>, 'debrief' | 'by'>;

/** One fact about the debrief by who does it, with the words sealed under the debrief's own key. */
export function said<K extends Kind>(doing: Doing, kind: K, what: { readonly data: Own<K>; readonly words: Json }): Draft<K> {
  const { debrief, actor } = doing;
  // as: Own<K> is FactData<K> without these two members, which the compiler does not put together again for an open K.
  const data = { ...what.data, debrief: debrief.debrief, by: actor } as unknown as FactData<K>;
  const secret = { subject: `debrief:${debrief.debrief}`, value: what.words };
  return draft(kind, data, { actor: byPerson(actor), about: debrief.debrief, secret });
}

/** How far ahead something may be due: a slip in a date field is refused, a long plan is not. */
const AHEAD_MAX_MS = 3 * 366 * DAY_MS;

/** A day that is not over, and not further away than anybody plans. */
export function isDue(ruling: Ruling, due: number): boolean {
  return due > ruling.at && due <= ruling.at + AHEAD_MAX_MS;
}

/** There, and with the house. */
export function isHere(ruling: Ruling, person: PersonId): boolean {
  return ruling.state.people.get(person)?.active === true;
}
