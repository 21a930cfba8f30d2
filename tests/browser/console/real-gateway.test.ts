import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { mqttButton } from '@duress/firmware-sim/make-button.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { until } from '../../harness/wait.ts';
import { DEFAULT_CONFIGURATION } from '../../../gateway/src/ops/configuration.ts';
import { buildConsole } from './build.ts';
import { startBrowser } from './browser.ts';

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser?.close());

test('a real press over MQTT reaches a real console, is taken there, and the button in the hand says so', async () => {
  const folder = await buildConsole();
  await using house = await TestGateway.start({ configuration: { dashboard: folder, http: { ...DEFAULT_CONFIGURATION.http, port: 0 } } });
  if (browser === undefined) throw new Error('no browser');
  await using context = await browser.newContext({ viewport: { width: 1280, height: 720 } });
  const http = house.addresses.http;
  const signIn = await context.request.post(`${http}/api/v1/session/demo`, { data: { as: 'reception' }, headers: { origin: http } });
  expect(signIn.ok()).toBe(true);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(http);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.mouse.click(8, 712);

  const { device, secret } = house.button('button-ana');
  const button = mqttButton({ device, secret, url: house.addresses.mqtt ?? '' });
  button.start();
  try {
    await button.hold();
    await page.locator('[data-alarm][data-state="open"]').waitFor();
    await until('the gateway holds it for shown', () => [...house.gateway.core.committed.alarms.values()][0]?.shown.length === 1);
    await page.getByRole('button', { name: /^Take/ }).click();
    await page.getByText('You have it').waitFor();
    await button.reaches('taken');
    await page.getByText(/ says: somebody has it/).waitFor();
    await page.getByText('Alarm raised').waitFor();
    await page.getByText('Taken', { exact: true }).waitFor();
    expect(errors).toEqual([]);
    if (process.env['DURESS_SHOT'] !== undefined) await page.screenshot({ path: process.env['DURESS_SHOT'] });
  } finally {
    button.stop();
  }
});
