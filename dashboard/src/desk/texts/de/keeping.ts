import { plural, type Translated } from '../../../shared/texts/language.ts';
import type { keepingWords as english } from '../en/keeping.ts';

/** Photos, who has read a debrief, and how long records are kept. Plain words; nobody is watched, everybody can see who looked. */
export const keepingWords: Translated<typeof english> = {
  nav: 'Aufbewahrung',
  problem: {
    'not-a-photo':
      'Das lässt sich nicht als Foto lesen. Es gehen JPEG, PNG und WebP. Ist es von einem iPhone, wählen Sie es auf dem Telefon selbst aus.',
    'too-many-pixels': 'Dieses Foto hat zu viele Bildpunkte. Nehmen Sie es noch einmal kleiner auf.',
    'too-large': 'Das ist zu groß zum Senden.',
    'photos-busy': 'Gerade fügt jemand anderes Fotos hinzu. Versuchen Sie es gleich noch einmal.',
    'unknown-attachment': 'Dieses Foto ist nicht mehr da.',
  },
  photos: 'Fotos',
  photosLead: 'Nur, wenn sie helfen. Ort und Zeit werden aus dem Foto entfernt, bevor es aufbewahrt wird.',
  noPhotos: 'Keine Fotos',
  take: 'Foto aufnehmen',
  choose: 'Foto auswählen',
  chosen: (name) => `Ausgewählt: ${name}`,
  alt: 'Was ist zu sehen?',
  altHint: 'Ein paar Worte für alle, die es nicht sehen können.',
  send: 'Dieses Foto hinzufügen',
  cancel: 'Dieses nicht',
  removePhoto: (alt) => `Foto entfernen: ${alt}`,
  removeSure: 'Endgültig entfernen? Es lässt sich nicht zurückholen.',
  gone: 'Dieses Foto kann nicht mehr gezeigt werden.',
  photoOf: (name, when) => `${name}, ${when}`,
  readBy: 'Wer das gelesen hat',
  readByNobody: 'Das hat noch niemand anderes gelesen.',
  readByLead: 'Jedes Mal, wenn jemand anderes das liest, wird es hier notiert, höchstens einmal in zehn Minuten.',
  relation: {
    owner: 'hat diese Nachbesprechung',
    'former-owner': 'hatte diese Nachbesprechung',
    'action-owner': 'hat eine der Änderungen',
    second: 'wurde um Zustimmung gebeten',
    supporter: 'wurde gebeten, nachzufragen',
  },
  via: { page: 'auf dieser Seite', attachment: 'ein Foto', export: 'ein Export', print: 'auf Papier' },
  hold: (when) => `Diese Nachbesprechung wird bis auf Weiteres aufbewahrt. Für sie gilt eine Löschsperre seit ${when}.`,
  elsewhere: (when) => `Sie haben auf einem anderen Gerät etwas anderes geschrieben: ${when}. Womit möchten Sie weitermachen?`,
  keepHere: 'Was hier steht',
  takeOther: 'Was ich dort geschrieben habe',
  showOther: 'Zeigen, was ich dort geschrieben habe',
  ownData: 'Was über Sie gespeichert ist',
  ownDataLead: 'Alles über Sie, was Sie lesen dürfen, in einer Datei: Ihre eigenen Worte, Ihre Alarme, und wer sie gelesen hat.',
  ownDataPage: 'Als Seite zum Lesen speichern',
  ownDataFile: 'Als Datei für Programme speichern',
  title: 'Wie lange etwas aufbewahrt wird',
  lead: 'Ist die Zeit einer Nachbesprechung vorbei, kann niemand sie mehr lesen: Der Schlüssel dazu wird vernichtet. Was geschehen ist, bleibt im Protokoll, aber ohne die Worte. Offene Nachbesprechungen werden immer aufbewahrt.',
  className: {
    notifiable: 'Meldepflichtige Vorfälle',
    ndis: 'Meldepflichtige Vorfälle (NDIS)',
    standard: 'Alle anderen Vorfälle',
    'false-alarm': 'Fehlalarme',
    exercise: 'Übungen',
  },
  months: 'Monate',
  monthsBounds: (least, most) => `Von ${String(least)} bis ${String(most)}`,
  keptNow: (count) =>
    count === 0 ? 'Keine wird aufbewahrt' : plural('de', count, { one: 'Eine wird aufbewahrt', other: '# werden aufbewahrt' }),
  dueSoon: (count) =>
    count === 0
      ? 'In den nächsten 90 Tagen läuft keine ab'
      : plural('de', count, { one: 'In den nächsten 90 Tagen läuft eine ab', other: 'In den nächsten 90 Tagen laufen # ab' }),
  source: (source, checked) => `${source}. Nachgesehen: ${checked}.`,
  fromNow:
    'Das gilt für Nachbesprechungen, die von jetzt an abgeschlossen werden. Um ältere länger aufzubewahren, setzen Sie eine Löschsperre.',
  heldBack: (count) =>
    plural('de', count, {
      one: 'Eine ist abgelaufen, wird aber wegen einer Löschsperre aufbewahrt.',
      other: '# sind abgelaufen, werden aber wegen einer Löschsperre aufbewahrt.',
    }),
  holds: 'Löschsperren',
  holdsLead:
    'Solange eine Löschsperre gilt, wird nichts vernichtet oder gelöscht, was sie umfasst. Wer die Nachbesprechung hat, sieht, dass sie gilt.',
  noHolds: 'Es gilt keine Löschsperre.',
  holdOn: 'Wofür die Löschsperre gilt',
  holdHouse: 'Alles in diesem Haus',
  holdPerson: 'Alles, worin eine bestimmte Person vorkommt',
  holdDebrief: 'Eine Nachbesprechung',
  holdWho: 'Wer',
  holdWhich: 'Nummer der Nachbesprechung',
  holdWhichHint: 'Sie steht am Ende der Adresse der Nachbesprechung. Wer die Nachbesprechung hat, kann sie Ihnen sagen.',
  reason: 'Warum',
  setHold: 'Löschsperre setzen',
  lift: 'Aufheben',
  liftWhy: 'Warum sie aufgehoben wird',
  liftNow: 'Löschsperre aufheben',
  heldSince: (name, when) => `Gesetzt von ${name}, ${when}`,
};
