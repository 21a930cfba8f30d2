import type { PlaceId } from '../base/ids.ts';
import type { PendingPress } from '../contract/feed.ts';
import type { Policy } from '../domain/policy.ts';
import { pendingView } from '../domain/views/pending-view.ts';
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
  const view = pendingView(state, waiting);
  if (view === undefined) return undefined;
  const place = view.where.place as PlaceId | undefined; // as: the view names places by their ids.
  if (!mayAt(state, viewer, { verb: 'see-alarms', place })) return undefined;
  if (mayAt(state, viewer, { verb: 'see-names', place })) return view;
  const { who: _who, taken: _taken, ...rest } = view;
  return { ...rest, device: { device: '', label: '' } };
}
