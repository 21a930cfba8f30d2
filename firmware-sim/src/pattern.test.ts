import { FEEDBACK_STATES } from '@duress/gateway/contract/hand.ts';
import { expect, it } from 'vitest';
import { patternOf, type Beat, type Display } from './pattern.ts';

const TOLD: readonly Display[] = FEEDBACK_STATES;

it.each([...FEEDBACK_STATES])('%s has light and vibration', (state) => {
  const pattern = patternOf(state, true);
  expect(pattern.light).not.toEqual([]);
  expect(pattern.vibration).not.toEqual([]);
});

it('no state sounds while the button is silent', () => {
  const all: readonly Display[] = [
    ...TOLD,
    'dark',
    'idle',
    'no-link',
    'battery-low',
    'test-armed',
    'man-down-warning',
    'sending',
    'searching',
    'shown-unrecorded',
    'worn-out',
  ];
  for (const display of all) expect(patternOf(display, true).sound, display).toEqual([]);
});

it('told not to be silent, it sounds as it vibrates', () => {
  const { sound, vibration } = patternOf('taken', false);
  expect(sound).toEqual(vibration);
});

it('the steps of an alarm are told apart by light alone and by touch alone', () => {
  const steps: readonly Display[] = ['held', 'unseen', 'shown', 'taken', 'coming', 'here', 'closed'];
  const looks = new Set(steps.map((step) => JSON.stringify([patternOf(step, true).colour, patternOf(step, true).light])));
  const feels = new Set(steps.map((step) => feel(patternOf(step, true).vibration)));
  expect(looks.size).toBe(steps.length);
  expect(feels.size).toBe(steps.length);
});

/** What a hand tells apart: how many pulses, and whether they are long. */
function feel(beats: readonly Beat[]): string {
  return beats.map(({ on }) => (on >= 1_000 ? 'very long' : on >= 400 ? 'long' : 'short')).join(' ');
}
