import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DESK, Stage } from './browser.ts';
import { until } from '../panic/phone.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.fresh();
});

async function open(hash: string): Promise<Page> {
  const page = await stage.page(await stage.context('dora', { viewport: DESK, acceptDownloads: true }));
  await page.goto(`${stage.gateway.url}/desk${hash}`);
  await page.locator('main h1').first().waitFor();
  return page;
}

const asked = (method: string, path: string) =>
  stage.gateway.asked.filter((ask) => ask.method === method && ask.path === path).map(({ body }) => body);

describe('setting up', () => {
  it('teaches the next step where nothing is yet', async () => {
    const { organisation } = stage.gateway;
    organisation.places.clear();
    organisation.devices.clear();
    const page = await open('#/devices');
    await page.getByText('Add a site first').waitFor();
    await page.getByRole('link', { name: 'Add a site' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Hill House');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Hill House', exact: true }).waitFor();
    await page.getByRole('link', { name: /a place in Hill House/ }).click();
    expect(await page.getByLabel('Kind').inputValue()).toBe('building');
  });

  it('shows a new device’s secret once, and gives the device to a worker', async () => {
    const page = await open('#/devices/new');
    await page.getByLabel('Device ID').fill('btn-0099');
    await page.getByLabel('Name', { exact: true }).fill('Cleo’s button');
    await page.getByLabel('Carried by').selectOption('cleo');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('a1-first-secret-shown-once-77d0').waitFor();
    await page.getByRole('button', { name: 'I have it' }).click();
    await page.getByRole('heading', { name: 'Cleo’s button' }).waitFor();
    expect(await page.getByText('a1-first-secret').count()).toBe(0);
    expect(asked('POST', '/api/v1/devices')).toMatchObject([{ device: 'btn-0099', worker: 'cleo', family: 'duress' }]);
  });

  it('shows which devices are silent or not proven, why, and what stands as a fault', async () => {
    const page = await open('#/devices');
    await page.getByRole('link', { name: 'Not proven', exact: true }).click();
    await page.getByText('Spare, office').waitFor();
    expect(await page.getByText('Ana’s button').count()).toBe(0);
    await page.getByText('Spare, office').click();
    await page.getByText('It belongs to another place since its last test press.').waitFor();
    await page.getByText('The gateway has a new release since its last test press.').waitFor();
    await page.getByRole('link', { name: 'Technical' }).click();
    await page.getByText('Ben Okafor looks after it').waitFor();
    await page.locator('[data-fault^="device-silent"]').getByRole('button', { name: 'Put aside for an hour' }).click();
    await until(() => asked('POST', '/api/v1/faults/device-silent%3Adevice%3Abtn-0013/shelve').length === 1);
    expect(asked('POST', '/api/v1/faults/device-silent%3Adevice%3Abtn-0013/shelve')).toEqual([{ forMs: 3_600_000 }]);
    await page.getByRole('row', { name: 'the fullest 10 minutes of the day 4 19 11.5' }).waitFor();
    const pictures = process.env['DURESS_PICTURES'];
    if (pictures !== undefined) await page.screenshot({ path: `${pictures}/desk-faults.png`, fullPage: true });
  });

  it('searches long lists at the gateway and shows the first 200', async () => {
    const { devices } = stage.gateway.organisation;
    for (let n = 0; n < 1_000; n += 1)
      devices.set(`many-${n}`, {
        device: `many-${n}`,
        family: 'duress',
        label: `Button ${n}`,
        revoked: false,
        connected: false,
        state: 'ok',
        heardAgain: false,
        unproven: [],
      });
    const page = await open('#/devices');
    await page.getByText('The first 200 of 1003').waitFor();
    await page.getByLabel('Find').fill('many-777');
    await page.getByRole('link', { name: /Button 777/ }).waitFor();
    await page.getByText('1 entry').waitFor();
  });

  it('keeps a person’s fields when PINs are set, and refuses two equal PINs', async () => {
    const page = await open('#/people/ana');
    await page.getByText('Password and PINs').click();
    await page.getByLabel('PIN to cancel an alarm').fill('4711');
    await page.getByLabel('Duress PIN').fill('4711');
    await page.getByRole('button', { name: 'Set PINs' }).click();
    await page.getByText('The two PINs must be different.').waitFor();
    await page.getByLabel('Duress PIN').fill('9988');
    await page.getByRole('button', { name: 'Set PINs' }).click();
    await until(() => asked('PUT', '/api/v1/people/ana').length === 1);
    expect(asked('PUT', '/api/v1/people/ana')).toMatchObject([
      { name: 'Ana Silva', manager: 'ben', place: 'r1', pin: '4711', duressPin: '9988' },
    ]);
  });

  it('switches a person to not available and takes leave as whole days', async () => {
    const page = await open('#/people/ben');
    await page.getByRole('switch', { name: /Not available/ }).check();
    await until(() => asked('PUT', '/api/v1/people/ben/unavailable').length === 1);
    await page.getByText('Add leave').first().click();
    await page.getByLabel('First day').fill('2026-12-24');
    await page.getByLabel('Last day').fill('2026-12-24');
    await page.getByRole('button', { name: 'Add leave' }).click();
    await until(() => asked('POST', '/api/v1/people/ben/leave').length === 1);
    const [leave] = asked('POST', '/api/v1/people/ben/leave') as { from: number; to: number }[]; // the page's own body
    expect((leave?.to ?? 0) - (leave?.from ?? 0)).toBe(24 * 3_600_000);
  });

  it('makes a wall screen’s key, shown once, with its address after the hash', async () => {
    const page = await open('#/access');
    await page.getByText('Make a key').first().click();
    await page.getByLabel('What it is for').fill('Hall');
    await page.getByRole('button', { name: 'Make a key' }).click();
    await page.getByText(/\/\?wall#dg_wall_secret/).waitFor();
  });
});

describe('an import', () => {
  const file = (text: string) => ({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

  it('names each bad line, changes nothing before it is told to, and gives the secrets out once', async () => {
    const page = await open('#/import');
    await page.getByRole('radio', { name: 'Devices' }).check();
    await page.getByLabel('CSV file').setInputFiles(file('device,label\nb-1,good\nb-2,bad one\n'));
    await page.getByRole('button', { name: 'Check the file' }).click();
    await page.getByText('One line needs a fix').waitFor();
    expect(await page.getByRole('row').nth(1).innerText()).toContain('3');
    await page.getByLabel('CSV file').setInputFiles(file('device,label\nb-1,good\n=b-2,fine\n'));
    await page.getByRole('button', { name: 'Check the file' }).click();
    await page.getByRole('button', { name: 'Import now' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV' }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    expect(text).toBe("device,secret\r\nb-1,once\r\n'=b-2,once\r\n");
  });
});

describe('signing in', () => {
  it('says clearly what was wrong and goes back to the page that was asked for', async () => {
    stage.gateway.organisation.demo = false;
    const page = await stage.page(await stage.context());
    await page.goto(`${stage.gateway.url}/desk#/debriefs/d1`);
    await page.getByLabel('Sign-in name').fill('ben');
    await page.getByLabel('Password').fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('do not fit together').waitFor();
    await page.getByLabel('Password').fill('ben-long-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Debrief for Ana Silva' }).waitFor();
  });

  it.each([
    ['Worker with the button', '/panic'],
    ['Manager with the debrief', '/desk'],
  ])('has one button for the %s of the demo', async (name, path) => {
    const page = await stage.page(await stage.context());
    await page.goto(`${stage.gateway.url}/sign-in`);
    await page.getByRole('button', { name }).click();
    await page.waitForURL((url) => url.pathname === path);
  });

  it('makes the first administrator with the one-time key, which no request’s address ever carries', async () => {
    Object.assign(stage.gateway.organisation, { setUp: false, demo: false });
    const page = await stage.page(await stage.context());
    await page.goto(`${stage.gateway.url}/sign-in`);
    await page.getByText('Open the one-time link').waitFor();
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
    // Another page first: a changed hash alone loads nothing.
    await page.goto('about:blank');
    await page.goto(`${stage.gateway.url}/sign-in#key=one-time-key`);
    await page.getByLabel('Your name').fill('Eli');
    await page.getByLabel('Sign-in name').fill('eli');
    await page.getByLabel('Password').fill('three words here');
    expect(page.url()).not.toContain('one-time-key');
    await page.getByRole('button', { name: 'Make me administrator' }).click();
    await page.getByRole('heading', { name: 'My tasks' }).waitFor();
    expect(addresses.map((address) => address.replace(/#.*? /, ' ')).join('\n')).not.toContain('one-time-key');
  });
});
