import type { AlarmAction } from '@duress/gateway/contract/alarm.ts';
import type { ActName } from './keys.ts';
import type { Reception } from './reception.svelte.ts';

interface Around {
  readonly reception: Reception;
  /** The alarm that a bare T takes. */
  readonly takesKey: string | undefined;
  readonly toggleHistory: () => void;
}

/** Does what a key asks for, where the alarm's own actions allow it; otherwise nothing happens. */
export function actByKey(act: ActName, { reception, takesKey, toggleHistory }: Around): void {
  switch (act) {
    case 'take':
      onAlarm(reception, takesKey, 'take');
      break;
    case 'silence':
      silence(reception);
      break;
    case 'next':
      choose(reception, 1);
      break;
    case 'previous':
      choose(reception, -1);
      break;
    case 'history':
      toggleHistory();
      break;
    case 'help':
      reception.dialog = { kind: 'keys' };
      break;
    default:
      onAlarm(reception, reception.chosen, act);
  }
}

function onAlarm(reception: Reception, alarm: string | undefined, action: AlarmAction): void {
  const view = reception.board.alarms.get(alarm ?? '');
  if (view?.actions.includes(action) === true) reception.run(view, action);
}

function silence(reception: Reception): void {
  const view = reception.board.alarms.get(reception.chosen ?? '');
  if (view !== undefined && reception.board.isLoud(view)) reception.voice.silence(view);
}

function choose(reception: Reception, step: 1 | -1): void {
  const { order } = reception.cards;
  const at = order.indexOf(reception.chosen ?? '');
  const next = order[Math.min(Math.max(at + step, 0), order.length - 1)];
  if (next === undefined) return;
  reception.chosen = next;
  document.querySelector(`[data-alarm="${CSS.escape(next)}"]`)?.scrollIntoView({ block: 'nearest' });
}
