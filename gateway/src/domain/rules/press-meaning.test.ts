import { describe, expect, test } from 'vitest';
import { PRESS_MEANINGS, pressMeaning, type PressMeaning, type PressSeen } from './press-meaning.ts';

const first: PressSeen = { open: 'nothing', by: 'press', who: 'first-press', when: 'in-the-drill', forced: false };

const EVERYTHING: readonly PressSeen[] = (['nothing', 'real', 'drill'] as const).flatMap((open) =>
  (['press', 'man-down'] as const).flatMap((by) =>
    (['first-press', 'pressed-before', 'away', 'other'] as const).flatMap((who) =>
      (['in-the-drill', 'before-it', 'while-the-log-was-away'] as const).flatMap((when) =>
        [false, true].map((forced) => ({ open, by, who, when, forced })),
      ),
    ),
  ),
);

describe('what a press means', () => {
  test.each<[string, Partial<PressSeen>, PressMeaning]>([
    ['a participant’s first press', {}, 'drill'],
    ['a participant’s press after the first was closed', { who: 'pressed-before' }, 'real'],
    ['a participant who is away', { who: 'away' }, 'real'],
    ['anybody else', { who: 'other' }, 'real'],
    ['a fall of a participant', { by: 'man-down' }, 'real'],
    ['a press from before the drill', { when: 'before-it' }, 'real'],
    ['a press while the log was away', { when: 'while-the-log-was-away' }, 'real'],
    ['a first press after the duress PIN', { forced: true }, 'real'],
    ['a first press while something real is open', { open: 'real' }, 'joins'],
    ['a second press while the drill is open', { open: 'drill', who: 'pressed-before' }, 'joins-as-real'],
    ['a fall while the drill is open', { open: 'drill', who: 'pressed-before', by: 'man-down' }, 'joins-as-real'],
    ['a press when the drill’s window is over and its alarm is open', { open: 'drill', who: 'other' }, 'joins-as-real'],
  ])('%s', (_, seen, means) => {
    expect(pressMeaning({ ...first, ...seen })).toBe(means);
  });

  test('one single way leads to a drill, of all that can be', () => {
    expect(EVERYTHING.filter((seen) => pressMeaning(seen) === 'drill')).toEqual([first]);
  });

  test('whatever is open takes the press in, and nothing is left a drill by one', () => {
    for (const seen of EVERYTHING.filter(({ open }) => open !== 'nothing')) {
      expect(pressMeaning(seen)).toBe(seen.open === 'real' ? 'joins' : 'joins-as-real');
    }
  });

  test('each row decides something', () => {
    const rows = PRESS_MEANINGS.map((row) => EVERYTHING.filter((seen) => PRESS_MEANINGS.find((one) => fits(one, seen)) === row).length);
    expect(rows.every((count) => count > 0)).toBe(true);
  });
});

function fits(row: (typeof PRESS_MEANINGS)[number], seen: PressSeen): boolean {
  const { means: _means, why: _why, ...asked } = row;
  return Object.entries(asked).every(([name, value]) => Object.entries(seen).some(([one, is]) => one === name && is === value));
}
