import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import type { PendingPress } from '@duress/gateway/contract/feed.ts';
import { expect, test } from 'vitest';
import { arrange, takeTarget } from './slots.ts';

type Part = Partial<AlarmView> & { alarm: string };
const views = (...parts: Part[]) =>
  // What the order doesn't look at is left out.
  new Map(
    parts.map((part) => [
      part.alarm,
      { level: 'duress', state: 'open', loud: true, raisedAt: 0, drill: false, actions: ['take'], ...part } as AlarmView,
    ]),
  );

test.each<{ name: string; parts: Part[]; before?: string[]; held?: boolean; order: string }>([
  {
    name: 'newest first',
    parts: [
      { alarm: 'old', raisedAt: 1 },
      { alarm: 'new', raisedAt: 2 },
    ],
    order: 'new old',
  },
  {
    name: 'duress before a newer assist',
    parts: [
      { alarm: 'd', raisedAt: 1 },
      { alarm: 'a', raisedAt: 2, level: 'assist' },
    ],
    order: 'd a',
  },
  {
    name: 'unanswered before a newer taken one',
    parts: [
      { alarm: 'o', raisedAt: 1 },
      { alarm: 't', raisedAt: 2, state: 'taken', loud: false },
    ],
    order: 'o t',
  },
  {
    name: 'loud again before quietly taken',
    parts: [
      { alarm: 'q', raisedAt: 2, state: 'taken', loud: false },
      { alarm: 'l', state: 'taken' },
    ],
    order: 'l q',
  },
  {
    name: 'cleared last',
    parts: [
      { alarm: 'c', raisedAt: 3, state: 'cleared', loud: false },
      { alarm: 'h', state: 'here', loud: false },
    ],
    order: 'h c',
  },
  {
    name: 'everything real before a drill, whoever has it',
    parts: [
      { alarm: 'd', raisedAt: 3, drill: true },
      { alarm: 'c', raisedAt: 1, state: 'cleared', loud: false, drill: false },
      { alarm: 'o', raisedAt: 2, level: 'assist', drill: false },
    ],
    order: 'o c d',
  },
  {
    name: 'held: newcomers at the end',
    parts: [
      { alarm: 'a', raisedAt: 1 },
      { alarm: 'b', raisedAt: 2 },
    ],
    before: ['a'],
    held: true,
    order: 'a b',
  },
  { name: 'held: what ended keeps its place', parts: [{ alarm: 'b' }], before: ['a', 'b'], held: true, order: 'a b' },
  { name: 'let go: what ended leaves', parts: [{ alarm: 'b' }], before: ['a', 'b'], order: 'b' },
])('$name', ({ parts, before = [], held = false, order }) => {
  expect(arrange(before, { alarms: views(...parts) }, held).join(' ')).toBe(order);
});

const who = (person: string) => ({ person, name: person });
const presses = (...parts: (Partial<PendingPress> & { press: string })[]) =>
  // What the order doesn't look at is left out.
  new Map(parts.map((part) => [part.press, { device: { device: 'b', label: '' }, ...part } as PendingPress]));

test.each<{
  name: string;
  parts: Part[];
  waiting: Parameters<typeof presses>;
  over?: string[];
  before: string[];
  held: boolean;
  order: string;
}>([
  {
    name: 'what is not recorded comes first',
    parts: [{ alarm: 'a' }],
    waiting: [{ press: 'p' }],
    before: ['a'],
    held: false,
    order: 'p a',
  },
  { name: 'held: it goes to the end', parts: [{ alarm: 'a' }], waiting: [{ press: 'p' }], before: ['a'], held: true, order: 'a p' },
  {
    name: 'held: it becomes an alarm where it stands',
    parts: [{ alarm: 'a' }, { alarm: 'new', who: who('ana') }, { alarm: 'other', who: who('tom') }],
    waiting: [{ press: 'p', who: who('ana') }],
    over: ['p'],
    before: ['p', 'a'],
    held: true,
    order: 'new a other',
  },
  {
    name: 'held: also when the alarm comes before the press is said to be over',
    parts: [{ alarm: 'a' }, { alarm: 'new', who: who('ana') }],
    waiting: [{ press: 'p', who: who('ana') }],
    before: ['p', 'a'],
    held: true,
    order: 'new a p',
  },
  {
    name: 'held: by its device where nobody wears it',
    parts: [
      { alarm: 'new', device: { device: 'b', label: '' } },
      { alarm: 'other', device: { device: 'c', label: '' } },
    ],
    waiting: [{ press: 'p' }],
    over: ['p'],
    before: ['p'],
    held: true,
    order: 'new other',
  },
  {
    name: 'held: a press that is over and became no new alarm keeps its place',
    parts: [{ alarm: 'a', who: who('ana') }],
    waiting: [{ press: 'p', who: who('ana') }],
    over: ['p'],
    before: ['p', 'a'],
    held: true,
    order: 'p a',
  },
  {
    name: 'let go: a press that is over leaves',
    parts: [{ alarm: 'a', who: who('ana') }],
    waiting: [{ press: 'p', who: who('ana') }],
    over: ['p'],
    before: ['p', 'a'],
    held: false,
    order: 'a',
  },
])('not recorded: $name', ({ parts, waiting, over = [], before, held, order }) => {
  const cards = { alarms: views(...parts), presses: presses(...waiting), over: new Set(over) };
  expect(arrange(before, cards, held).join(' ')).toBe(order);
});

test('T takes the chosen card, and where that is taken the first that nobody has', () => {
  const alarms = views({ alarm: 'mine', actions: ['coming'] }, { alarm: 'x' }, { alarm: 'y' });
  expect(takeTarget(['mine', 'x', 'y'], alarms, 'y')).toBe('y');
  expect(takeTarget(['mine', 'x', 'y'], alarms, 'mine')).toBe('x');
  expect(takeTarget(['mine'], views({ alarm: 'mine', actions: [] }), 'mine')).toBeUndefined();
  const withDrill = views({ alarm: 'd', drill: true }, { alarm: 'y' });
  expect(takeTarget(['d', 'y'], withDrill, undefined)).toBe('y');
  expect(takeTarget(['d'], withDrill, undefined)).toBe('d');
});
