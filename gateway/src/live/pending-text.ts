import type { PlaceId } from '../base/ids.ts';
import { pendingView } from '../domain/views/pending-view.ts';
import type { Core } from '../engine/ports/core.ts';
import { mayAt, type Viewer } from './items.ts';

/** The presses that are on no disk yet, as JSON text for one viewer: the same rights as for recorded ones. */
export function pendingText(core: Pick<Core, 'committed' | 'pending'>, viewer: Viewer): string {
  const state = core.committed;
  const presses = core.pending().flatMap((waiting) => {
    const view = pendingView(state, waiting);
    if (view === undefined) return [];
    const place = view.where.place as PlaceId | undefined; // as: the view names places by their ids.
    if (!mayAt(state, viewer, { verb: 'see-alarms', place })) return [];
    if (mayAt(state, viewer, { verb: 'see-names', place })) return [view];
    const { who: _who, taken: _taken, ...rest } = view;
    return [{ ...rest, device: { device: '', label: '' } }];
  });
  return JSON.stringify({ type: 'pending', presses });
}
