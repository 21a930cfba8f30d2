import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../panic/phone.ts';
import { DESK, PHONE, Stage } from './browser.ts';

const DAY_MS = 24 * 3_600_000;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.fresh();
});

interface Looking {
  readonly viewport?: { readonly width: number; readonly height: number };
  /** So much later than it is. */
  readonly laterMs?: number;
}

async function open(user: 'manager' | 'worker', hash: string, { viewport = PHONE, laterMs = 0 }: Looking = {}): Promise<Page> {
  const page = await stage.page(await stage.context(user, { viewport }));
  if (laterMs > 0) await page.clock.setFixedTime(Date.now() + laterMs);
  await page.goto(`${stage.gateway.url}/desk${hash}`);
  await page.locator('main h1').first().waitFor();
  return page;
}

const submitted = (what: string) =>
  stage.gateway.asked.filter(({ method, path }) => method === 'POST' && path.endsWith(`/${what}`)).map(({ body }) => body);

const noWider = async (page: Page) => {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
};

/** For whoever wants to see the pages, where the other tests put theirs. */
async function picture(page: Page, name: string): Promise<void> {
  const pictures = process.env['DURESS_PICTURES'];
  if (pictures !== undefined) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
}

/** The answer is out; the talks after a week and four weeks are left. */
function answer(): void {
  const { debriefs } = stage.gateway.organisation;
  const detail = debriefs.get('d1');
  if (detail === undefined) throw new Error('the stand-in has no such debrief');
  const items = detail.task.items.filter(({ kind }) => kind === 'week' || kind === 'month');
  const by = detail.task.owner;
  const { goesOn: _, acceptBy: __, ...task } = detail.task;
  debriefs.set('d1', { ...detail, task: { ...task, state: 'following', items }, answer: { answer: 'A second door.', by, at: Date.now() } });
}

describe.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('after the answer, on %s', (_where, viewport) => {
  it('the manager asks after a week and after four weeks, and then it is over', async () => {
    answer();
    const page = await open('manager', '#/debriefs/d1', { viewport });
    await page.getByText('The worker has your answer.').waitFor();
    await noWider(page);
    await picture(page, `following-${String(viewport.width)}`);
    await page.getByRole('link', { name: /^After a week: due/ }).click();
    await page.getByLabel('How are they?').fill('Sleeps again.');
    await page.getByLabel(/What support/).fill('The counsellor.');
    await noWider(page);
    await picture(page, `follow-up-${String(viewport.width)}`);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Still wants: The counsellor.').waitFor();
    await page.getByRole('link', { name: /How are they after four weeks/ }).click();
    await page.getByLabel('They did not want this talk').check();
    await page.getByLabel(/What did they say/).fill('All well.');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('This debrief is finished.').waitFor();
    expect(submitted('follow-up')).toEqual([
      { which: 'week', how: 'Sleeps again.', support: 'The counsellor.' },
      { which: 'month', declined: 'All well.' },
    ]);
  });

  it('the worker has the answer before their eyes, and no form of the manager’s', async () => {
    answer();
    const page = await open('worker', '#/debriefs/d1', { viewport });
    await page.getByText('Ben Okafor has answered you.').waitFor();
    await page.getByText('A second door.').waitFor();
    expect(await page.getByRole('link', { name: /after a week/ }).count()).toBe(0);
  });
});

describe('what is due', () => {
  it('says the next thing first, and to whom it goes when, without scrolling on the smallest phone', async () => {
    const page = await open('manager', '#/debriefs/d1');
    const why = page.getByText(/it goes to Dora Lund in (19|20) minutes/).first();
    const next = page.getByText(/^Are they OK\? due/);
    await picture(page, 'debrief-due');
    for (const line of [why, next]) {
      const box = await line.boundingBox();
      expect((box?.y ?? 1_000) + (box?.height ?? 0)).toBeLessThanOrEqual(PHONE.height);
    }
  });

  it('four weeks later asks for that talk and not for the one after a week', async () => {
    answer();
    const page = await open('manager', '#/debriefs/d1', { laterMs: 24 * DAY_MS });
    await page.getByRole('link', { name: /How are they after four weeks/ }).waitFor();
    expect(await page.getByRole('link', { name: /How are they after a week/ }).count()).toBe(0);
  });
});

describe('somebody who was part of it', () => {
  it.each(['manager', 'worker'] as const)('is named by the %s, who is not offered the worker', async (user) => {
    const page = await open(user, '#/debriefs/d1');
    await page.getByRole('link', { name: 'Somebody was part of it' }).click();
    const who = page.getByLabel('Who was part of it?');
    await who.selectOption('dora');
    await picture(page, `name-involved-${user}`);
    expect(await who.locator('option').allTextContents()).not.toContain('Ana Silva');
    await page.getByRole('button', { name: 'They were part of it' }).click();
    await until(() => submitted('name-involved').length === 1);
    expect(submitted('name-involved')).toEqual([{ person: 'dora' }]);
  });
});

describe.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('what is overdue, on %s', (_where, viewport) => {
  it('is a number beside its name, and on its page whose and how many, with nothing to hide it by', async () => {
    const since = Date.now() - 3 * DAY_MS;
    stage.gateway.organisation.overdue = {
      total: 3,
      kinds: [
        { kind: 'welfare', count: 1, since: since + DAY_MS },
        { kind: 'debrief', count: 2, since },
      ],
      owners: [{ person: { person: 'eve', name: 'Eve Tan' }, count: 3, since }],
      places: [{ place: 's1', name: 'Harbour House', count: 3 }],
    };
    const page = await open('manager', '#/tasks', { viewport });
    await page.getByRole('link', { name: /^Overdue\s*3$/ }).click();
    await page.getByText('3 things are late.').waitFor();
    expect(await page.getByRole('row', { name: /Eve Tan/ }).textContent()).toMatch(/Eve Tan\s*3\s*3 days late/);
    expect(await page.locator('main button, main input, main select').count()).toBe(0);
    expect(await page.locator('main').textContent()).not.toContain('Ana');
    await noWider(page);
    await picture(page, `overdue-${String(viewport.width)}`);
  });
});

describe('when a place works', () => {
  it('is set in words: hours, a region and days off', async () => {
    const page = await stage.page(await stage.context('dora', { viewport: PHONE }));
    await page.goto(`${stage.gateway.url}/desk#/places/s1`);
    await page.getByText('Working hours and days off').click();
    await page.getByRole('button', { name: 'Add hours' }).click();
    await page.getByLabel('From').fill('07:00');
    await page.getByLabel('To', { exact: true }).fill('15:00');
    await page.getByLabel('Public holidays of').selectOption({ label: 'Australia, New South Wales' });
    await page.getByLabel('Days off of your own').fill('2026-12-29');
    await page.getByRole('button', { name: 'Add this day' }).click();
    await page.getByText('29 Dec 2026').waitFor();
    await picture(page, 'place-hours');
    await noWider(page);
    await page.getByRole('button', { name: 'Save' }).click();
    await until(() => stage.gateway.asked.some(({ method }) => method === 'PUT'));
    expect(stage.gateway.asked.find(({ method, path }) => method === 'PUT' && path.endsWith('/places/s1'))?.body).toMatchObject({
      workHours: [{ days: [1, 2, 3, 4, 5], from: '07:00', to: '15:00' }],
      holidays: 'AU-NSW',
      daysOff: ['2026-12-29'],
    });
  });
});
