import type { PlaceId } from '../base/ids.ts';
import type { PendingPress } from '../contract/feed.ts';
import type { Policy } from '../domain/policy.ts';
import { pendingView, pressesOf } from '../domain/views/pending-view.ts';
import type { Core, PendingSignal } from '../engine/ports/core.ts';
import { alarmFor, mayAt, type Viewer } from './items.ts';

type Told = Pick<Core, 'committed' | 'pending' | 'foreseen' | 'now'>;

/** What is on no disk yet, as JSON text for one viewer: the same rights as for what is recorded. */
export function pendingText(core: Told, viewer: Viewer, policy: Policy): string {
  const presses = core.pending().flatMap((waiting) => pressFor(core, viewer, waiting) ?? []);
  const reading = { now: core.now(), policy };
  const alarms = core.foreseen().flatMap((alarm) => alarmFor(core.committed, alarm, { viewer, ...reading })?.view ?? []);
  const unrecorded = alarms.map((view) => ({ ...view, recorded: false }));
  return JSON.stringify({ type: 'pending', presses, ...(alarms.length === 0 ? {} : { alarms: unrecorded }) });
}

function pressFor({ committed: state }: Told, viewer: Viewer, waiting: PendingSignal): PendingPress | undefined {
  const all = pendingView(state, waiting);
  if (all === undefined) return undefined;
  const place = all.where.place as PlaceId | undefined; // as: the view names places by their ids.
  if (!mayAt(state, viewer, { verb: 'see-alarms', place })) return undefined;
  const named = mayAt(state, viewer, { verb: 'see-names', place });
  const own = viewer.principal.kind === 'person' && viewer.principal.person === all.who?.person;
  if (named && !own) return all;
  const view = pendingView(state, pressesOf(waiting));
  if (named || view === undefined) return view;
  const { who: _who, taken: _taken, ...rest } = view;
  return { ...rest, device: { device: '', label: '' } };
}
