import { expect, test } from 'vitest';
import { CONSOLE_FAULTS } from '../../gateway/src/contract/faults.ts';
import { faultsIn, type FaultCall } from './console-faults.ts';
import { codesUnder, differences } from './documents.ts';
import { sample } from './sample.ts';
import { isTest, ourCode, read } from './tree.ts';

const codes = Object.keys(CONSOLE_FAULTS);
const SOURCES = 'gateway/src/';
const CATALOGUE = `${SOURCES}contract/faults.ts`;
const sources = ourCode().filter(({ path }) => path.startsWith(SOURCES) && !isTest(path) && path !== CATALOGUE);
const calls = faultsIn(sources, codes);

/** The part of the gateway that a file belongs to, as the catalogue names it. */
function partOf(path: string): string {
  const [top = '', ...more] = path.slice(SOURCES.length).split('/');
  return top === 'ingest' ? `${top}/${more[0] ?? ''}` : top.replace(/\.ts$/, '');
}

const of = (what: FaultCall['what'], code: string): readonly FaultCall[] =>
  calls.filter((call) => call.what === what && call.code === code);

test.each(Object.entries(CONSOLE_FAULTS))('%s is opened where the catalogue says, and nowhere else', (code, { openedBy }) => {
  expect([...new Set(of('opened', code).map(({ path }) => partOf(path)))].sort()).toEqual([...openedBy].sort());
});

test.each(codes)('%s is closed somewhere', (code) => {
  expect(of('closed', code)).not.toEqual([]);
});

test('no code is said that the catalogue does not have', () => {
  expect(calls.map(({ code }) => code).filter((code) => !codes.includes(code))).toEqual([]);
});

test.each(['docs/errors.md', 'docs/operations.md'])('%s explains each console fault, and no other', (document) => {
  const heading = document === 'docs/errors.md' ? 'Console faults' : 'Faults on the consoles';
  const documented = codesUnder(read(document), heading);
  expect(differences({ documented, real: codes, document, source: CATALOGUE })).toEqual([]);
});

test('docs/errors.md says of each what the catalogue says of it', () => {
  const said = read('docs/errors.md').text;
  for (const [code, { means, closedBy }] of Object.entries(CONSOLE_FAULTS))
    expect(said).toContain(`| \`${code}\` | ${means} | ${closedBy} |`);
});

test('opening and closing are seen however they are written', () => {
  const source = sample(
    'a.ts',
    "const FAULT = 'no-channel';",
    "faults.open(FAULT, 'gateway', about); this.#deps.faults?.close('port-lost', subject);",
    "faultOpened(ruling, { code: 'device-tamper', subject }); faultClosed(ruling, { code: 'device-tamper', subject });",
    "this.note({ type: 'fault', open: behindMs > 0, code: 'clock-behind', subject: 'gateway' });",
    "const CODES = ['broker-lost', 'broker-refused'] as const; for (const code of CODES) faults.open(code, subject, about);",
    "line.open('other'); port.close();",
  );
  expect(faultsIn([source], codes).map(({ what, code }) => `${what} ${code}`)).toEqual([
    'opened no-channel',
    'closed port-lost',
    'opened device-tamper',
    'closed device-tamper',
    'opened clock-behind',
    'closed clock-behind',
    'opened broker-lost',
    'opened broker-refused',
  ]);
});
