import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DESK, PHONE, Stage } from './browser.ts';
import { until } from '../panic/phone.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.fresh();
});

async function open(user: 'manager' | 'worker', hash: string, viewport: { width: number; height: number } = PHONE): Promise<Page> {
  const page = await stage.page(await stage.context(user, { viewport }));
  await page.goto(`${stage.gateway.url}/desk${hash}`);
  await page.locator('main h1').first().waitFor();
  return page;
}

const draftOf = (key: string) => JSON.stringify(stage.gateway.organisation.drafts.get(key) ?? null);
const submitted = (what: string) =>
  stage.gateway.asked.filter(({ method, path }) => method === 'POST' && path.endsWith(`/${what}`)).map(({ body }) => body);

describe('a draft', () => {
  it('is at the gateway within two seconds of the last letter, and whole after a reload', async () => {
    const page = await open('worker', '#/debriefs/d1/account');
    const area = page.getByLabel('What happened?');
    await area.pressSequentially('He came in and shouted.');
    const typed = Date.now();
    await until(() => draftOf('d1/ana/account').includes('shouted.'), 2_000);
    expect(Date.now() - typed).toBeLessThanOrEqual(2_000);
    await page.locator('[data-draft=saved]').waitFor();
    // What is typed in the very moment of the reload is not lost either.
    await area.pressSequentially(' I stepped back.');
    await page.reload();
    expect(await page.getByLabel('What happened?').inputValue()).toBe('He came in and shouted. I stepped back.');
    await until(() => draftOf('d1/ana/account').includes('stepped back.'));
    // On another device, and no copy stays on the first one once the gateway has it.
    const other = await open('worker', '#/debriefs/d1/account', DESK);
    expect(await other.getByLabel('What happened?').inputValue()).toContain('I stepped back.');
    await page.waitForFunction(() => !JSON.stringify(localStorage).includes('stepped'));
  });

  it('is saved while somebody types on without a pause', async () => {
    const page = await open('worker', '#/debriefs/d1/account');
    await page.getByLabel('What happened?').pressSequentially('word '.repeat(30), { delay: 60 });
    const saves = stage.gateway.asked.filter(({ method, path }) => method === 'PUT' && path.endsWith('/drafts/account'));
    expect(saves.length).toBeGreaterThanOrEqual(4);
  });

  it('stays on the device without a network and goes out afterwards', async () => {
    const page = await open('worker', '#/debriefs/d1/account');
    await page.context().setOffline(true);
    await page.getByLabel('What happened?').fill('Written in the cellar.');
    await page.getByText('Kept on this device').first().waitFor();
    await page.context().setOffline(false);
    await until(() => draftOf('d1/ana/account').includes('cellar'));
    await page.locator('[data-draft=saved]').waitFor();
  });

  it('survives the end of the session: after signing in again the reader is back at the same words', async () => {
    const page = await open('worker', '#/debriefs/d1/account');
    stage.gateway.organisation.sessions.clear();
    await page.getByLabel('What happened?').fill('Signed out in the middle.');
    await page.getByRole('button', { name: /^Worker/ }).waitFor();
    await page.getByText('Or sign in').click();
    await page.getByLabel('Sign-in name').fill('ana');
    await page.getByLabel('Password').fill('ana-long-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('What happened?').waitFor();
    expect(new URL(page.url()).hash).toBe('#/debriefs/d1/account');
    expect(await page.getByLabel('What happened?').inputValue()).toBe('Signed out in the middle.');
  });
});

describe('“are they OK?”', () => {
  it.each([
    ['a phone', PHONE],
    ['a desk', DESK],
  ])('is five fields and done by keyboard within a minute on %s', async (_where, viewport) => {
    const page = await open('manager', '#/debriefs/d2/welfare', viewport);
    expect((await page.locator('form fieldset').count()) + (await page.locator('form .field').count())).toBeLessThanOrEqual(5);
    const { keyboard } = page;
    const began = Date.now();
    await page.locator('main').focus();
    // Past *Back* to the first group; each group is one stop, the arrows or the space bar choose.
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await keyboard.press('Space');
    await keyboard.press('Tab');
    await keyboard.press('Space');
    await keyboard.press('Tab');
    await keyboard.type('Taxi, paid by us');
    await keyboard.press('Tab');
    await keyboard.type('Call from the counsellor tomorrow');
    await keyboard.press('Tab');
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await until(() => submitted('welfare').length === 1);
    expect(Date.now() - began).toBeLessThanOrEqual(60_000);
    expect(submitted('welfare')).toEqual([
      { hurt: 'no', safe: true, wayHome: 'Taxi, paid by us', support: 'Call from the counsellor tomorrow', talk: 'later' },
    ]);
  });

  it('takes “declined, and why” for an answer', async () => {
    const page = await open('manager', '#/debriefs/d2/welfare');
    await page.getByLabel('They did not want this talk').check();
    await page.getByLabel(/What did they say/).fill('Not today.');
    await page.getByRole('button', { name: 'Done' }).click();
    await until(() => submitted('welfare').length === 1);
    expect(submitted('welfare')).toEqual([{ declined: 'Not today.' }]);
  });
});

describe('the debrief', () => {
  it('goes from accepting to the answer, each part apart', async () => {
    const page = await open('manager', '#/tasks');
    const card = page.getByRole('article').filter({ hasText: 'manager. If you don’t accept it' });
    await card.getByRole('button', { name: 'Accept' }).click();
    // What is due next is one button, on top.
    await page.getByRole('link', { name: /^Are they OK\? due/ }).click();
    await page.getByRole('radio', { name: 'A little' }).check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('A little').waitFor();

    await page.getByRole('link', { name: /Your view/ }).click();
    expect(await page.getByLabel('How did the alarm work?').inputValue()).toContain('Taken after: 14 seconds');
    await page.getByText('Calming steps (LOWLINE)').click();
    await page
      .getByRole('group', { name: /^Listen/ })
      .getByLabel('was possible')
      .check();
    await page
      .getByRole('group', { name: /^Listen/ })
      .getByLabel('helped')
      .check();
    await page.getByText('Harm', { exact: true }).click();
    await page.getByRole('group', { name: 'The worker' }).getByLabel('Feelings').selectOption('some');
    await page.getByRole('button', { name: 'Done' }).click();
    await until(() => submitted('review').length === 1);
    expect(submitted('review')[0]).toMatchObject({ possible: ['listen'], helped: ['listen'], worker: { emotional: 'some' } });

    await page.getByRole('link', { name: /What would prevent it/ }).click();
    await page.getByLabel('What will change?').fill('A second door.');
    await page.getByRole('radio', { name: 'The place' }).check();
    await page.getByRole('button', { name: 'Add this change' }).click();
    await page.getByText('A second door.').first().waitFor();
    expect(await page.getByLabel('What will change?').inputValue()).toBe('');
    await page.getByRole('link', { name: '← Back' }).click();

    await page.getByRole('link', { name: 'Answer the worker' }).click();
    await page.getByLabel('Your answer').fill('The door is ordered. Thank you.');
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await page.getByText('The worker has your answer.').waitFor();
    expect(submitted('complete')).toEqual([{ answer: 'The door is ordered. Thank you.' }]);
  });

  it('says “why me” and when it goes on without scrolling, on the smallest phone', async () => {
    const page = await open('manager', '#/debriefs/d1');
    const why = page.getByText('You got this because you are Ana Silva’s manager.');
    await why.waitFor();
    const box = await why.boundingBox();
    expect((box?.y ?? 1_000) + (box?.height ?? 0)).toBeLessThanOrEqual(PHONE.height);
    expect(await why.locator('time').getAttribute('datetime')).toMatch(/Z$/);
  });

  it('says of an alarm that is open that nobody took it yet, not that nobody did', async () => {
    const stored = stage.gateway.organisation.debriefs.get('d1');
    if (stored === undefined) throw new Error('the stand-in has no such debrief');
    const [{ takenAfterMs: _taken, hereAfterMs: _here, outcome: _outcome, ...open_ }] = stored.alarms as [(typeof stored.alarms)[number]]; // as: it has one.
    const change = (alarmEnded: boolean) =>
      stage.gateway.organisation.debriefs.set('d1', { ...stored, task: { ...stored.task, alarmEnded }, alarms: [open_] });
    change(false);
    const page = await open('manager', '#/debriefs/d1');
    expect(await page.locator('dd', { hasText: 'not yet' }).count()).toBe(2);
    change(true);
    await page.reload();
    await page.getByText('nobody took it').waitFor();
  });

  it('lets nobody but the worker write the account, and tells the worker that it was not their fault', async () => {
    const manager = await open('manager', '#/debriefs/d2');
    await manager.getByRole('link', { name: /Your view/ }).waitFor();
    expect(await manager.getByRole('link', { name: /own words/ }).count()).toBe(0);
    const overview = await open('worker', '#/debriefs/d1');
    // On top, in sight: their own words, and another person to talk with. Nothing of others that is empty.
    for (const name of ['Ask for another person', 'Write in your own words']) {
      const box = await overview.getByRole('link', { name }).boundingBox();
      expect((box?.y ?? 1_000) + (box?.height ?? 0)).toBeLessThanOrEqual(PHONE.height);
    }
    expect((await overview.locator('main article h2').allInnerTexts()).map((text) => text.replace(/\s+/g, ' '))).toEqual([
      'In your own words ›',
    ]);
    const worker = await open('worker', '#/debriefs/d1/account');
    await worker.getByText('You did your best. What happened is not your fault.').waitFor();
    await worker.getByLabel('What happened?').fill('Half a sentence');
    await worker.getByRole('button', { name: 'Not now' }).click();
    await until(() => submitted('account').length === 1);
    expect(submitted('account')).toEqual([{ account: 'Half a sentence', notNow: true }]);
    await worker.getByRole('link', { name: 'Write in your own words' }).click();
    expect(await worker.getByLabel('What happened?').inputValue()).toBe('Half a sentence');
  });

  it('is handed over with a reason, and another person is asked for with one', async () => {
    const page = await open('manager', '#/debriefs/d1/hand-over');
    expect(await page.getByLabel('To whom').locator('option').allTextContents()).not.toContain('Ana Silva');
    await page.getByLabel('To whom').selectOption('dora');
    await page.getByLabel('Why').fill('I was there.');
    await page.getByRole('button', { name: 'Hand over' }).click();
    await until(() => submitted('hand-over').length === 1);
    expect(submitted('hand-over')).toEqual([{ to: 'dora', reason: 'I was there.' }]);
    const worker = await open('worker', '#/debriefs/d2/ask-other');
    await worker.getByLabel(/^Why/).fill('Rather someone else.');
    await worker.getByRole('button', { name: 'Ask for another person' }).click();
    await until(() => submitted('ask-other').length === 1);
  });
});
