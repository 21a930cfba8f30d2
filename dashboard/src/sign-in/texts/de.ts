import type { SignInTexts } from './en.ts';

export const texts: SignInTexts = {
  title: 'Anmelden',
  login: 'Anmeldename',
  password: 'Passwort',
  signIn: 'Anmelden',
  busy: 'Einen Moment …',
  problem: {
    'wrong-password': 'Anmeldename und Passwort passen nicht zusammen. Bitte versuchen Sie es noch einmal.',
    'too-many-attempts': 'Zu viele Versuche. Warten Sie ein paar Minuten, und versuchen Sie es dann noch einmal.',
    'key-not-valid':
      'Dieser Einmal-Link gilt nicht mehr. Wenn es schon eine Administration gibt, melden Sie sich an. Sonst starten Sie das Gateway neu, um einen neuen Link zu bekommen.',
    'weak-password': 'Dieses Passwort ist zu leicht zu erraten. Nehmen Sie mindestens 12 Zeichen; drei oder vier Wörter sind gut.',
    'login-taken': 'Eine andere Person hat diesen Anmeldenamen schon.',
    'does-not-fit': 'Etwas im Formular passt nicht. Bitte prüfen Sie jedes Feld.',
  },
  first: {
    title: 'Willkommen',
    lead: 'Sie sind die erste Person hier. Übernehmen Sie die Administration; fügen Sie dann Orte, Personen und Geräte hinzu.',
    needsLink: 'Dieses Gateway hat noch keine Administration. Öffnen Sie den Einmal-Link, den es beim Start ausgegeben hat.',
    name: 'Ihr Name',
    loginHint: 'Buchstaben, Ziffern und . _ @ + -',
    passwordHint: 'Mindestens 12 Zeichen. Drei oder vier Wörter sind gut.',
    create: 'Administration übernehmen',
  },
  demo: {
    title: 'Demo ausprobieren',
    lead: 'Nichts hier ist echt. Um alle drei zugleich zu sein, öffnen Sie die drei Adressen, die die Demo ausgegeben hat, oder für jede ein privates Fenster.',
    users: {
      worker: ['Beschäftigte mit dem Knopf', 'Ana: Halten Sie den Knopf, und sehen Sie, was zurückkommt'],
      reception: ['Empfang an der Konsole', 'Maria: Sehen Sie den Alarm, übernehmen Sie ihn, antworten Sie'],
      manager: ['Führungskraft mit der Nachbesprechung', 'Ruth: Kümmern Sie sich danach um Ana'],
    },
    or: 'Oder mit Name und Passwort anmelden',
  },
};
