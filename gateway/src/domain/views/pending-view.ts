import type { PersonId } from '../../base/ids.ts';
import type { PendingPress } from '../../contract/feed.ts';
import type { Signal } from '../input.ts';
import { whereabouts } from '../rules/whereabouts.ts';
import type { StateView } from '../state.ts';
import { named, placeView } from './alarm-view.ts';

interface Waiting {
  readonly press: string;
  readonly signals: readonly Signal[];
  readonly taken?: { readonly person: string; readonly at: number } | undefined;
}

/** Without the duress PIN, for those who may not know of it: its worker, and whoever reads along. Nothing may be left. */
export function pressesOf<T extends Waiting>(waiting: T): T {
  return { ...waiting, signals: waiting.signals.filter((signal) => signal.kind !== 'cancel') };
}

/** A press that is on no disk yet, as people must see it. Undefined for one without a signal. */
export function pendingView(state: StateView, waiting: Waiting): PendingPress | undefined {
  const [first] = waiting.signals;
  const presses = pressesOf(waiting).signals.length;
  // Only those that bring the duress PIN wait among the presses.
  const coerced = presses < waiting.signals.length;
  if (first === undefined) return undefined;
  const device = state.devices.get(first.device);
  const where = device === undefined ? { confidence: 'unknown' as const } : whereabouts(state, device, first);
  const worker = device?.worker;
  return {
    press: waiting.press,
    level: !coerced && waiting.signals.every((signal) => signal.kind === 'assist') ? 'assist' : 'duress',
    kind: first.kind,
    ...(worker === undefined ? {} : { who: named(state, worker) }),
    device: { device: first.device, label: device?.label ?? first.device },
    where: placeView(state, { ...where, at: first.pressedAt }),
    pressedAt: first.pressedAt,
    presses: Math.max(presses, 1),
    ...(coerced ? { coerced } : {}),
    // as: whoever said it was authenticated as this person.
    ...(waiting.taken === undefined ? {} : { taken: { ...named(state, waiting.taken.person as PersonId), at: waiting.taken.at } }),
  };
}
