import { noticeWords } from '../../shared/texts/de/notices.ts';
import type { TellMeTexts } from './en.ts';

export const texts: TellMeTexts = {
  back: 'Zurück zu meinem Knopf',
  whose: (name) => `Für ${name}`,
  notices: noticeWords,
};
