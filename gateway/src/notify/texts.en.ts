import type { Texts } from './texts.ts';

/**
 * What people read on a lock screen, beside whoever stands there: no name, no place, and no word that says what this is about.
 * A test holds every text against a list of such words.
 */
export const ENGLISH: Texts = {
  'needed-now': { subject: 'You are needed now', text: 'Somebody is waiting for an answer. Please open this page now.' },
  'not-recorded': {
    subject: 'You are needed now',
    text: 'Somebody is waiting for an answer. The system is in trouble and may tell you nothing more: open this page, and go and look yourself.',
  },
  'nobody-watches': {
    subject: 'A screen needs a person',
    text: 'No screen is being watched right now. Please have somebody open this page and switch its sound on.',
  },
  'watched-again': {
    subject: 'A screen has its person again',
    text: 'The screen that needed a person is being watched again. There is nothing left to do.',
  },
  'task-waiting': { subject: 'A task is waiting for you', text: 'Please open this page and accept the task, or pass it on.' },
  'task-asked': { subject: 'You are asked for something', text: 'Please open this page when you have a quiet moment.' },
  'task-passed-on': {
    subject: 'A task has come to you',
    text: 'It could not stay where it was. Please open this page and accept the task, or pass it on.',
  },
  'task-reminder': {
    subject: 'A task of yours is waiting',
    text: 'Something of yours is due soon, or was due. Please open this page and look at it.',
  },
  'device-needs-care': {
    subject: 'Something of yours needs attention',
    text: 'Something that you carry may not be working. Please look at it before you rely on it, and open this page.',
  },
  'duty-due': {
    subject: 'A task has a time limit',
    text: 'Something in a task of yours has to be looked at in time. Please open this page.',
  },
  'month-ready': {
    subject: 'The overview of last month is ready',
    text: 'The overview of last month that you asked for is ready. Please open this page when you have a quiet moment.',
  },
  'test-message': {
    subject: 'A test message',
    text: 'This is a test of how you can be reached. There is nothing that you need to do.',
  },
  spoken: {
    language: 'en-GB',
    ask: 'You are needed now. Somebody is waiting for an answer. To say that you have it, dial 1.',
    tell: 'You are needed now. Somebody is waiting for an answer. Open the pages of the gateway.',
    test: 'This is a test of how you can be reached. There is nothing that you need to do.',
    taken: 'Thank you. You have it. Open the pages of the gateway now.',
    others: 'Thank you. Somebody else has it. There is nothing that you need to do.',
    over: 'Thank you. It is over. There is nothing that you need to do.',
    old: 'Thank you. This call has ended. Open the pages of the gateway to see how things stand.',
  },
  exercise: 'This is an exercise.',
  withoutLink: 'Open the pages of the gateway as usual.',
};
