import type { Translated } from '../../../shared/texts/language.ts';
import type { drillWords as english } from '../en/drills.ts';

/** A drill on the console: what is asked of whoever sits there, and how its story is told. */
export const drillWords: Translated<typeof english> = {
  ask: (seconds) => `In ${seconds}\u{a0}s ein echter Alarm, wenn niemand die Übung bestätigt.`,
  over: 'Niemand hat die Übung rechtzeitig bestätigt. Behandeln Sie den Alarm als echt.',
  confirmed: (name) => `${name} hat die Übung bestätigt`,
  confirmedBySomebody: 'Die Übung ist bestätigt',
  closing: 'Eine Übung wird als Übung beendet. War es mehr, dann lassen Sie sie offen und sagen Sie, dass es echt ist.',
  event: { DrillConfirmed: 'Als Übung bestätigt', DrillBecameReal: 'Ab hier echt, keine Übung' },
  why: {
    'pressed-again': 'noch einmal gedrückt',
    'man-down': 'ein Sturz',
    'not-confirmed': 'in 30 s von niemandem bestätigt',
    'by-hand': 'jemand hat es gesagt',
  },
};
