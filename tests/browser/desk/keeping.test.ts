import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { photo } from '../../harness/photos.ts';
import { until } from '../../harness/wait.ts';
import { DESK, PHONE, Stage } from './browser.ts';

let stage: Stage;
let gateway: TestGateway;
let path: string;
let debrief: string;
beforeAll(async () => {
  stage = await Stage.open();
  gateway = await TestGateway.start({ configuration: { dashboard: stage.dist } });
  const hands = new Hands(gateway);
  await hands.press('button-ana');
  ({ debrief } = hands.debrief);
  path = `/desk#/debriefs/${debrief}`;
  await hands.act('maria', 'take');
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
  // The manager administers as well, so that one sign-in shows the page of administrators.
  await gateway.save([{ put: 'grant', value: { grant: 'ruth-administrator' as never, person: 'ruth' as never, role: 'administrator' } }]); // as (both): ids by hand.
});
afterAll(async () => {
  await stage.close();
  await gateway.close();
});

async function device(size: { width: number; height: number } = PHONE): Promise<BrowserContext> {
  const context = await stage.foreignContext();
  context.on('page', (page) => {
    page.setViewportSize(size).catch(() => undefined); // a page that has gone needs no size
  });
  return context;
}

async function signedIn(context: BrowserContext, as: RegExp, to: string): Promise<Page> {
  const page = await context.newPage();
  await page.setViewportSize((await page.evaluate(() => innerWidth)) > 600 ? DESK : PHONE);
  await page.goto(`${gateway.addresses.http}/sign-in`);
  await page.getByRole('button', { name: as }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  await page.goto(`${gateway.addresses.http}${to}`);
  await page.locator('main h1').first().waitFor();
  return page;
}

/** For whoever wants to look: `DURESS_SHOTS=folder`. */
async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env['DURESS_SHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true });
  }
}

it('typed on a phone that dies: within two seconds it is on another device', async () => {
  const phone = await device();
  const page = await signedIn(phone, /^Worker/, `${path}/account`);
  await page.getByLabel('What happened?').pressSequentially('He came in and shouted.');
  const drafts = async (): Promise<string> => JSON.stringify(await gateway.gateway.store.queries.drafts(debrief, 'ana'));
  await until('it is kept', async () => (await drafts()).includes('shouted.'), { withinMs: 2_000 });
  // No goodbye: the process is gone, and what it had is not read again.
  await phone.close();
  const other = await signedIn(await device(DESK), /^Worker/, `${path}/account`);
  expect(await other.getByLabel('What happened?').inputValue()).toBe('He came in and shouted.');
  await other.context().close();
});

it('written on two devices at once: nothing is lost, the person chooses', async () => {
  const [one, two] = [
    await signedIn(await device(), /^Worker/, `${path}/account`),
    await signedIn(await device(DESK), /^Worker/, `${path}/account`),
  ];
  await one.getByLabel('What happened?').fill('From the phone.');
  await one.locator('[data-draft=saved]').waitFor();
  await two.getByLabel('What happened?').fill('From the desk.');
  await two.locator('[data-draft-elsewhere]').waitFor();
  await shot(two, 'two-devices-desk');
  await two.getByText('Show what I wrote there').click();
  await two.getByText('From the phone.').waitFor();
  await two.getByRole('button', { name: 'What I wrote there' }).click();
  expect(await two.getByLabel('What happened?').inputValue()).toBe('From the phone.');
  await two.getByLabel('What happened?').fill('From the phone. And the desk.');
  await two.locator('[data-draft=saved]').waitFor();
  await one.getByLabel('What happened?').fill('From the phone again.');
  await one.locator('[data-draft-elsewhere]').waitFor();
  await shot(one, 'two-devices-phone');
  await one.getByRole('button', { name: 'What stands here' }).click();
  await one.locator('[data-draft=saved]').waitFor();
  await one.reload();
  expect(await one.getByLabel('What happened?').inputValue()).toBe('From the phone again.');
  for (const page of [one, two]) await page.context().close();
});

it('a photo is added with words, seen by both, and its worker sees who has read it', async () => {
  const worker = await signedIn(await device(), /^Worker/, path);
  const picture = { name: 'IMG_0042.jpg', mimeType: 'image/jpeg', buffer: await photo({ orientation: 6, width: 1_200, height: 900 }) };
  await worker.getByLabel('Choose a photo').setInputFiles(picture);
  await worker.getByLabel('What does it show?').fill('The door that does not lock');
  await shot(worker, 'photo-add-phone');
  await worker.getByRole('button', { name: 'Add this photo' }).click();
  await worker.getByRole('img', { name: 'The door that does not lock' }).waitFor();
  await until('it is shown', () =>
    worker
      .getByRole('img')
      .first()
      .evaluate((img) => (img as HTMLImageElement).naturalHeight === 320),
  ); // an <img>
  await worker.getByLabel('Choose a photo').setInputFiles({ name: 'x.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
  await worker.getByLabel('What does it show?').fill('Nothing');
  await worker.getByRole('button', { name: 'Add this photo' }).click();
  await worker.getByText('This can’t be read as a photo').waitFor();
  await worker.getByRole('button', { name: 'Not this one' }).click();

  const manager = await signedIn(await device(DESK), /^Manager/, path);
  await manager.getByRole('img', { name: 'The door that does not lock' }).waitFor();
  expect(await manager.getByRole('button', { name: /Remove the photo/ }).count()).toBe(0);
  await manager.getByText('Who has read this').click();
  await shot(manager, 'debrief-desk');
  await worker.reload();
  await worker.getByText('Who has read this').click();
  await worker.getByText('has this debrief; on this page').waitFor();
  await shot(worker, 'debrief-phone');
  worker.on('dialog', (dialog) => {
    dialog.accept().catch(() => undefined); // the page may be gone
  });
  await worker.getByRole('button', { name: /Remove the photo/ }).click();
  await worker.getByRole('img').waitFor({ state: 'detached' });
  for (const page of [worker, manager]) await page.context().close();
});

it('an administrator sets how long things are kept, and a hold, which the owner sees', async () => {
  const page = await signedIn(await device(), /^Manager/, '/desk#/keeping');
  const card = page.locator('article', { hasText: 'False alarms' });
  await card.getByLabel('Months').fill('36');
  await card.getByRole('button', { name: 'Save' }).click();
  await until('it is saved', () => gateway.gateway.core.committed.settings.get('retention-false-alarm')?.value === 36);
  await page.getByLabel('What is held').selectOption('house');
  await page.getByLabel('Why', { exact: true }).fill('A court has asked for everything.');
  await page.getByRole('button', { name: 'Set the hold' }).click();
  await page.getByText('A court has asked for everything.').waitFor();
  await shot(page, 'keeping-phone');
  await page.setViewportSize(DESK);
  await shot(page, 'keeping-desk');
  await page.goto(`${gateway.addresses.http}${path}`);
  await page.getByText('A legal hold has stood since').waitFor();
  await page.goto(`${gateway.addresses.http}/desk#/keeping`);
  await page.getByRole('button', { name: /^Lift/ }).click();
  await page.getByLabel('Why it is lifted').fill('The court is done.');
  await page.getByRole('button', { name: 'Lift the hold' }).click();
  await page.getByText('No hold stands.').waitFor();
  await page.context().close();
});
