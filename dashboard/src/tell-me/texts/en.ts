import type { Translated } from '../../shared/texts/language.ts';
import { noticeWords } from '../../shared/texts/en/notices.ts';

/** The page to which the worker's phone leads: being told on this device, and nothing else. */
const en = {
  back: 'Back to my button',
  whose: (name: string) => `For ${name}`,
  notices: noticeWords,
};

export type TellMeTexts = Translated<typeof en>;
export const texts: TellMeTexts = en;
