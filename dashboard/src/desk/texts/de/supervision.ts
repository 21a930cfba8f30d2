import { dative } from '../../../shared/texts/de/dative.ts';
import { plural, type Translated } from '../../../shared/texts/language.ts';
import type { supervision as english } from '../en/supervision.ts';

/** Devices that are silent or not proven, and technical matters. */
export const supervision: Translated<typeof english> = {
  state: {
    ok: 'Zu hören',
    silent: 'Stumm',
    unknown: 'Nicht bekannt: worüber es gehört wird, ist ausgefallen',
    'never-heard': 'Nie gehört',
    'not-expected': 'Meldet sich nur, wenn es benutzt wird',
  },
  shortState: { ok: 'zu hören', silent: 'stumm', unknown: 'nicht bekannt', 'never-heard': 'nie gehört', 'not-expected': '' },
  heardAgain: 'Nach einer Stille wieder zu hören, nicht bewiesen: einmal im Testmodus drücken.',
  proof: 'Bewiesen',
  proven: 'Ein Testdruck kam durch',
  notProven: 'nicht bewiesen',
  unproven: {
    new: 'Noch kam kein Testdruck durch.',
    key: 'Es hat seit seinem letzten Testdruck einen anderen Schlüssel oder ein anderes Geheimnis.',
    moved: 'Es gehört seit seinem letzten Testdruck zu einem anderen Ort.',
    firmware: 'Seine Firmware hat sich seit seinem letzten Testdruck geändert.',
    place: 'Sein Ort, oder was dort zum Hören steht, hat sich seit seinem letzten Testdruck geändert.',
    receiver: 'Ein Empfänger, der es hören kann, hat sich seit seinem letzten Testdruck geändert.',
    release: 'Das Gateway hat seit seinem letzten Testdruck eine neue Fassung.',
    policy: 'Die Zeiten des Gateways haben sich seit seinem letzten Testdruck geändert.',
  },
  days: (days) => plural('de', days, { one: 'noch etwa 1 Tag', other: 'noch etwa # Tage' }),
  noForecast: 'wie lange sie hält, ist noch nicht bekannt',
  showLabel: 'Welche Geräte',
  show: { all: 'Alle', silent: 'Stumm', unproven: 'Nicht bewiesen', battery: 'Batterie schwach' },
  none: {
    silent: 'Kein Gerät ist stumm.',
    unproven: 'Jedes Gerät ist durch einen Testdruck bewiesen.',
    battery: 'Keine Batterie ist schwach.',
  },
  yours: {
    silent: (label, when) =>
      `„${label}“ ist seit ${when} stumm. Verlassen Sie sich nicht darauf: Holen Sie ein anderes Gerät, oder fragen Sie am Empfang.`,
    heardAgain: (label) => `„${label}“ ist wieder zu hören. Drücken Sie einmal im Testmodus, bevor Sie sich darauf verlassen.`,
    battery: (label, percent) => `Die Batterie von „${label}“ steht bei ${String(percent)} %. Lassen Sie sie wechseln.`,
  },
  faults: {
    title: 'Technik',
    none: 'Keine technischen Störungen.',
    since: (age) => `seit ${dative(age)}`,
    eased: 'wieder zu hören, nicht bewiesen',
    nobody: 'Niemand kümmert sich',
    owner: (name) => `${name} kümmert sich`,
    seen: (name) => `gesehen von ${name}`,
    shelved: (name, when) => `von ${name} zurückgestellt bis ${when}`,
    shown: (first, last, total) => `${String(first)} bis ${String(last)} von ${String(total)}`,
    newer: 'Neuere',
    older: 'Ältere',
    onlyThere: 'Die eines Orts.',
    all: 'Alle zeigen',
    action: {
      acknowledge: 'Gesehen',
      'look-after': 'Ich kümmere mich',
      'hand-back': 'Ich kümmere mich nicht mehr',
      shelve: 'Eine Stunde zurückstellen',
      unshelve: 'Jetzt zurückholen',
    },
    brief: (minutes) => `${String(minutes)} min zurückstellen`,
  },
  load: {
    heading: 'Wie viel anzusehen war',
    hint: 'Alarme und technische Störungen zusammen, für jede Person, die Wache hat (ISA-18.2: eine in zehn Minuten ist ruhige Arbeit, mehr als zehn sind eine Flut).',
    caption: (since) => `Seit ${since}`,
    columns: { when: 'In', alarms: 'Alarme', faults: 'Störungen', each: 'Für jede Person' },
    tenMinutes: 'den letzten 10 Minuten',
    hour: 'der letzten Stunde',
    fullest: 'den vollsten 10 Minuten des Tages',
    nobody: 'niemand hat Wache',
    operators: (count) => plural('de', count, { one: '1 Person hat jetzt Wache.', other: '# Personen haben jetzt Wache.' }),
    flood: 'Das ist eine Flut: mehr, als man ansehen kann.',
  },
};
