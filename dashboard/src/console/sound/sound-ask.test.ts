import { expect, test } from 'vitest';
import { NEAR_WITHIN_MS, SoundAsk, type AskMoment } from './sound-ask.ts';

const DUE: AskMoment = { overdue: true, calm: true, armed: true, inputAgoMs: 0, covered: false };

function asks(...moments: readonly Partial<AskMoment>[]): { readonly played: number; readonly asked: boolean } {
  let played = 0;
  const ask = new SoundAsk(() => (played += 1));
  let asked = false;
  for (const moment of moments) asked = ask.look({ ...DUE, ...moment });
  return { played, asked };
}

test.each([
  ['when it is due and somebody is near', {}, 1],
  ['not when somebody has heard it this shift', { overdue: false }, 0],
  ['not while an alarm is open', { calm: false }, 0],
  ['not without sound: nobody could hear it', { armed: false }, 0],
  ['not over a dialog', { covered: true }, 0],
  ['for somebody who was here a minute ago', { inputAgoMs: NEAR_WITHIN_MS }, 1],
  ['not into an empty room', { inputAgoMs: NEAR_WITHIN_MS + 1 }, 0],
])('plays %s', (_, moment, played) => {
  expect(asks(moment)).toEqual({ played, asked: played === 1 });
});

test('plays once, however long nobody answers, and again when the next one is due', () => {
  expect(asks({}, {}, { inputAgoMs: 9 * NEAR_WITHIN_MS }, {})).toEqual({ played: 1, asked: true });
  expect(asks({}, { overdue: false }, { overdue: false })).toEqual({ played: 1, asked: false });
  expect(asks({}, { overdue: false }, {})).toEqual({ played: 2, asked: true });
});

test('an alarm takes the question away, and afterwards it plays and asks anew', () => {
  expect(asks({}, { calm: false })).toEqual({ played: 1, asked: false });
  expect(asks({}, { calm: false }, {})).toEqual({ played: 2, asked: true });
});
