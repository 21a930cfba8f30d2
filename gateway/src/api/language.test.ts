import { expect, test } from 'vitest';
import { houseLanguage, languageOf } from './language.ts';

const asks = (acceptLanguage?: string, cookie?: string) => languageOf({ 'accept-language': acceptLanguage, cookie });
const site = (language?: string) => ({ kind: 'site', language }) as const;

test('what was chosen here goes before what the browser asks for', () => {
  expect(asks('de-AT,de;q=0.9,en;q=0.8', 'duress=x; language=en')).toBe('en');
  expect(asks('en-AU,en;q=0.9', 'language=de')).toBe('de');
  for (const nobodys of ['language=fr', 'language=', 'language', 'notlanguage=en', 'language=__proto__'])
    expect(asks('de', nobodys), nobodys).toBe('de');
});

test('the browser’s languages count by their weight, then in their order, and a longer tag is served by its first part', () => {
  expect(asks('de-CH')).toBe('de');
  expect(asks('DE')).toBe('de');
  expect(asks('fr, de;q=0.5, en;q=0.7')).toBe('en');
  expect(asks('fr;q=0.9,en;q=0.4,de;q=0.4')).toBe('en');
  expect(asks('de;q=0, fr')).toBe('en');
  expect(asks('de;q=nonsense')).toBe('en');
  expect(asks('*')).toBe('en');
  expect(asks(undefined)).toBe('en');
});

test('a header that no browser sends asks for nothing', () => {
  expect(asks(`de,${'x'.repeat(4_093)}`)).toBe('de');
  expect(asks(`de,${'x'.repeat(4_094)}`)).toBe('en');
  expect(asks('en', `language=de;${'x'.repeat(4_084)}`)).toBe('de');
  expect(asks('en', `language=de;${'x'.repeat(4_085)}`)).toBe('en');
  const fillers = (count: number) => Array.from({ length: count }, () => 'fr').join(',');
  expect(asks(`${fillers(31)},de`)).toBe('de');
  expect(asks(`${fillers(32)},de`)).toBe('en');
});

test('the house’s language is what all its sites say, and what nobody has said is none', () => {
  expect(houseLanguage([site('de-DE'), site('de'), site(), { kind: 'room', language: 'en' }])).toBe('de');
  expect(houseLanguage([site('de'), site('en')])).toBeUndefined();
  expect(houseLanguage([site('fr')])).toBeUndefined();
  expect(houseLanguage([])).toBeUndefined();
  expect(languageOf({ 'accept-language': 'fr' }, [site('de')])).toBe('de');
  expect(languageOf({ 'accept-language': 'en' }, [site('de')])).toBe('en');
});
