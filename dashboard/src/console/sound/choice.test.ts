import { expect, test } from 'vitest';
import { SILENCE_MS, TROUBLE_TONE_AFTER_MS, chooseSound, startsAnew, type Caller, type Silence } from './choice.ts';

const duress: Caller = { id: 'd', level: 'duress', presses: 1, loud: true };
const assist: Caller = { id: 'a', level: 'assist', presses: 1, loud: true };
const drill: Caller = { ...duress, id: 'x', drill: true };
const silenced: Silence = { level: 'duress', presses: 1, until: SILENCE_MS };

test.each([
  { name: 'calm', callers: [], rhythm: undefined },
  { name: 'assist', callers: [assist], rhythm: 'assist' },
  { name: 'duress after assist', callers: [assist, duress], rhythm: 'duress' },
  { name: 'duress before assist', callers: [duress, assist], rhythm: 'duress' },
  { name: 'a drill', callers: [drill], rhythm: 'test' },
  { name: 'a drill, then something real', callers: [drill, assist], rhythm: 'assist' },
  { name: 'something real, then a drill', callers: [assist, drill], rhythm: 'assist' },
  { name: 'a drill among what is real', callers: [assist, drill, duress], rhythm: 'duress' },
  { name: 'a drill that has become real', callers: [{ ...drill, drill: false }], rhythm: 'duress' },
  { name: 'taken', callers: [{ ...duress, loud: false }], rhythm: undefined },
  { name: 'silenced', callers: [duress], silence: silenced, rhythm: undefined },
  { name: 'silence is about to end', callers: [duress], silence: silenced, mono: SILENCE_MS - 1, rhythm: undefined },
  { name: 'silence has ended', callers: [duress], silence: silenced, mono: SILENCE_MS, rhythm: 'duress' },
  { name: 'silenced, then pressed again', callers: [{ ...duress, presses: 2 }], silence: silenced, rhythm: 'duress' },
  { name: 'an assist was silenced, then it rose', callers: [duress], silence: { ...silenced, level: 'assist' as const }, rhythm: 'duress' },
  {
    name: 'a drill was silenced, then became real',
    callers: [{ ...duress, drill: false }],
    silence: { ...silenced, drill: true },
    rhythm: 'duress',
  },
  { name: 'one silenced, another comes', callers: [duress, { ...assist, id: 'n' }], silence: silenced, rhythm: 'assist' },
  { name: 'lost, but not for long', callers: [], linkAgeMs: TROUBLE_TONE_AFTER_MS, rhythm: undefined },
  { name: 'lost', callers: [], linkAgeMs: TROUBLE_TONE_AFTER_MS + 1, rhythm: 'trouble' },
  { name: 'signed out', callers: [], signedOut: true, rhythm: 'trouble' },
  { name: 'signed out with a duress open', callers: [duress], signedOut: true, rhythm: 'duress' },
  { name: 'lost with a duress open', callers: [duress], linkAgeMs: TROUBLE_TONE_AFTER_MS + 1, rhythm: 'duress' },
])('$name: $rhythm', ({ callers, silence, mono = 0, linkAgeMs = 0, signedOut = false, rhythm }) => {
  const silences = new Map(silence === undefined ? [] : [['d', silence]]);
  expect(chooseSound(callers, { silences, linkAgeMs, signedOut, mono }).rhythm).toBe(rhythm);
});

test('a new caller and a second press begin the burst anew; somebody leaving does not', () => {
  const at = { silences: new Map<string, Silence>(), linkAgeMs: 0, signedOut: false, mono: 0 };
  const one = chooseSound([duress], at);
  const two = chooseSound([duress, { ...duress, id: 'e' }], at);
  const again = chooseSound([{ ...duress, presses: 2 }], at);
  expect(startsAnew(one, two)).toBe(true);
  expect(startsAnew(one, again)).toBe(true);
  expect(startsAnew(chooseSound([drill, assist], at), chooseSound([{ ...drill, level: 'assist', drill: false }, assist], at))).toBe(true);
  expect(startsAnew(two, one)).toBe(false);
  expect(startsAnew(one, one)).toBe(false);
});
