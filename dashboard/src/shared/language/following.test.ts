import { expect, test } from 'vitest';
import { following } from './following.ts';

const ENGLISH = { title: 'Desk', say: (name: string) => `For ${name}`, steps: ['One'], inner: { yes: 'Yes', no: 'No' } };
const GERMAN = { title: 'Büro', say: (name: string) => `Für ${name}`, steps: ['Eins'], inner: { yes: 'Ja', no: 'Nein' } };

test('whoever took a part of the words reads it in the language of now', () => {
  let now = ENGLISH;
  const texts = following(() => now);
  const { inner, title } = texts;
  expect([texts.title, texts.say('Ana'), texts.steps[0], inner.yes]).toEqual(['Desk', 'For Ana', 'One', 'Yes']);
  now = GERMAN;
  expect([texts.title, texts.say('Ana'), texts.steps[0], inner.yes]).toEqual(['Büro', 'Für Ana', 'Eins', 'Ja']);
  // A word that was copied out is what it was.
  expect(title).toBe('Desk');
  expect(texts.inner).toBe(inner);
});

test('they can be looked through like the words themselves', () => {
  const texts = following(() => GERMAN);
  const { yes, ...rest } = texts.inner;
  expect([yes, rest]).toEqual(['Ja', { no: 'Nein' }]);
  expect(Object.entries(texts.inner)).toEqual(Object.entries(GERMAN.inner));
  expect(['title' in texts, 'nothing' in texts, Object.hasOwn(texts, 'toString')]).toEqual([true, false, false]);
});
