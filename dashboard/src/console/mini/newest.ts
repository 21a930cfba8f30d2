import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import type { PendingPress } from '@duress/gateway/contract/feed.ts';

export type Shown = { readonly alarm: AlarmView } | { readonly press: PendingPress } | undefined;

interface Open {
  readonly alarms: Iterable<AlarmView>;
  readonly pending: readonly PendingPress[];
}

/**
 * The one that stands in the small window: what nobody has before what somebody has, real before drill, and of those the newest.
 * All others are counted beside it.
 */
export function newestOf({ alarms, pending }: Open): Shown {
  const press = pending.filter(({ taken }) => taken === undefined).toSorted((a, b) => b.pressedAt - a.pressedAt)[0];
  const [alarm] = [...alarms].sort(
    (a, b) => Number(b.state === 'open') - Number(a.state === 'open') || Number(a.drill) - Number(b.drill) || b.raisedAt - a.raisedAt,
  );
  const isFreeAndReal = alarm?.state === 'open' && !alarm.drill;
  if (press !== undefined && !(isFreeAndReal && alarm.raisedAt > press.pressedAt)) return { press };
  if (alarm !== undefined) return { alarm };
  const [taken] = pending;
  return taken === undefined ? undefined : { press: taken };
}
