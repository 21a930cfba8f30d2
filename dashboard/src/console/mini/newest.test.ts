import { expect, test } from 'vitest';
import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import type { PendingPress } from '@duress/gateway/contract/feed.ts';
import { newestOf } from './newest.ts';

// as (both): what the choice looks at, and no more.
const alarm = (alarm: string, state: AlarmView['state'], raisedAt: number) => ({ alarm, state, raisedAt, drill: false }) as AlarmView;
const drill = (alarm: string, state: AlarmView['state'], raisedAt: number) => ({ alarm, state, raisedAt, drill: true }) as AlarmView;
const press = (press: string, pressedAt: number, taken = false) =>
  ({ press, pressedAt, ...(taken ? { taken: { person: 'p', name: 'P', at: 0 } } : {}) }) as PendingPress;

test.each([
  { name: 'nothing', alarms: [], pending: [], shown: undefined },
  { name: 'the newer of two', alarms: [alarm('a', 'open', 1), alarm('b', 'open', 2)], pending: [], shown: 'b' },
  {
    name: 'what nobody has before what is newer and taken',
    alarms: [alarm('a', 'open', 1), alarm('b', 'taken', 2)],
    pending: [],
    shown: 'a',
  },
  { name: 'what is real before a newer drill', alarms: [alarm('a', 'open', 1), drill('b', 'open', 2)], pending: [], shown: 'a' },
  { name: 'a press that is not recorded before what is taken', alarms: [alarm('a', 'taken', 9)], pending: [press('p', 1)], shown: 'p' },
  { name: 'and before a drill', alarms: [drill('a', 'open', 9)], pending: [press('p', 1)], shown: 'p' },
  { name: 'a newer alarm before an older press', alarms: [alarm('a', 'open', 9)], pending: [press('p', 1)], shown: 'a' },
  { name: 'an alarm before a press that somebody has', alarms: [alarm('a', 'taken', 1)], pending: [press('p', 9, true)], shown: 'a' },
  { name: 'a press that somebody has, when there is nothing else', alarms: [], pending: [press('p', 9, true)], shown: 'p' },
])('in the small window stands $name', ({ alarms, pending, shown }) => {
  const found = newestOf({ alarms, pending });
  expect(found === undefined ? undefined : 'alarm' in found ? found.alarm.alarm : found.press.press).toBe(shown);
});
