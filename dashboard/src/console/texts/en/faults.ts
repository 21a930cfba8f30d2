import type { FaultAction } from '@duress/gateway/contract/supervision.ts';
import { plural } from '../../../shared/texts/language.ts';

/** The quiet list of technical matters. */
export const faults = {
  action: {
    acknowledge: 'Seen',
    'look-after': 'I look after it',
    'hand-back': 'I don’t look after it any more',
    shelve: 'Put aside…',
    unshelve: 'Bring back now',
  } satisfies Record<FaultAction, string>,
  eased: (age: string) => `Heard again ${age}, not proven. A test press closes this.`,
  acknowledged: (name: string, age: string) => `Seen by ${name}, ${age}`,
  owner: (name: string) => `${name} looks after it`,
  nobody: 'Nobody looks after it yet',
  shelvedUntil: (name: string, when: string) => `Put aside by ${name} until ${when}`,
  shelved: (count: number) => plural('en', count, { one: '1 put aside', other: '# put aside' }),
  shelfLength: 'Put aside for',
  shelfHint: 'It comes back by itself.',
  keep: 'Keep it here',
  failed: (why: string) => `That was not done: ${why}`,
  group: (what: string, count: number) => `${what} (${count})`,
  atSite: (count: number) => plural('en', count, { one: '1', other: '#' }),
  newest: (age: string) => `the newest for ${age}`,
  moreSites: (count: number) => plural('en', count, { one: 'and 1 more site', other: 'and # more sites' }),
  unproven: (count: number) =>
    plural('en', count, { one: '1 button is not proven by a test press.', other: '# buttons are not proven by a test press.' }),
  unprovenWhich: 'Which ones',
};
