import type { AlarmView, PlaceView } from '@duress/gateway/contract/alarm.ts';
import { stopwatch } from '../../shared/ages.ts';
import type { ConsoleTexts } from '../texts/en.ts';

/** The name to read first, the innermost one, and the rest from there outwards. */
export function placeWords(where: PlaceView, texts: ConsoleTexts): { readonly room: string; readonly around: readonly string[] } {
  const room = where.path.at(-1);
  return { room: room ?? texts.placeUnknown, around: where.path.slice(0, -1).reverse() };
}

/** Whom it is about: the worker, else the device. A public wall shows no names: it never asks. */
export function whoWords(alarm: Pick<AlarmView, 'who' | 'device'>): string {
  return alarm.who?.name ?? alarm.device.label;
}

/** What a screen reader says of what just happened: one sentence with level, room and person. */
export function spoken(before: ReadonlyMap<string, AlarmView>, after: ReadonlyMap<string, AlarmView>, texts: ConsoleTexts): string {
  const sentences: string[] = [];
  for (const view of after.values()) {
    const old = before.get(view.alarm);
    const { room } = placeWords(view.where, texts);
    const level = texts.shared.level[view.level];
    const words = { level: view.drill ? texts.spoken.drill(level) : level, room, who: whoWords(view), presses: view.presses };
    if (old?.drill === true && !view.drill) sentences.push(texts.spoken.real(words));
    else if (old === undefined && view.state === 'open') sentences.push(texts.spoken.raised(words));
    else if (old !== undefined && old.level !== view.level) sentences.push(texts.spoken.rose(words));
    else if (old !== undefined && old.presses < view.presses) sentences.push(texts.spoken.again(words));
    else if (old !== undefined && !old.loud && view.loud) sentences.push(texts.spoken.loudAgain(words));
    else if (old !== undefined && (old.reminded?.times ?? 0) < (view.reminded?.times ?? 0)) sentences.push(texts.spoken.silent(words));
  }
  return sentences.join(' ');
}

interface Looking {
  readonly me: string | undefined;
  readonly now: number;
  readonly texts: ConsoleTexts;
}

interface Standing {
  readonly words: string;
  readonly age: string | undefined;
}

/** How it stands with an alarm: who has it, or that nobody does, and for how long; and whether that is on disk. */
export function standing(view: AlarmView, looking: Looking): Standing {
  const stands = stood(view, looking);
  return view.recorded ? stands : { ...stands, words: `${stands.words} (${looking.texts.card.notRecorded})` };
}

function stood(view: AlarmView, { me, now, texts }: Looking): Standing {
  const { card } = texts;
  const since = (at: number) => card.sinceAge(stopwatch(now - at));
  if (view.closed !== undefined) return { words: card.closed(view.closed.name, texts.shared.outcome[view.closed.outcome]), age: undefined };
  if (view.cleared !== undefined) {
    const words = view.cleared.confirmed ? card.clearedConfirmed(view.cleared.name) : card.cleared(view.cleared.name);
    return { words, age: card.saidAgo(stopwatch(now - view.cleared.at)) };
  }
  if (view.state === 'here' && view.here !== undefined) return { words: card.here(view.here.name), age: since(view.here.at) };
  if (view.state === 'coming' && view.responder !== undefined)
    return { words: card.coming(view.responder.name), age: since(view.responder.at) };
  if (view.taken === undefined || view.state === 'open') return { words: card.nobody, age: undefined };
  const has = view.taken.person === me ? card.youHave : card.has(view.taken.name);
  return { words: view.loud ? `${has}. ${card.loudAgain}` : has, age: since(view.taken.at) };
}
