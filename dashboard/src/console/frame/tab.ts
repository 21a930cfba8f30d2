import alarmIcon from '../../shared/icons/alarm.svg';
import attendedIcon from '../../shared/icons/attended.svg';
import calmIcon from '../../shared/icons/calm.svg';
import drillIcon from '../../shared/icons/drill.svg';
import lostIcon from '../../shared/icons/lost.svg';
import { placeWords } from '../alarms/words.ts';
import type { Board } from '../board.svelte.ts';
import type { ConsoleTexts } from '../texts/en.ts';
import type { Attention } from '../watch/attention.ts';

interface Shown {
  readonly board: Board;
  readonly texts: ConsoleTexts;
  readonly attention: Attention;
}

/** What can be seen of a tab that is not in front: its title and its icon. */
export function showInTab({ board, texts, attention }: Shown, page: Document): void {
  const { title, icon } = tabFor({ board, texts, attention });
  page.title = `${title} · ${texts.title.suffix}`;
  const link = page.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link !== null && link.getAttribute('href') !== icon) link.setAttribute('href', icon);
}

function tabFor({ board, texts, attention }: Shown): { readonly title: string; readonly icon: string } {
  const { title } = texts;
  if (board.signedOut) return { title: title.signedOut, icon: lostIcon };
  if (board.link.state === 'lost') return { title: title.lost, icon: lostIcon };
  const views = [...board.alarms.values()].filter((view) => view.state === 'open' || board.isLoud(view));
  const calls = [...board.pending.filter((press) => press.taken === undefined), ...views.filter((view) => !view.drill)];
  const [first] = calls;
  if (first !== undefined) return { title: title.unanswered(calls.length, placeWords(first.where, texts).room), icon: alarmIcon };
  const [exercise] = views;
  if (exercise !== undefined)
    return { title: title.drill(title.unanswered(views.length, placeWords(exercise.where, texts).room)), icon: drillIcon };
  const open = board.alarms.size + board.pending.length;
  if (open > 0) return { title: title.inHand(open), icon: attendedIcon };
  if (attention.state === 'asked') return { title: texts.watch.stillThereTitle, icon: attendedIcon };
  // Behind another tab this is all that a person sees of it.
  return board.own?.watching === false ? { title: title.notWatching, icon: lostIcon } : { title: title.calm, icon: calmIcon };
}
