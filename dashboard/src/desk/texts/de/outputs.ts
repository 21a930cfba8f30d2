import type { Translated } from '../../../shared/texts/language.ts';
import type { outputWords as english } from '../en/outputs.ts';

/** Sirens, lamps and relays. */
export const outputWords: Translated<typeof english> = {
  nav: 'Sirenen, Lampen',
  title: 'Sirenen und Lampen',
  lead: 'Was geschaltet wird, wenn ein Alarm beginnt. Bei einem heimlich ausgelösten Alarm leuchtet oder klingt hier nie etwas.',
  add: 'Ausgang hinzufügen',
  newOutput: 'Neuer Ausgang',
  none: 'Noch wird nichts geschaltet.',
  name: 'Name',
  place: 'Für Alarme an',
  placeHint: 'Mit allem darunter.',
  wholeHouse: 'Das ganze Haus',
  audience: 'Wer kann es hören oder sehen?',
  audiences: { anyone: 'Alle, auch wer neben der Person steht', staff: 'Nur das Personal' },
  levels: 'Geschaltet durch',
  levelsOf: { duress: 'Notrufe', assist: 'Rufe nach Beistand', both: 'Beides' },
  levelsHint: 'Ein Ruf nach Beistand schaltet nie etwas, das alle hören oder sehen können.',
  onWhile: 'Geht aus',
  onWhiles: { loud: 'Wenn jemand den Alarm übernommen hat (eine Sirene)', open: 'Wenn der Alarm beendet ist (eine Lampe)' },
  maxOn: 'Spätestens nach (Sekunden)',
  maxOnHint: 'Leer: eine Sirene nach 300, so lange erlaubt New South Wales einen Alarm, den Nachbarn hören; eine Lampe mit ihrem Alarm.',
  drills: 'Auch Übungen schalten ihn',
  by: 'Wie wird geschaltet?',
  bys: { mqtt: 'Über MQTT', serial: 'Über ein Relais an einer seriellen Schnittstelle' },
  topic: 'Topic',
  topicHint: (broker) =>
    broker === undefined
      ? 'Wer an diesem Gateway mit einem Schlüssel für Lampen und Sirenen mithört, bekommt es.'
      : `Veröffentlicht bei ${broker}, und für alle, die an diesem Gateway mithören.`,
  on: 'Gesendet für „an“',
  off: 'Gesendet für „aus“',
  port: 'Schnittstelle',
  portHint: 'Schnittstellen stehen in der Konfiguration unter outputs.ports.',
  noPorts: 'Die Konfiguration nennt keine Schnittstelle für Relais (outputs.ports).',
  baudRate: 'Baudrate',
  onBytes: 'Bytes für „an“',
  offBytes: 'Bytes für „aus“',
  bytesHint: 'So wie im Handbuch der Platine: A0 01 01 A2.',
  remove: 'Diesen Ausgang entfernen',
  removeSure: 'Er wird ausgeschaltet, und kein Alarm schaltet ihn mehr.',
  test: 'Zwei Sekunden lang einschalten',
  testHint: 'Sagen Sie vorher allen Bescheid, die es hören.',
  results: {
    switched: 'Es wurde geschaltet. Ob es zu hören war, muss jemand sagen, der danebensteht.',
    failed: 'Es ließ sich nicht schalten.',
    'on-for-an-alarm': 'Es ist schon an, für einen Alarm oder einen Test: Es wurde nichts gemacht.',
  },
  states: { on: 'An', off: 'Aus' },
  standings: { ok: 'lässt sich schalten', lost: 'lässt sich nicht schalten', unknown: 'noch nicht versucht' },
};
