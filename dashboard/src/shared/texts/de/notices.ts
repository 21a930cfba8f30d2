import type { noticeWords as english } from '../en/notices.ts';
import type { Translated } from '../language.ts';

/** Being told on a device: what it is, before the browser asks, and how it stands. */
export const noticeWords: Translated<typeof english> = {
  title: 'Auf diesem Gerät benachrichtigen',
  lead: 'Dieses Gerät kann Ihnen einen Hinweis zeigen, wenn Sie gebraucht werden, wenn eine Aufgabe zu Ihnen kommt oder wenn Ihr eigener Knopf Aufmerksamkeit braucht – auch wenn diese Seite geschlossen ist.',
  lockScreen: 'Der Hinweis nennt keine Person und keinen Ort und sagt nicht, worum es geht. Ein Tippen öffnet die Seite, auf der es steht.',
  asks: 'Ihr Browser fragt gleich, ob diese Seite Benachrichtigungen zeigen darf. Wählen Sie „Zulassen“.',
  label: 'Wie Sie dieses Gerät nennen',
  labelHint: 'Zum Beispiel „Mein Telefon“. Nur Sie und die Administration sehen das.',
  untilSignOut: 'Nur bis ich mich hier abmelde',
  turnOn: 'Hier benachrichtigen',
  turningOn: 'Der Browser wird gefragt …',
  on: 'Sie werden auf diesem Gerät benachrichtigt.',
  turnOff: 'Hier nicht mehr benachrichtigen',
  standing: {
    absent: 'Das ist in Ihrem Betrieb nicht eingerichtet.',
    'no-browser':
      'Dieser Browser kann von hier keine Hinweise zeigen. Es braucht einen aktuellen Browser und eine Adresse, die mit https beginnt. Auf einem iPhone oder iPad geht es vielleicht gar nicht.',
    blocked:
      'Dieser Browser lässt diese Seite keine Hinweise zeigen. Das können Sie in den Einstellungen des Browsers für diese Seite ändern. Bis dahin werden Sie nur auf anderen Wegen benachrichtigt.',
    off: '',
    on: '',
  },
  noService:
    'Dieser Browser hat von seinem Hersteller keine Adresse für Hinweise bekommen. Vielleicht ist er offline, oder das Netz hier lässt es nicht zu. Es wurde nichts geändert.',
  devices: 'Alle Geräte, auf denen Sie benachrichtigt werden',
  noDevices: 'Sie werden noch auf keinem Gerät benachrichtigt.',
  unnamed: 'Ein Gerät ohne Namen',
  thisOne: 'dieses Gerät',
  since: (when) => `seit ${when}`,
  endsAtSignOut: 'bis Sie sich dort abmelden',
  forget: 'Dort beenden',
  forgetOne: (name) => `Dort beenden: ${name}`,
};
