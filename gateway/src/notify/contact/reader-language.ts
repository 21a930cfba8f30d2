import type { PlaceId } from '../../base/ids.ts';
import type { Person } from '../../domain/people.ts';
import { nearest } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';

/** In which language somebody is written to, as a BCP 47 tag: that of the place they belong to, else of the one it is about. */
export function readerLanguage({ places }: Pick<StateView, 'places'>, person: Person | undefined, about?: PlaceId): string | undefined {
  const of = (place: PlaceId | undefined) => nearest(places, place, ({ language }) => (language === '' ? undefined : language));
  return of(person?.place) ?? of(about);
}
