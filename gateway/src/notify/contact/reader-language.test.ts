import { expect, test } from 'vitest';
import type { Person } from '../../domain/people.ts';
import type { StateView } from '../../domain/state.ts';
import { readerLanguage } from './reader-language.ts';

const PLACES = new Map([
  ['berlin', { place: 'berlin', language: 'de' }],
  ['room', { place: 'room', parent: 'berlin', language: '' }],
  ['sydney', { place: 'sydney', language: 'en' }],
]);
// as (all): of the state and of a person nothing else is looked at.
const state = { places: PLACES } as unknown as StateView;
const at = (place: string | undefined) => ({ place }) as unknown as Person;
const about = (place: string) => place as Person['place'];

test('people are written to in the language of where they belong, else of what it is about', () => {
  expect(readerLanguage(state, at('room'), about('sydney'))).toBe('de');
  expect(readerLanguage(state, at(undefined), about('room'))).toBe('de');
  expect(readerLanguage(state, at('gone'), about('sydney'))).toBe('en');
  expect(readerLanguage(state, undefined)).toBeUndefined();
});
