import type { Translated } from '../../../shared/texts/language.ts';
import type { watch as english } from '../en/watch.ts';

/** How a place is watched. */
export const watch: Translated<typeof english> = {
  stillThere: '„Noch da?“ nach (Minuten)',
  stillThereHint: ({ least, usual, most }) =>
    `So lange ohne Taste oder Zeiger, und eine Konsole fragt, ob jemand da ist. Von ${least} bis ${most}; leer: wie darüber, oder ${usual}.`,
  soundTest: 'Tontest alle (Stunden)',
  soundTestHint: ({ least, usual, most }) =>
    `So oft bestätigt jemand, hier eine Konsole zu hören. Von ${least} bis ${most}; leer: wie darüber, oder ${usual}.`,
};
