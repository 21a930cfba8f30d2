import type { AlarmLevel, AlarmStateName, Outcome, PlaceConfidence } from '@duress/gateway/contract/alarm.ts';
import type { FeedbackState } from '@duress/gateway/contract/hand.ts';
import { plural, type Translated } from './language.ts';

/** Words that more than one page shows. */
const en = {
  product: 'Duress Gateway',
  /** What the control that changes the language is called. */
  chooseLanguage: 'Language',
  /** What stands in a page's file, before any script. */
  html: {
    titles: {
      index: 'Reception · Duress Gateway',
      desk: 'Desk · Duress Gateway',
      panic: 'My button · Duress Gateway',
      'sign-in': 'Sign in · Duress Gateway',
      'tell-me': 'Tell me on this device · Duress Gateway',
    },
    noScript: 'This page needs JavaScript. Without it nobody is told of an alarm here.',
  },
  pages: { alarms: 'Alarms', history: 'History', desk: 'Desk', panic: 'My button', signIn: 'Sign in', signOut: 'Sign out' },
  level: { duress: 'Duress', assist: 'Assist' } satisfies Record<AlarmLevel, string>,
  state: {
    open: 'Nobody has it',
    taken: 'Taken',
    coming: 'Somebody is coming',
    here: 'Somebody is there',
    cleared: 'All clear said',
    closed: 'Closed',
  } satisfies Record<AlarmStateName, string>,
  outcome: {
    genuine: 'Genuine',
    precaution: 'Precaution',
    accidental: 'Accidental',
    technical: 'Technical',
    drill: 'Drill',
  } satisfies Record<Outcome, string>,
  outcomeMeans: {
    genuine: 'Somebody was in danger or needed help.',
    precaution: 'Pressed to be safe; it ended well.',
    accidental: 'Pressed by mistake.',
    technical: 'The device or the network caused it.',
    drill: 'An exercise.',
  } satisfies Record<Outcome, string>,
  confidence: {
    reported: 'said by the device',
    heard: 'heard by a receiver',
    assigned: 'where the device belongs',
    unknown: 'not known',
  } satisfies Record<PlaceConfidence, string>,
  hand: {
    held: 'recorded, waiting',
    unseen: 'nobody has seen this yet',
    shown: 'shown at reception',
    taken: 'somebody has it',
    coming: 'help is coming',
    here: 'help is here',
    'cancel-asked': 'cancel asked',
    closed: 'closed',
    tested: 'test worked',
  } satisfies Record<FeedbackState, string>,
  problem: {
    unreachable: 'The gateway can’t be reached. Nothing was changed.',
    'timed-out': 'No answer within 8 seconds. It may or may not have been done: look at what is shown.',
    'signed-out': 'You are signed out.',
    'not-allowed': 'You may not do this.',
    'not-now': 'Not possible now: the alarm has moved on. Look at what is shown.',
    'not-yours': 'Somebody else has it.',
    'taken-by-other': 'Somebody else was quicker.',
    'unknown-alarm': 'This alarm is not open any more.',
    'unknown-person': 'This person is not known or not active.',
    'second-person-needed': 'A second person must confirm, or wait two minutes and give a reason.',
    'outcome-needed': 'Choose what it was.',
    'reason-needed': 'Give a reason.',
    other: (code: string) => `That did not work (${code}).`,
  },
  age: {
    now: 'now',
    seconds: (n: number) => plural('en', n, { one: '# second', other: '# seconds' }),
    minutes: (n: number) => plural('en', n, { one: '# minute', other: '# minutes' }),
    hours: (n: number) => plural('en', n, { one: '# hour', other: '# hours' }),
    days: (n: number) => plural('en', n, { one: '# day', other: '# days' }),
    ago: (age: string) => `${age} ago`,
    today: 'today',
    yesterday: 'yesterday',
  },
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  retry: 'Try again',
};

export type SharedTexts = Translated<typeof en>;
export const texts: SharedTexts = en;
