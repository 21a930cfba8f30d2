/** Whether the worker was where the alarm said. Asked once somebody is there, in passing: nobody has to answer. */
export const found = {
  elsewhere: 'Found elsewhere…',
  asSaid: 'where the alarm said',
  other: 'somewhere else',
  at: (place: string) => `somewhere else: ${place}`,
  said: (where: string) => `Found ${where}`,
  change: 'Say it anew',
  heading: (who: string) => `Where was ${who}?`,
  place: 'Place',
  unsaid: 'Somewhere else, not said where',
  noList: 'The list of places could not be loaded.',
  say: 'Say so',
};
