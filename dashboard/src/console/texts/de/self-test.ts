import type { Translated } from '../../../shared/texts/language.ts';
import type { selfTest as english } from '../en/self-test.ts';

/** What the gateway finds out about itself: its own test presses, and what it stands on. */
export const selfTest: Translated<typeof english> = {
  line: {
    none: 'Selbsttest noch nicht gelaufen',
    well: (age, ms) => `Selbsttest ${age} · ${ms} ms`,
    late: (age, ms) => `Selbsttest langsam: ${age} · ${ms} ms`,
    failed: (where) => `Selbsttest gescheitert: ${where}`,
    failedSince: (where, age) => `Selbsttest gescheitert: ${where}; zuletzt gut: ${age}`,
  },
  where: {
    connect: 'der Testknopf wird nicht zugelassen',
    ingest: 'der Druck kam nicht an',
    log: 'das Protokoll nahm ihn nicht auf',
    ack: 'er wurde nicht bestätigt',
    console: 'ein Bildschirm hat ihn nicht gezeichnet',
  },
  spread: (p50, p99) => `Selbsttests der letzten Stunde: die Hälfte in höchstens ${p50} ms, 99 von 100 in höchstens ${p99} ms.`,
};
