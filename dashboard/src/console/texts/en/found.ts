/** Whether the worker was where the alarm said. Asked once somebody is there, in passing: nobody has to answer. */
export const found = {
  elsewhere: 'Elsewhere…',
  later: 'Found…',
  asSaid: 'where the alarm said',
  other: 'somewhere else',
  at: (place: string) => `somewhere else: ${place}`,
  said: (where: string) => `Found ${where}`,
  change: 'Change',
  heading: (who: string) => `Where was ${who}?`,
  place: 'Place',
  unsaid: 'Somewhere else, place not known',
  noList: 'The list of places could not be loaded.',
  say: 'Save',
};
