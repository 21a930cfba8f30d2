import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import { duration } from '../../shared/ages.ts';
import type { ConsoleTexts } from '../texts/en.ts';

/** What marks are made of; a press that is not recorded knows little of it. */
export type Marked = Pick<AlarmView, 'presses' | 'recorded'> &
  Partial<
    Pick<
      AlarmView,
      'coerced' | 'reminded' | 'cause' | 'cancelAsked' | 'late' | 'raisedAt' | 'pressedAt' | 'lastPressAt' | 'unseen' | 'reach'
    >
  >;

export interface Mark {
  readonly word: string;
  readonly why?: string | undefined;
  readonly strong?: boolean | undefined;
}

const CANCEL = { right: 'cancelRight', wrong: 'cancelWrong', none: 'cancelNone' } as const;

/** The most dangerous to overlook first. */
export function marksOf(view: Marked, texts: ConsoleTexts): readonly Mark[] {
  const words = texts.marks;
  const list: Mark[] = [];
  if (view.coerced === true) list.push({ word: words.coerced, why: words.coercedWhy, strong: true });
  if (view.reminded !== undefined) list.push({ word: words.silent, why: words.silentWhy, strong: true });
  if (!view.recorded) list.push({ word: words.unrecorded, why: words.unrecordedWhy, strong: true });
  if (view.cause === 'man-down') list.push({ word: words.manDown });
  if (view.cause === 'check-in') list.push({ word: words.missed });
  if (view.cause === 'tamper') list.push({ word: words.tamper });
  if (view.cancelAsked !== undefined && view.coerced !== true)
    list.push({ word: words[CANCEL[view.cancelAsked.pin]], why: words.cancelWhy });
  if (view.late === true && view.raisedAt !== undefined && view.pressedAt !== undefined)
    list.push({ word: words.late, why: words.lateWhy(duration(view.raisedAt - view.pressedAt, texts.shared)) });
  if (view.unseen === true) list.push({ word: words.unseen, why: words.unseenWhy });
  const { reach } = view;
  if (reach !== undefined) list.push({ word: texts.channels.reached(reach.reached, reach.told), why: texts.channels.reachedWhy });
  return list;
}
