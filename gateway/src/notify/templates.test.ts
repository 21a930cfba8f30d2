import { expect, test } from 'vitest';
import { LANGUAGES } from '../contract/languages.ts';
import { callTexts, kindOf, notice } from './templates.ts';
import type { NoticeKind } from './texts.ts';

const KINDS: readonly NoticeKind[] = [
  'needed-now',
  'not-recorded',
  'nobody-watches',
  'watched-again',
  'task-waiting',
  'task-passed-on',
  'device-needs-care',
  'duty-due',
  'test-message',
  'task-reminder',
  'month-ready',
];
/** What somebody beside the phone must not read: who, where, and what it is about. */
const FORBIDDEN =
  /duress|alarm|panic|emergenc|incident|assault|attack|threat|violen|danger|weapon|hurt|injur|button|press|debrief|welfare|safe|help|police|guard|room|floor|building|reception|worker|patient|client|level/i;
/** The same in German. */
const FORBIDDEN_IN_GERMAN =
  /alarm|notruf|notfall|panik|überfall|vorfall|bedroh|angriff|angegriffen|gewalt|gefahr|gefähr|waffe|verletz|zwang|knopf|taste|drück|druck|nachbesprech|sicher|hilfe|helf|beistand|unterstütz|polizei|wache|zimmer|raum|stock|etage|gebäude|empfang|mitarbeit|beschäftigt|patient|klient|stufe/i;

/** Names and markup that an importer or a person at a form may have put into any field. */
const AWKWARD = ['Ana Ruiz', 'Room 4 <b>', 'a\r\nBcc: all@example.org', '"; drop', '../../x', '\u202Egnp', '%0d%0a', '🆘 help', ''];

/** All that a call can say, in the language that such a tag leads to. */
function spokenIn(language: string): string[] {
  const { ask, tell, test: tries, taken, others, over, old } = callTexts(language);
  return [ask, tell, tries, taken, others, over, old];
}

test.each(KINDS)('%s says nothing that a lock screen must not show, whatever its parameters hold', (kind) => {
  for (const awkward of AWKWARD) {
    for (const drill of [false, true]) {
      const made = notice({ kind, drill, debrief: awkward, language: awkward, pagesUrl: 'https://pages.example/' });
      const { ask, tell } = made.spoken;
      for (const text of [made.kind, made.urgency, made.subject, made.text, ask, tell, ...spokenIn(awkward)]) {
        expect(text).not.toMatch(FORBIDDEN);
        expect(text).not.toMatch(/[\r\n<>]/);
        if (awkward !== '') expect(text).not.toContain(awkward);
      }
      // There is nothing to see behind a test.
      if (kind === 'test-message') expect(made.link).toBeUndefined();
      else expect(made.link).toMatch(/^https:\/\/pages\.example\/[\x21-\x7e]*$/);
      expect(made.text.startsWith('This is an exercise.')).toBe(drill);
    }
  }
});

test.each(Object.keys(LANGUAGES))('in %s too nothing stands there that a lock screen must not show', (language) => {
  for (const kind of KINDS) {
    for (const drill of [false, true]) {
      const { subject, text, spoken } = notice({ kind, drill, language: `${language}-XX` });
      for (const said of [subject, text, spoken.ask, spoken.tell, ...spokenIn(language)]) {
        expect(said).not.toMatch(language === 'de' ? FORBIDDEN_IN_GERMAN : FORBIDDEN);
        expect(said).not.toMatch(/[\r\n<>]/);
        expect(said).not.toBe('');
      }
      expect(spoken.language.split('-')[0]).toBe(language);
    }
  }
});

test('whoever is told is told in their language, and in English where there is none of theirs', () => {
  const subject = (language: string | undefined) => notice({ kind: 'needed-now', language }).subject;
  expect(['de', 'de-AT', 'DE', 'de_CH'].map(subject)).toEqual(Array.from({ length: 4 }, () => 'Sie werden jetzt gebraucht'));
  expect([undefined, '', 'fr', 'deutsch', 'constructor'].map(subject)).toEqual(Array.from({ length: 5 }, () => 'You are needed now'));
});

test('a link that takes it stands in what is urgent alone, and a call says when it is an exercise', () => {
  const made = notice({ kind: 'needed-now', answer: 'sealed~token', pagesUrl: 'https://pages.example/', drill: true });
  expect(made.link).toBe('https://pages.example/a/sealed~token');
  expect(made.spoken.ask).toMatch(/^This is an exercise\. .*dial 1\.$/);
  expect(made.spoken.tell).toMatch(/^This is an exercise\. /);
  expect(notice({ kind: 'task-waiting', answer: 'sealed', pagesUrl: 'https://pages.example' }).link).toBe('https://pages.example/desk');
  expect(notice({ kind: 'needed-now', answer: 'sealed' }).link).toBeUndefined();
});

test('links lead to the page where something can be done', () => {
  const link = (kind: NoticeKind, more = {}) => notice({ kind, pagesUrl: 'https://pages.example/site/', ...more }).link;
  expect(link('needed-now')).toBe('https://pages.example/site/');
  expect(link('task-waiting', { debrief: 'd/1' })).toBe('https://pages.example/site/desk#/debriefs/d%2F1');
  expect(link('task-passed-on')).toBe('https://pages.example/site/desk');
  expect(link('month-ready')).toBe('https://pages.example/site/desk#/learning');
  expect(link('month-ready', { month: { place: 'p 1', month: '2026-03' } })).toBe(
    'https://pages.example/site/desk#/learning?place=p+1&month=2026-03',
  );
  expect(notice({ kind: 'needed-now' }).link).toBeUndefined();
});

test('an unknown template is told as urgent', () => {
  expect([kindOf({ template: 'new-one' }), kindOf('x'), kindOf(null), kindOf({ template: 'debrief-waiting' })]).toEqual([
    'needed-now',
    'needed-now',
    'needed-now',
    'task-waiting',
  ]);
});
