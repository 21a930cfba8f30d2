import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import type { PendingPress } from '@duress/gateway/contract/feed.ts';

/** What there are cards of. */
export interface Cards {
  readonly alarms: ReadonlyMap<string, AlarmView>;
  /** Presses that are not recorded, and those that were not when they were drawn. */
  readonly presses?: ReadonlyMap<string, PendingPress> | undefined;
  /** Which of the presses are over: recorded, or gone. */
  readonly over?: ReadonlySet<string> | undefined;
}

/**
 * In which order the cards stand. Who decides under stress moves a pointer towards a button: while `held`, nothing that is on the
 * screen may move, so newcomers go to the end, what has ended keeps its place, and a press becomes an alarm where it stands. Otherwise
 * what is not recorded comes first, then what nobody has, the newest of it at the top.
 */
export function arrange(before: readonly string[], cards: Cards, held: boolean): readonly string[] {
  const { alarms, presses = new Map<string, PendingPress>(), over } = cards;
  const waiting = [...presses.keys()].filter((id) => over?.has(id) !== true);
  if (!held) return [...waiting, ...[...alarms.values()].sort(byUrgency).map((view) => view.alarm)];
  const places = [...before];
  for (const view of alarms.values()) {
    if (before.includes(view.alarm)) continue;
    const own = places.findIndex((id) => isOfSame(presses.get(id), view));
    places.splice(own < 0 ? places.length : own, own < 0 ? 0 : 1, view.alarm);
  }
  const known = new Set(places);
  return [...places, ...waiting.filter((id) => !known.has(id))];
}

/** The same worker's, or the same device's where nobody wears it. Without names nothing is known to be the same. */
function isOfSame(press: PendingPress | undefined, view: AlarmView): boolean {
  if (press === undefined) return false;
  if (press.who !== undefined || view.who !== undefined) return press.who?.person === view.who?.person;
  return press.device.device !== '' && press.device.device === view.device.device;
}

/** What is real before every drill; then nobody has it, then loud again, then in somebody's hands, then waiting to be closed; in each the higher level, then the newer. */
function byUrgency(a: AlarmView, b: AlarmView): number {
  return (
    Number(a.drill) - Number(b.drill) ||
    rank(a) - rank(b) ||
    Number(b.level === 'duress') - Number(a.level === 'duress') ||
    b.raisedAt - a.raisedAt ||
    (a.alarm < b.alarm ? 1 : -1)
  );
}

function rank(view: AlarmView): number {
  if (view.state === 'open') return 0;
  if (view.loud) return 1;
  return view.state === 'cleared' || view.state === 'closed' ? 3 : 2;
}

/** The card that a bare T takes: the chosen one if it may be taken, else the first that nobody has; a drill only when nothing real waits. */
export function takeTarget(
  order: readonly string[],
  alarms: ReadonlyMap<string, AlarmView>,
  chosen: string | undefined,
): string | undefined {
  const takeable = (id: string | undefined) => id !== undefined && alarms.get(id)?.actions.includes('take') === true;
  return takeable(chosen) ? chosen : (order.find((id) => takeable(id) && alarms.get(id)?.drill !== true) ?? order.find(takeable));
}
