import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestGateway } from '../../harness/gateway.ts';
import { Stage } from './browser.ts';

let stage: Stage;
let gateway: TestGateway;
beforeAll(async () => {
  stage = await Stage.open();
  gateway = await TestGateway.start({ configuration: { dashboard: stage.dist } });
});
afterAll(async () => {
  await stage.close();
  await gateway.close();
});

/** One of the demo's people, signed in by the sign-in page's own button, each in a browser profile of their own. */
async function signedIn(as: RegExp, page: string): Promise<Page> {
  const opened = await (await stage.foreignContext()).newPage();
  await opened.goto(`${gateway.addresses.http}/sign-in`);
  await opened.getByRole('button', { name: as }).click();
  await opened.waitForURL((url) => url.pathname === page);
  return opened;
}

/** What the reception console does, said by its page's origin. */
async function act(page: Page, what: `${string}/${string}`, body: object = {}): Promise<void> {
  const status = await page.evaluate(
    async ([path, text]) => (await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: text })).status,
    [`/api/v1/alarms/${what}`, JSON.stringify(body)] as const,
  );
  expect([what, status]).toEqual([what, 200]);
}

it('a press on the phone climbs the ladder of the real gateway and ends as a completed debrief', async () => {
  const worker = await signedIn(/^Worker/, '/panic');
  await worker.getByRole('button', { name: 'I understand' }).click();
  await worker.locator('.headline', { hasText: 'Ready' }).waitFor();
  const answered = worker.waitForResponse((response) => response.url().endsWith('/my/signals'));
  await worker.locator('button.control').hover();
  await worker.mouse.down();
  // The contract of POST /api/v1/my/signals.
  const { alarm } = (await (await answered).json()) as { alarm: string };
  await worker.mouse.up();
  await worker.locator('.headline', { hasText: 'The gateway has it' }).waitFor();

  const reception = await signedIn(/^Reception/, '/');
  await act(reception, `${alarm}/take`);
  await worker.locator('.headline', { hasText: /\S has it$/ }).waitFor();
  await act(reception, `${alarm}/coming`);
  await worker.locator('.headline', { hasText: 'is coming' }).waitFor();
  await act(reception, `${alarm}/here`);
  await worker.locator('.headline', { hasText: 'is here' }).waitFor();
  await act(reception, `${alarm}/all-clear`);
  const manager = await signedIn(/^Manager/, '/desk');
  await act(manager, `${alarm}/close`, { outcome: 'genuine' });
  await worker.locator('.headline', { hasText: 'Closed' }).waitFor();

  await manager.reload();
  await manager.getByRole('button', { name: 'Accept' }).first().click();
  await manager.getByRole('link', { name: /^Are they OK\? due/ }).click();
  await manager.getByRole('radio', { name: 'A little' }).check();
  await manager.locator('[data-draft=saved]').waitFor();
  await manager.reload();
  expect(await manager.getByRole('radio', { name: 'A little' }).isChecked()).toBe(true);
  await manager.getByRole('button', { name: 'Done' }).click();
  await manager.getByText('A little').waitFor();

  await worker.goto(`${gateway.addresses.http}/desk`);
  await worker.getByRole('link', { name: 'Open' }).first().click();
  await worker.getByText('What happened is not your fault.').waitFor();
  await worker.getByRole('link', { name: 'Write in your own words' }).click();
  await worker.getByLabel('What happened?').fill('I am fine now.');
  await worker.getByRole('button', { name: 'Done' }).click();
  await worker.getByText('I am fine now.').waitFor();

  await manager.getByRole('link', { name: /Your view/ }).click();
  await manager.getByLabel('What came before?').fill('A long wait.');
  await manager.getByRole('button', { name: 'Done' }).click();
  await manager.getByText('A long wait.').waitFor();
  await manager.getByText('I am fine now.').waitFor();
  await manager.getByRole('link', { name: /What would prevent it/ }).click();
  await manager.getByLabel('What will change?').fill('Shorter waits.');
  await manager.getByRole('radio', { name: 'How we do it' }).check();
  await manager.getByRole('button', { name: 'Add this change' }).click();
  await manager.getByText('Changes planned so far').or(manager.getByText('Shorter waits.')).first().waitFor();
  await manager.getByRole('link', { name: '← Back' }).click();
  await manager.getByRole('link', { name: 'Answer the worker' }).click();
  await manager.getByLabel('Your answer').fill('Thank you. We change the waiting times.');
  await manager.getByRole('button', { name: 'Send the answer' }).click();
  await manager.getByText('The worker has your answer.').waitFor();

  await worker.reload();
  await worker.getByText('We change the waiting times.').waitFor();
});
