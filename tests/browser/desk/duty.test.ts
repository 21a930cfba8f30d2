import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoSetting } from '../../../gateway/src/access/demo.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { until } from '../panic/phone.ts';
import { DESK, PHONE, Stage } from './browser.ts';

let stage: Stage;
let gateway: TestGateway;
let hands: Hands;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());
beforeEach(async () => {
  gateway = await TestGateway.start({ configuration: { dashboard: stage.dist } });
  hands = new Hands(gateway);
});
afterEach(async () => {
  await stage.leave();
  await gateway.close();
});

async function open(as: RegExp, viewport: { width: number; height: number }): Promise<Page> {
  const page = await (await stage.foreignContext({ viewport })).newPage();
  await page.goto(`${gateway.addresses.http}/sign-in`);
  await page.getByRole('button', { name: as }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
  return page;
}

async function at(page: Page, hash: string): Promise<void> {
  await page.goto(`${gateway.addresses.http}/desk${hash}`);
  await page.locator('main h1').first().waitFor();
}

/** Pictures to look at, where somebody asks for them. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['DURESS_PICTURES'];
  if (folder === undefined) return;
  const width = page.viewportSize()?.width ?? 0;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${folder}/${name}-${String(width)}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

const widths = [
  ['a phone', PHONE],
  ['a desk', DESK],
] as const;

describe('the reason of a decision', () => {
  it('is kept as it is typed, goes on on another device, and is gone once the decision is made', async () => {
    await hands.press('button-ana');
    const address = `#/debriefs/${hands.debrief.debrief}/duty`;
    const desk = await open(/^Manager/, DESK);
    await at(desk, address);
    await desk.getByRole('button', { name: 'Go to the decision' }).click();
    await desk.getByLabel('Why?').fill('He was kept in');
    await desk.locator('[data-draft=saved]').waitFor();
    const phone = await open(/^Manager/, PHONE);
    await at(phone, address);
    expect(await phone.getByLabel('Why?').inputValue()).toBe('He was kept in');
    expect(await phone.getByRole('radio', { name: 'No', exact: true }).isChecked()).toBe(false);
    await picture(phone, 'reason');
    await phone.getByLabel('Why?').fill('He was kept in hospital.');
    await phone.getByRole('radio', { name: 'Not sure yet', exact: true }).check();
    await phone.getByRole('button', { name: 'Save my decision' }).click();
    await phone.getByText('He was kept in hospital.').waitFor();
    // Somebody changes it: the reason begins anew, and is kept again.
    await phone.getByRole('button', { name: 'Change the decision' }).click();
    await phone.getByRole('button', { name: 'Go to the decision' }).click();
    expect(await phone.getByLabel('Why?').inputValue()).toBe('');
    await phone.getByLabel('Why?').fill('They say');
    await phone.locator('[data-draft=saved]').waitFor();
    await phone.reload();
    await phone.getByLabel('Why?').waitFor();
    expect(await phone.getByLabel('Why?').inputValue()).toBe('They say');
  });
});

describe.each(widths)('must somebody be told, on %s', (_, viewport) => {
  it('question by question to the decision, the reference number, and what the worker sees', async () => {
    await hands.press('button-ana');
    const manager = await open(/^Manager/, viewport);
    await at(manager, `#/debriefs/${hands.debrief.debrief}`);
    await picture(manager, 'overview');
    await manager.getByRole('link', { name: /Must somebody be told/ }).click();
    await manager.getByText('It never decides: you do.').waitFor();
    // The worker is not asked to decide anything.
    const early = await open(/^Worker/, viewport);
    await at(early, `#/debriefs/${hands.debrief.debrief}`);
    await early.getByText('What happened is not your fault.').waitFor();
    expect(await early.getByText('Must somebody be told?').count()).toBe(0);
    await picture(early, 'overview-worker');
    await at(early, `#/debriefs/${hands.debrief.debrief}/duty`);
    await early.getByText('Ruth Adler looks after this.').waitFor();
    expect(await early.getByText(/decide now/).count()).toBe(0);
    await manager.getByText('Question 1 of 5').waitFor();
    await picture(manager, 'question');
    // The first thing that may be done is in sight, and big enough for a thumb.
    const yes = manager.getByRole('button', { name: 'Yes', exact: true });
    expect((await yes.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await manager.getByRole('button', { name: 'No', exact: true }).click();
    await yes.click();
    for (let i = 0; i < 3; i += 1) await manager.getByRole('button', { name: 'No', exact: true }).click();
    await manager.getByText('You said yes to a question about').waitFor();
    // It advises; nothing is chosen beforehand.
    for (const choice of ['Yes', 'No', 'Not sure yet'])
      expect(await manager.getByRole('radio', { name: choice, exact: true }).isChecked()).toBe(false);
    await manager.getByRole('radio', { name: 'Yes', exact: true }).check();
    expect(await manager.getByRole('checkbox', { name: /notifiable incident/ }).isChecked()).toBe(true);
    await manager.getByLabel('Why?').fill('He was kept in hospital over night.');
    await picture(manager, 'decide');
    await manager.getByRole('button', { name: 'Save my decision' }).click();
    await manager.getByRole('heading', { name: 'Yes, somebody must be told' }).waitFor();
    await manager.getByText('at once. The time has been running for').waitFor();
    await picture(manager, 'tell');
    expect(await manager.getByRole('link', { name: '13 10 50' }).getAttribute('href')).toBe('tel:131050');
    await manager.getByLabel('How?').fill('By phone');
    await manager.getByLabel('Their reference number').fill('R-17');
    await manager.getByRole('radio', { name: 'is kept as it was' }).check();
    await manager.getByRole('button', { name: 'Save', exact: true }).click();
    await manager.getByText('Reference R-17').waitFor();
    await manager.getByText('Everybody who must know was told.').waitFor();
    await picture(manager, 'told');
    // They asked for it in writing only afterwards: from then 48 hours run.
    await manager.getByText('They asked for it in writing later').click();
    expect(await manager.getByLabel('Their reference number').inputValue()).toBe('R-17');
    await manager.getByRole('button', { name: 'Save', exact: true }).click();
    await manager.getByText('One office must still be told: due').waitFor();
    await manager.getByLabel('How?').fill('By mail');
    await manager.getByRole('button', { name: 'Save', exact: true }).click();
    await manager.getByText('Everybody who must know was told.').waitFor();

    const worker = await open(/^Worker/, viewport);
    await at(worker, `#/debriefs/${hands.debrief.debrief}/duty`);
    await worker.getByRole('heading', { name: 'Yes, somebody must be told' }).waitFor();
    expect(await worker.getByText(/R-17|hospital over night/).count()).toBe(0);
    expect(await worker.getByRole('button', { name: 'Save my decision' }).count()).toBe(0);
    const over = await worker.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over).toBeLessThanOrEqual(0);
    const [download] = await Promise.all([manager.waitForEvent('download'), paper(manager)]);
    expect(download.suggestedFilename()).toBe('incident.pdf');
  });
});

it('hurries nobody to decide while the alarm is still open, and asks for it when it is over', async () => {
  await hands.press('button-ana');
  const manager = await open(/^Manager/, PHONE);
  await at(manager, '#/tasks');
  const card = manager.getByRole('article', { name: 'Debrief for Ana Ruiz' });
  await card.getByText('There is nothing to hurry for yet.').waitFor();
  expect(await card.getByText('Must somebody be told?').count()).toBe(0);
  await picture(manager, 'task-running');
  await hands.act('maria', 'take');
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
  await manager.reload();
  await card.getByText('Please decide now').waitFor();
  expect(await card.getByText('There is nothing to hurry for yet.').count()).toBe(0);
  await picture(manager, 'task-ended');
});

async function paper(page: Page): Promise<void> {
  await page.getByRole('link', { name: '← Back' }).click();
  await page.getByRole('link', { name: 'The incident on paper (PDF)' }).click();
}

const CALENDAR = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'X-WR-CALNAME:Ruth',
  'BEGIN:VEVENT',
  'UID:1',
  'SUMMARY:Annual leave',
  'DTSTART;VALUE=DATE:20300304',
  'DTEND;VALUE=DATE:20300309',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n');

describe.each(widths)('“I am away”, on %s', (_, viewport) => {
  it('says to whom debriefs go, who stands in, and takes leave from a calendar after it was looked at', async () => {
    const manager = await open(/^Manager/, viewport);
    await at(manager, '#/tasks');
    await manager.getByRole('link', { name: 'I am away' }).click();
    await manager.getByText('your new debriefs go to Sam Okafor.').waitFor();
    await manager.getByLabel('Who stands in?').selectOption({ label: 'Lee Park' });
    await manager.getByRole('button', { name: 'Save who stands in' }).click();
    await manager.getByText('your new debriefs go to Lee Park.').waitFor();
    const soon = new Date();
    soon.setDate(soon.getDate() + 30);
    const day = soon.toISOString().slice(0, 10).replaceAll('-', '');
    const text = CALENDAR.replace('20300304', day).replace('DTEND;VALUE=DATE:20300309\r\n', '');
    await manager.getByLabel('Calendar file').setInputFiles({ name: 'leave.ics', mimeType: 'text/calendar', buffer: Buffer.from(text) });
    await manager.getByRole('button', { name: 'Look at it first' }).click();
    await manager.getByText('One time away:').waitFor();
    expect(gateway.gateway.core.committed.people.get('ruth' as never)?.leave).toEqual([]); // as: an id by hand.
    await picture(manager, 'away');
    await manager.getByRole('button', { name: 'Take over this leave' }).click();
    await manager.getByText('(from a calendar)').waitFor();
    expect(gateway.gateway.core.committed.people.get('ruth' as never)?.leave).toHaveLength(1); // as: an id by hand.
    await manager.getByRole('switch').check();
    await manager.getByText('Not available now.').waitFor();
    await hands.press('button-ana');
    expect(hands.debrief.owner).toBe('lee');
  });

  it('who stands in is chosen in one place on a person’s page, and stays when the rest is saved', async () => {
    await gateway.save([{ put: 'setting', key: demoSetting('manager'), value: 'sam' }]);
    const administrator = await open(/^Manager/, viewport);
    await at(administrator, '#/people/ruth');
    await administrator.getByLabel('Who stands in?').selectOption({ label: 'Lee Park' });
    await administrator.getByRole('button', { name: 'Save who stands in' }).click();
    await administrator.getByText('new debriefs go to Lee Park.').waitFor();
    await administrator.getByLabel('Phone', { exact: true }).first().fill('+61 400 000 009');
    await picture(administrator, 'person');
    await administrator.getByRole('button', { name: 'Save', exact: true }).first().click();
    await until(() => gateway.gateway.core.committed.people.get('ruth' as never)?.phone === '+61 400 000 009'); // as: an id by hand.
    expect(gateway.gateway.core.committed.people.get('ruth' as never)?.delegate).toBe('lee'); // as: an id by hand.
    await at(administrator, '#/people/new');
    await administrator.getByLabel('Name').first().waitFor();
    expect(await administrator.getByLabel(/stands in/i).count()).toBe(0);
  });

  it('a worker has it too', async () => {
    const worker = await open(/^Worker/, viewport);
    await at(worker, '#/away');
    await worker.getByText('Nobody reports to you, so no debriefs come to you.').waitFor();
    await worker.getByRole('switch').check();
    await worker.getByText('Not available now.').waitFor();
    expect(await worker.getByLabel('Who stands in?').count()).toBe(0);
  });
});
