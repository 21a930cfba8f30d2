import { may, rightsAt, type Verb } from '../access/permissions.ts';
import type { Principal } from '../access/principal.ts';
import type { Clock } from '../base/clock.ts';
import type { PlaceId } from '../base/ids.ts';
import { isWithin } from '../domain/places.ts';
import type { StateView } from '../domain/state.ts';

export interface Viewer {
  readonly principal: Principal;
  readonly place?: PlaceId | undefined;
}

/** Of somebody who stays connected for days it is asked each time what they may do now. */
export function asOfNow(principal: Principal, clock: Pick<Clock, 'wall'>): Principal {
  if (principal.kind === 'token') return principal;
  return {
    ...principal,
    get at() {
      return clock.wall();
    },
  };
}

/** What lies at no known place is shown to every subscription that may see such things at all. */
export function mayAt(state: StateView, viewer: Viewer, asked: { readonly verb: Verb; readonly place: PlaceId | undefined }): boolean {
  return isInView(state, viewer, asked.place) && may(state, viewer.principal, asked);
}

/** The same for several verbs; undefined where the subscription does not look. */
export function rightsIn(state: StateView, viewer: Viewer, place: PlaceId | undefined): ((verb: Verb) => boolean) | undefined {
  return isInView(state, viewer, place) ? rightsAt(state, viewer.principal, place) : undefined;
}

function isInView(state: StateView, { place: only }: Viewer, place: PlaceId | undefined): boolean {
  return only === undefined || place === undefined || isWithin(state.places, place, only);
}
