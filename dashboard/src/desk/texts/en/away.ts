import { plural } from '../../../shared/texts/language.ts';

/** Saying that one is away, on one's own page. */
export const awayWords = {
  title: 'I am away',
  lead: 'Say it here. While you are away, your tasks go to somebody else: the open ones when it begins, and new ones too.',
  means: 'What happens then',
  goesTo: (name: string) => `While you are away, your new debriefs go to ${name}.`,
  goesToOf: (whose: string, name: string) => `While ${whose} is away, new debriefs go to ${name}.`,
  leadsNobody: 'Nobody reports to you, so no debriefs come to you.',
  leadsNobodyOf: (whose: string) => `Nobody reports to ${whose}, so no debriefs come here.`,
  nobody: 'Nobody could be found. Ask an administrator.',
  goOn: (count: number) =>
    plural('en', count, {
      one: 'One task that is here now goes on too, as soon as the time away begins. To choose who gets it, hand it over before.',
      other: '# tasks that are here now go on too, as soon as the time away begins. To choose who gets them, hand them over before.',
    }),
  /** Away already: what is here came since, or there was nobody else. */
  stillHere: (count: number) =>
    plural('en', count, {
      one: 'One task is still here. It can be handed over.',
      other: '# tasks are still here. They can be handed over.',
    }),
  now: { leave: 'On leave now.', unavailable: 'Not available now.' },
  delegate: 'Who stands in?',
  delegateHint: 'If they are away too, it goes up the line.',
  nobodyChosen: 'Nobody: up the line',
  save: 'Save who stands in',
  fromCalendar: 'from a calendar',
  file: {
    title: 'Leave from a calendar',
    lead: 'Save the calendar as a file (.ics) and choose it here. Nothing is taken before you have seen it, and nothing is fetched from anywhere.',
    label: 'Calendar file',
    which: 'What counts?',
    leave: 'Events that say leave or out of office',
    all: 'All events: this calendar holds nothing but leave',
    check: 'Look at it first',
    checking: 'Looking…',
    none: 'No leave was found in this file.',
    found: (count: number) => plural('en', count, { one: 'One time away:', other: '# times away:' }),
    others: (count: number) => plural('en', count, { one: 'One other event is not leave.', other: '# other events are not leave.' }),
    replaces: (count: number) =>
      plural('en', count, {
        one: 'It takes the place of one time that came from this calendar before.',
        other: 'It takes the place of # times that came from this calendar before.',
      }),
    problems: (count: number) =>
      plural('en', count, {
        one: 'One event can’t be taken. Add it by hand if it is leave.',
        other: '# events can’t be taken. Add them by hand if they are leave.',
      }),
    refused: 'This file can’t be taken.',
    tooBig: 'This file is too big. Save a shorter time, at most 1 MB.',
    save: 'Take over this leave',
    saved: 'Done. This leave is saved.',
    more: (count: number) => `and ${String(count)} more`,
  },
};
