import type { Translated } from '../../shared/texts/language.ts';

/** Everything that the worker reads. Short, plain, true; a name where the gateway gave one. */
const en = {
  title: 'My button',
  hello: (name: string) => `For ${name}`,
  control: { calm: 'Hold for help', again: 'Hold to call again', how: 'Keep pressing for 1 second', held: 'Keep holding…' },
  assist: { label: 'Hold for assistance', how: 'Not an emergency: somebody comes to help' },
  tooShort: 'That was too short. Keep pressing for 1 second.',
  ready: {
    yes: 'Ready',
    checked: (time: string) => `Gateway answered at ${time}`,
    not: 'Not ready',
    last: (time: string) => `Last answer from the gateway: ${time}`,
    never: 'The gateway has not answered yet.',
    stillPress: 'You can press all the same. It is sent as soon as that is possible.',
    why: {
      checking: 'Asking the gateway…',
      stale: 'The last answer from the gateway is too old.',
      'no-network': 'This phone can’t reach the gateway. Check Wi-Fi or mobile data.',
      'no-answer': 'The gateway does not answer.',
      'signed-out': 'You are signed out. An alarm can’t go out until you sign in.',
      refused: 'The gateway does not accept this phone. Tell your manager.',
      'gateway-trouble': 'The gateway has trouble right now.',
    },
    signIn: 'Sign in',
  },
  buttons: {
    silent: (label: string, time: string) => `“${label}” has been silent since ${time}. Do not rely on it; this page works.`,
    heardAgain: (label: string) => `“${label}” is heard again. Press it once in test mode before you rely on it.`,
  },
  sending: (tries: number) => `Sending (try ${String(tries)})`,
  sendingSub: 'Not with the gateway yet.',
  notSent: (tries: number) => `Not sent — retrying (try ${String(tries)})`,
  noAnswer: (tries: number) => `No answer yet — retrying (try ${String(tries)})`,
  otherPerson: 'A press that somebody else made on this phone was never sent. Tell your manager.',
  states: {
    held: { now: () => 'The gateway has it', sub: 'Waiting for reception to see it.' },
    unseen: { now: () => 'Nobody has seen it yet', sub: 'The gateway is telling more people now.' },
    shown: { now: () => 'Seen by reception', sub: 'It is on their screen. Waiting for somebody to take it.' },
    taken: {
      now: (by: string | undefined) => (by === undefined ? 'Somebody has it' : `${by} has it`),
      sub: 'They are getting help to you.',
    },
    coming: { now: (by: string | undefined) => (by === undefined ? 'Help is coming' : `${by} is coming`), sub: 'On the way to you.' },
    here: { now: (by: string | undefined) => (by === undefined ? 'Help is here' : `${by} is here`), sub: '' },
    'cancel-asked': { now: () => 'You asked to cancel', sub: 'Reception will check that you are OK.' },
    closed: { now: () => 'Closed', sub: 'The alarm is over. You can press again at any time.' },
    tested: { now: () => 'The test worked', sub: 'Your press went all the way. No alarm was raised.' },
  },
  /** Before what has happened, as long as it is an exercise. */
  drill: (what: string) => `Drill: ${what}`,
  notRecorded: 'People see it. The gateway could not write it down yet.',
  steps: 'What has happened so far',
  done: 'OK',
  cancel: {
    open: 'Cancel with PIN',
    left: (seconds: number) => `Cancel with PIN (${String(seconds)} s)`,
    label: 'Your PIN',
    send: 'Ask to cancel',
    back: 'Go back',
    bad: 'A PIN has 4 to 8 digits.',
    sending: 'Asking reception to cancel…',
  },
  call: {
    lead: 'You can also call:',
    tel: (number: string) => `Call ${number}`,
    sms: 'Text them',
    emergency: 'Call 112',
    body: 'I need help. My alarm could not be sent.',
  },
  menu: 'Set-up',
  setUp: {
    title: 'Before you rely on this phone',
    lead: 'Your button is the safer way to call for help. This page is the second way. Please read what a phone can’t do.',
    limits: [
      ['Locked screen', 'This page can’t work while your phone is locked. Unlock it first. The volume and power keys do nothing here.'],
      [
        'In the background',
        'When you use another app or close this page, it stops. It can’t listen or send. Keep it open when you may need it.',
      ],
      ['Do Not Disturb', 'This page can’t ring through Do Not Disturb or silent mode. Look at the screen to see who is coming.'],
      [
        'No network',
        'Without Wi-Fi or mobile data the alarm waits and is tried again while this page is open. You can call or text from here.',
      ],
    ],
    silent: 'Silent: the screen goes dark after a press, and the phone does not shake',
    call: 'Number to call when the alarm can’t be sent',
    callHelp: 'For example the phone at reception. Leave it empty to use your workplace’s number.',
    callBad: 'Use digits and spaces, and + at the start if you like.',
    forgets: 'This browser does not let the page remember anything. An unsent alarm is lost when you close the page.',
    understand: 'I understand',
    done: 'Save and go back',
    test: 'Send a test',
    tell: 'Tell me on this phone',
    testHelp: 'Goes the whole way and raises no alarm.',
    phone: 'Keep it close: add this page to your home screen.',
  },
} as const;

export type Texts = Translated<typeof en>;
export const texts: Texts = en;
