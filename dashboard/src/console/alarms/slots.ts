import type { AlarmView } from '@duress/gateway/contract/alarm.ts';

/**
 * In which order the cards stand. Who decides under stress moves a pointer towards a button: while `held`, nothing that is on the
 * screen may move, so newcomers go to the end and what has ended keeps its place. Otherwise what nobody has comes first, the
 * newest of it at the top.
 */
export function arrange(before: readonly string[], alarms: ReadonlyMap<string, AlarmView>, held: boolean): readonly string[] {
  if (held) {
    const known = new Set(before);
    return [...before, ...[...alarms.keys()].filter((id) => !known.has(id))];
  }
  return [...alarms.values()].sort(byUrgency).map((view) => view.alarm);
}

/** Nobody has it, then loud again, then in somebody's hands, then waiting to be closed; in each the higher level, then the newer. */
function byUrgency(a: AlarmView, b: AlarmView): number {
  return (
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

/** The card that a bare T takes: the chosen one if it may be taken, else the first that nobody has. */
export function takeTarget(
  order: readonly string[],
  alarms: ReadonlyMap<string, AlarmView>,
  chosen: string | undefined,
): string | undefined {
  const takeable = (id: string | undefined) => id !== undefined && alarms.get(id)?.actions.includes('take') === true;
  return takeable(chosen) ? chosen : order.find(takeable);
}
