/** Several alarms of one incident: whose they are, what all read, and what stays with one. */
export const togetherWords = {
  title: 'One incident',
  /** For its owner, where it is led. `names`: of the others. */
  lead: (names: string) =>
    `What you write about what happened, what you plan and your answer: ${names} can read it too. What each has written stays theirs.`,
  person: (name: string, when: string, where: string) => `${name}, ${when}, ${where}`,
  somebody: 'An alarm without a worker',
  asked: '✓ You asked how they are',
  notAsked: 'Not asked yet how they are',
  open: (name: string) => `What is about ${name}`,
  openPlace: 'What is about this alarm',
  /** For its owner, in one that is held within another. */
  held: (name: string) =>
    `This was one incident with ${name}’s alarm. What happened, what comes of it and the answer are written there. Here is what is about this person alone.`,
  heldPlace: 'This was one incident with another alarm. What happened, what comes of it and the answer are written there.',
  toLead: (name: string) => `To the debrief for ${name}`,
  toLeadPlace: 'To the other debrief',
  apart: 'It was not one incident',
  apartLead: 'Each goes on by itself then, as it stands now.',
  perhaps: 'Was it one incident?',
  perhapsLead:
    'Then you can hold them together: you write about what happened once, and everybody gets your answer. You can take them apart again.',
  join: (name: string) => `It was one incident with ${name}`,
  joinPlace: 'It was one incident with this alarm',
  /** For its worker. */
  mine: (names: string, owner: string) =>
    `${names} pressed in the same incident. What ${owner} writes about what happened is for all of you. Your own words are yours: they are not shown to the others.`,
  readToo: (names: string) => `${names} can read this too.`,
  openWelfare: (name: string) => `You have not yet asked ${name} how they are.`,
  whose: 'Whose',
};
