import { ways } from '../../../shared/texts/de/ways.ts';
import type { Translated } from '../../../shared/texts/language.ts';
import type { channels as english } from '../en/channels.ts';

/** Messages to people beyond the screens, on the alarm's story and card. */
export const channels: Translated<typeof english> = {
  way: ways,
  result: {
    accepted: 'vom Dienst angenommen',
    delivered: 'zugestellt',
    shown: 'auf dem Telefon angezeigt',
    answered: 'beantwortet',
    failed: 'gescheitert',
    refused: 'für diese Person abgelehnt',
  },
  somebody: 'jemanden',
  sent: (sentBy, to) => `${sentBy} an ${to}`,
  noWay: (to) => `Kein Weg, um ${to} zu erreichen`,
  tries: (count) => `Versuch ${count}`,
  why: {
    'no-address': 'keine Adresse im Eintrag',
    'no-channel': 'nichts ist eingerichtet',
    'address-refused': 'die Adresse wird abgelehnt',
    'receiver-refused': 'die Gegenstelle lehnt ab',
    'number-refused': 'die Nummer wird abgelehnt',
    'not-picked-up': 'niemand hat abgenommen',
    busy: 'besetzt',
    undelivered: 'konnte nicht zugestellt werden',
    'device-gone': 'das Gerät nimmt keine mehr an',
  },
  reached: (reached, told) => `${reached} von ${told} Benachrichtigten erreicht`,
  reachedWhy:
    'Zu wie vielen der Personen, die der letzte Schritt benachrichtigt, eine Nachricht hinausgegangen ist. Im Ablauf steht, auf welchem Weg.',
};
