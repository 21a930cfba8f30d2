import type { AnswerTexts } from './texts.ts';

/** Whoever holds the phone reads this without signing in: no name but of who has it, no place, no word of what it is. */
export const ENGLISH: AnswerTexts = {
  language: 'en',
  title: 'You are needed now',
  waiting: 'Somebody is waiting for an answer.',
  since: (minutes) => (minutes < 1 ? 'For less than a minute.' : minutes === 1 ? 'For a minute.' : `For ${String(minutes)} minutes.`),
  exercise: 'This is an exercise.',
  take: 'I have it',
  takes: 'This tells everybody that you will see to it. Take it only if you can.',
  yours: 'You have it',
  yoursNext: 'Everybody can see that you have it. Sign in now to see who needs you, and where.',
  others: (name) => `${name} has it`,
  othersNext: 'Thank you. There is nothing that you need to do.',
  over: 'It is over',
  overNext: 'Thank you. There is nothing that you need to do.',
  old: 'This link has ended',
  oldNext: 'It was used, or is too old. Sign in to see how things stand.',
  waits: 'Not recorded yet',
  waitsNext: 'The system is in trouble. Your answer waits and is shared with those who can be reached. Go and look yourself.',
  somebody: 'Somebody',
  signIn: 'Sign in and see',
};
