import type { DEMO_USERS } from '@duress/gateway/contract/organisation.ts';
import type { Translated } from '../../shared/texts/language.ts';

const en = {
  title: 'Sign in',
  login: 'Sign-in name',
  password: 'Password',
  signIn: 'Sign in',
  busy: 'One moment…',
  problem: {
    'wrong-password': 'The sign-in name and the password do not fit together. Please try again.',
    'too-many-attempts': 'Too many tries. Wait a few minutes, then try again.',
    'key-not-valid':
      'This one-time link is not valid any more. If an administrator exists, sign in. Else start the gateway again to get a new link.',
    'weak-password': 'This password is too easy to guess. Use at least 12 characters; three or four words are good.',
    'login-taken': 'Another person has this sign-in name already.',
    'does-not-fit': 'Something in the form does not fit. Please check each field.',
  },
  first: {
    title: 'Welcome',
    lead: 'You are the first person here. Make yourself administrator; then add places, people and devices.',
    needsLink: 'This gateway has no administrator yet. Open the one-time link that it printed when it started.',
    name: 'Your name',
    loginHint: 'Letters, digits and . _ @ + -',
    passwordHint: 'At least 12 characters. Three or four words are good.',
    create: 'Make me administrator',
  },
  demo: {
    title: 'Try the demo',
    lead: 'Nothing here is real. To be all three at once, open the three addresses that the demo printed, or a private window for each.',
    users: {
      worker: ['Worker with the button', 'Ana: hold the button and watch what comes back'],
      reception: ['Reception at the console', 'Maria: see the alarm, take it, answer it'],
      manager: ['Manager with the debrief', 'Ruth: look after Ana afterwards'],
    } satisfies Record<(typeof DEMO_USERS)[number], readonly [string, string]>,
    or: 'Or sign in with a name and a password',
  },
};

export type SignInTexts = Translated<typeof en>;
export const texts: SignInTexts = en;
