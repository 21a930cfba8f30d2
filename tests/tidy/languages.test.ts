import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LANGUAGES } from '../../gateway/src/contract/languages.ts';
import { leftOver, pairsOf, textFiles } from './languages.ts';
import { ourPaths, ROOT } from './tree.ts';

const others = Object.keys(LANGUAGES).filter((language) => language !== 'en');
const files = (language: string) => textFiles(ourPaths(), language);

/** Words that are the same in German: names, signs, what a machine reads, and what German has taken over. */
const SAME_IN_GERMAN = new Set([
  ...['Duress Gateway', 'Person', 'Name', 'Webhook', 'Tests', 'Topic', 'Import', 'Firmware', 'OK', 'In', 'in ◆'],
  ...['p50_ms', 'p90_ms', 'p99_ms'],
  'login, name, email, phone, place, manager, delegate, active',
  'device, family, label, worker, place, silent, heartbeat, hold',
]);

test.each(others)('each file of English words has its counterpart in %s (docs/languages.md)', (language) => {
  const lacking = files(language).filter(({ other }) => !existsSync(join(ROOT, other)));
  expect(lacking.map(({ english, other }) => `${english} has no ${other}`)).toEqual([]);
  expect(files(language).length).toBeGreaterThan(20);
});

test('no English is left over in German', async () => {
  const there = files('de').filter(({ other }) => existsSync(join(ROOT, other)));
  const pairs = (await Promise.all(there.map(pairsOf))).flat();
  expect(pairs.length).toBeGreaterThan(1_000);
  expect(leftOver(pairs, SAME_IN_GERMAN)).toEqual([]);
});

test('what was forgotten is seen', () => {
  const pair = (english: string, other: string) => ({ where: 'a', english, other });
  expect(leftOver([pair('Save', 'Save')], new Set())).toHaveLength(1);
  expect(leftOver([pair('Name', 'Name')], new Set(['Name']))).toEqual([]);
  expect(leftOver([pair('Save it', 'Speichern and fertig')], new Set())).toHaveLength(1);
  expect(leftOver([pair('Not', 'In Not'), pair('–', '–'), pair('1', '1')], new Set())).toEqual([]);
});

test('a counterpart is found for each way in which files are named', () => {
  const paths = ['a/texts/en.ts', 'a/texts/en/b.ts', 'a/texts.en.ts', 'a/kinds.en.ts', 'a/texts/language.ts', 'a/eleven.ts'];
  expect(textFiles(paths, 'de').map(({ other }) => other)).toEqual(['a/texts/de.ts', 'a/texts/de/b.ts', 'a/texts.de.ts', 'a/kinds.de.ts']);
});
