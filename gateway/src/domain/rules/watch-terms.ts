import { HOUR_MS, MINUTE_MS } from '../../base/durations.ts';
import type { PlaceId } from '../../base/ids.ts';
import { SOUND_TEST_HOURS, STILL_THERE_MINUTES } from '../../contract/limits.ts';
import { nearest } from '../places.ts';
import type { StateView } from '../state.ts';

/** What a console is held to by the places that it watches. */
export interface WatchTerms {
  /** Without a key or a pointer for so long nobody is proven to be there. */
  readonly attendedWithinMs: number;
  /** Somebody hears its test tones at least so often. */
  readonly soundTestWithinMs: number;
}

export const USUAL_TERMS: WatchTerms = {
  attendedWithinMs: STILL_THERE_MINUTES.usual * MINUTE_MS,
  soundTestWithinMs: SOUND_TEST_HOURS.usual * HOUR_MS,
};

/** As the place itself or the nearest above it has it. */
export function termsAt({ places }: Pick<StateView, 'places'>, place: PlaceId | undefined): WatchTerms {
  const minutes = nearest(places, place, ({ stillThereMinutes }) => stillThereMinutes) ?? STILL_THERE_MINUTES.usual;
  const hours = nearest(places, place, ({ soundTestHours }) => soundTestHours) ?? SOUND_TEST_HOURS.usual;
  return { attendedWithinMs: minutes * MINUTE_MS, soundTestWithinMs: hours * HOUR_MS };
}

/** Of several places the shortest times: a console that watches a strict one too is held to it. */
export function termsOf(state: Pick<StateView, 'places'>, places: readonly PlaceId[]): WatchTerms {
  const all = places.map((place) => termsAt(state, place));
  if (all.length === 0) return USUAL_TERMS;
  return {
    attendedWithinMs: Math.min(...all.map((terms) => terms.attendedWithinMs)),
    soundTestWithinMs: Math.min(...all.map((terms) => terms.soundTestWithinMs)),
  };
}
