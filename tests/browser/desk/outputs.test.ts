import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoSetting } from '../../../gateway/src/access/demo.ts';
import { DEFAULT_CONFIGURATION } from '../../../gateway/src/ops/configuration.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { TtyPair } from '../../scenario/serial/tty-pair.ts';
import { RelayBoard } from '../../scenario/outputs/board.ts';
import { OFF, ON } from '../../scenario/outputs/outputs.ts';
import { axeFaults, DESK, PHONE, Stage } from './browser.ts';

let stage: Stage;
let gateway: TestGateway;
let line: TtyPair;
let board: RelayBoard;
let page: Page;

/** Where to put pictures of the pages, for whoever wants to look at them. */
const PICTURES = process.env['DURESS_PICTURES'];

beforeAll(async () => {
  stage = await Stage.open();
  line = await TtyPair.make();
  board = await RelayBoard.at(line.receiverEnd);
  const outputs = { ...DEFAULT_CONFIGURATION.outputs, ports: [line.gatewayEnd] };
  gateway = await TestGateway.start({ configuration: { dashboard: stage.dist, outputs } });
  // The house's administrator is one click away, as the demo's people are.
  await gateway.save([{ put: 'setting', key: demoSetting('manager'), value: 'sam' }]);
  page = await (await stage.foreignContext({ viewport: DESK, timezoneId: 'Australia/Sydney' })).newPage();
  await page.goto(`${gateway.addresses.http}/sign-in`);
  await page.getByRole('button', { name: /^Manager/ }).click();
  await page.waitForURL((url) => url.pathname === '/desk');
});
afterAll(async () => {
  await stage.close();
  await gateway.close();
  await board.close();
  await line[Symbol.asyncDispose]();
});

/** Nobody is kept out by eyes, hands, a small screen or the dark. */
async function check(name: string): Promise<void> {
  expect([name, await axeFaults(page)]).toEqual([name, []]);
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}-desk.png`, fullPage: true });
  await page.setViewportSize(PHONE);
  expect([name, await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)]).toEqual([name, 0]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect([name, await axeFaults(page)]).toEqual([name, []]);
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}-phone-dark.png`, fullPage: true });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(DESK);
}

it('an administrator sets up a siren, hears it for two seconds, and takes it away', async () => {
  await page.getByRole('button', { name: 'Set-up' }).click();
  await page.getByRole('link', { name: 'Sirens, lamps' }).click();
  await page.getByText('Nothing is switched yet.').waitFor();
  await check('outputs-empty');
  await page.getByRole('link', { name: 'Add an output' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Corridor, ground floor');
  await page.getByLabel('For alarms at').selectOption({ label: 'Harbour Street' });
  await page.getByLabel('By a relay on a serial port').check();
  await page.getByLabel('Port', { exact: true }).selectOption(line.gatewayEnd);
  await check('output-new');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: /Corridor, ground floor/ }).waitFor();
  await board.is('off');
  await page.getByText('Harbour Street · Off · can be switched').waitFor();
  await check('outputs');

  await page.getByRole('link', { name: /Corridor, ground floor/ }).click();
  await page.getByRole('button', { name: 'Switch it on for two seconds' }).click();
  await page.getByText('It was switched.').waitFor();
  await board.is('off');
  expect(board.bytes).toBe(OFF + ON + OFF);
  await check('output');

  await page.getByLabel('Staff alone').check();
  await page.getByLabel('Both').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: /Corridor, ground floor/ }).click();
  expect(await page.getByLabel('Both').isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Remove this output' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Yes' }).click();
  await page.getByText('Nothing is switched yet.').waitFor();
});
