/** Several alarms of one incident: whose they are, what all read, and what stays with one. */
export const togetherWords = {
  title: 'One incident',
  /** For its owner, where it is led. `names`: of the others. */
  lead: (names: string) =>
    `${names} can also read what you write about what happened, what you plan, and your answer. What each has written themselves is not shown to the others.`,
  person: (name: string, when: string, where: string) => `${name}, ${when}, ${where}`,
  noWorker: 'An alarm without a worker',
  asked: '✓ They have been asked how they are',
  notAsked: 'Not yet asked how they are',
  open: (name: string) => `${name}’s own part`,
  openPlace: 'The part for this alarm',
  /** For its owner, in one that is held within another. */
  held: (name: string) =>
    `This was one incident with ${name}’s alarm. What happened, what comes of it and the answer are written there. Here is what is about this person alone.`,
  heldPlace: 'This was one incident with another alarm. What happened, what comes of it and the answer are written there.',
  toLead: (name: string) => `To the debrief for ${name}`,
  toLeadPlace: 'To the other debrief',
  apart: 'These were two incidents',
  apartLead: 'Each goes on by itself then, as it stands now.',
  perhaps: 'Was it one incident?',
  perhapsLead:
    'Then you can hold them together: you write down only once what happened, and everybody gets your answer. Until you answer, you can take them apart again.',
  join: (name: string) => `The same incident as ${name}’s alarm`,
  joinPlace: 'The same incident as this alarm',
  /** For its worker. */
  mine: (names: string, owner: string) =>
    `${names} had an alarm in the same incident. What ${owner} writes about what happened is for all of you. Your own words are yours: the others do not see them.`,
  readToo: (names: string) => `${names} can read this too.`,
  openWelfare: (name: string) => `${name} has not yet been asked how they are.`,
  who: 'Who',
};
