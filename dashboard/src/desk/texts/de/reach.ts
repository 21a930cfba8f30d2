import { ways } from '../../../shared/texts/de/ways.ts';
import type { Translated } from '../../../shared/texts/language.ts';
import type { reachWords as english } from '../en/reach.ts';

/** How somebody can be reached, and the message that tries it. */
export const reachWords: Translated<typeof english> = {
  title: 'Wie diese Person erreicht wird',
  ownTitle: 'Wie Sie erreicht werden',
  lead: 'Ein Test sendet auf jedem Weg eine harmlose Nachricht. Darin steht, dass es ein Test ist und dass nichts zu tun ist.',
  send: 'Test senden',
  sending: 'Wird gesendet …',
  nothing: 'Es ist nichts eingerichtet, womit jemand außer über die Bildschirme benachrichtigt werden könnte.',
  way: ways,
  knows: 'eingerichtet',
  knowsNot: {
    sms: 'keine Mobilnummer mit Ländervorwahl',
    voice: 'keine Nummer mit Ländervorwahl',
    mail: 'keine E-Mail-Adresse',
    webhook: 'nicht bekannt',
    push: 'kein Gerät',
  },
  result: { delivered: 'Zugestellt', accepted: 'Nur angenommen', unreachable: 'Nicht erreichbar', 'no-device': 'Kein Gerät' },
  means: {
    delivered: 'Die Nachricht ist angekommen.',
    accepted: 'Der Dienst hat sie angenommen. Mehr ist nicht bekannt.',
    unreachable: 'Sie ging nicht hinaus.',
    'no-device': 'Es gibt nichts, wohin sie gehen könnte.',
  },
  onItsWay: 'unterwegs …',
  columns: { way: 'Weg', now: 'Jetzt', test: 'Letzter Test' },
  asked: (name, when) => `Letzter Test: ${when}, veranlasst von ${name}.`,
  untested: 'Nie getestet.',
  tooSoon: 'Ein Test wurde gerade erst gesendet. Warten Sie eine Minute, und senden Sie dann den nächsten.',
  devices: (names) => `Hinweise gehen an: ${names.join(', ')}.`,
  why: {
    'no-address': 'keine Adresse im Eintrag',
    'no-channel': 'nicht mehr eingerichtet',
    'address-refused': 'die Adresse wird abgelehnt',
    'receiver-refused': 'die Gegenstelle lehnt ab',
    'number-refused': 'die Nummer wird abgelehnt',
    'not-picked-up': 'niemand hat abgenommen',
    busy: 'besetzt',
    undelivered: 'konnte nicht zugestellt werden',
    'device-gone': 'das Gerät nimmt keine Hinweise mehr an',
    'cut-off': 'das Gateway wurde während des Sendens angehalten',
  },
};
