import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoSetting } from '../../../gateway/src/access/demo.ts';
import type { PlaceId } from '../../../gateway/src/base/ids.ts';
import type { Place } from '../../../gateway/src/domain/places.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { axeFaults, DESK, PHONE, Stage } from './browser.ts';

let stage: Stage;
let gateway: TestGateway;
let page: Page;

/** Where to put pictures of the pages, for whoever wants to look at them. */
const PICTURES = process.env['DURESS_PICTURES'];

beforeAll(async () => {
  stage = await Stage.open();
  gateway = await TestGateway.start({ configuration: { dashboard: stage.dist } });
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
});

async function open(hash: string, heading: string): Promise<void> {
  await page.evaluate((next) => (location.hash = next), hash);
  await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

/** Nobody is kept out by eyes, hands or a small screen. */
async function check(name: string): Promise<void> {
  expect([name, await axeFaults(page)]).toEqual([name, []]);
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}-desk.png`, fullPage: true });
  await page.setViewportSize(PHONE);
  expect([name, await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)]).toEqual([name, 0]);
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}-phone.png`, fullPage: true });
  await page.setViewportSize(DESK);
}

it('a house sets up a rota and a policy, and sees at once who would be told and what is missing', async () => {
  await open('#/coverage', 'If you pressed now');
  await page.getByRole('cell', { name: /Can’t be reached by any way: Ruth Adler/ }).waitFor();
  await check('coverage-built-in');

  await open('#/escalation', 'Escalation');
  await page.getByText('No rota yet.').waitFor();
  await check('escalation-empty');
  await page.getByRole('link', { name: 'Add a rota' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Weekdays');
  await page.getByLabel('Add a person').first().selectOption({ label: 'Tom Berg' });
  await page.getByRole('button', { name: 'Add', exact: true }).first().click();
  await page.getByLabel('First day').fill('2026-01-05');
  await check('rota-new');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: /Weekdays/ }).waitFor();

  await page.getByRole('link', { name: 'Add a policy' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Everywhere');
  await page.getByLabel('Seconds after the press').fill('20');
  await page.getByLabel('Tell', { exact: true }).selectOption({ label: 'Whoever is on duty' });
  await page.getByLabel('Rota', { exact: true }).selectOption({ label: 'Weekdays' });
  await page.getByRole('button', { name: 'Add a step' }).click();
  await page.getByLabel('Tell', { exact: true }).last().selectOption('line');
  await check('policy-new');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: /Everywhere/ }).waitFor();
  await check('escalation');
  expect([...gateway.gateway.core.committed.policies.values()]).toMatchObject([
    {
      name: 'Everywhere',
      steps: [
        { afterMs: 20_000, targets: [{ to: 'rota' }] },
        { afterMs: 30_000, targets: [{ to: 'line' }] },
      ],
      repeatMs: 60_000,
    },
  ]);

  await open('#/coverage', 'If you pressed now');
  const gaps = page.getByRole('region', { name: 'What is missing' });
  const who = page.getByRole('region', { name: 'Who would be told' });
  // At night and at the weekend nobody is on duty.
  await gaps.getByText('Nobody is on duty: Weekdays').first().waitFor();
  await who
    .getByText(/after 20 s:.*Tom Berg/)
    .first()
    .waitFor();
  await who
    .getByText(/after 20 s:.*nobody: the next step comes at once/)
    .first()
    .waitFor();
  await who
    .getByText(/after 50 s:.*Ruth Adler/)
    .first()
    .waitFor();
  const untried = page.getByRole('region', { name: 'Not proven since a change' });
  await untried
    .getByText(/The policy “.*” is new\./)
    .first()
    .waitFor();
  // What is missing stands before what is well.
  const tops = await Promise.all([gaps, who].map(async (region) => (await region.boundingBox())?.y ?? Infinity));
  expect(tops[0]).toBeLessThan(tops[1] ?? 0);
  await check('coverage');
});

it('the keys alone suffice to look at another place and another level', async () => {
  await open('#/coverage', 'If you pressed now');
  const place = page.getByLabel('Place', { exact: true });
  await place.focus();
  const before = await place.inputValue();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => place.inputValue()).not.toBe(before);
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.getByRole('group', { name: 'Kind of alarm' }).getByRole('radio').nth(1).isChecked()).toBe(true);
  await page
    .getByRole('region', { name: 'Who would be told' })
    .getByText(/Tom Berg/)
    .first()
    .waitFor();
});

it('one worker, found by name: who would be told of a press of their button, and where it belongs', async () => {
  await open('#/coverage', 'If you pressed now');
  const who = page.getByRole('region', { name: 'Who would be told' });
  await who.getByLabel('with one worker’s button').check();
  await who.getByText('Choose a worker.').waitFor();
  await who.getByLabel('Find').fill('ana ru');
  await expect.poll(() => who.getByRole('radiogroup', { name: 'Worker' }).getByRole('radio').count()).toBe(1);
  await who.getByLabel('Ana Ruiz').check();
  await who.getByText(/^Ana Ruiz, where their button belongs: .*Interview room 1/).waitFor();
  await who
    .getByText(/after 50 s:.*Ruth Adler/)
    .first()
    .waitFor();
  await check('coverage-worker');
});

it('a gap is told by the clock of its own site', async () => {
  // as (both): ids by hand.
  await gateway.save([{ put: 'place', value: { ...somewhereElse(), place: 'perth' as PlaceId, name: 'Perth', zone: 'Australia/Perth' } }]);
  await open('#/tasks', 'Tasks');
  await open('#/coverage', 'If you pressed now');
  const gaps = page.getByRole('region', { name: 'What is missing' });
  await gaps
    .getByText(/times of Australia\/Perth/)
    .first()
    .waitFor();
  await gaps
    .getByText(/times of Australia\/Sydney/)
    .first()
    .waitFor();
  await check('coverage-zones');
});

/** A site of its own. */
function somewhereElse(): Place {
  const [site] = [...gateway.gateway.core.committed.places.values()].filter(({ kind }) => kind === 'site');
  if (site === undefined) throw new RangeError('no site');
  return { ...site, beacons: [], fallback: [], emergency: [] };
}

it('a calendar file with a mistake names it, and a good one becomes the rota’s shifts', async () => {
  const [rota] = [...gateway.gateway.core.committed.rotas.values()];
  await open(`#/rotas/${rota?.rota ?? ''}`, 'Weekdays');
  const file = (title: string): Buffer =>
    Buffer.from(
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'BEGIN:VEVENT',
        'UID:1',
        'DTSTART:20260302T090000',
        'DTEND:20260302T170000',
        'RRULE:FREQ=WEEKLY',
        `SUMMARY:${title}`,
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    );
  const send = (title: string) =>
    page.getByLabel('Calendar file').setInputFiles({ name: 'x.ics', mimeType: 'text/calendar', buffer: file(title) });
  await send('Day duty');
  await page.getByRole('button', { name: 'Look at it first' }).click();
  await page.getByRole('cell', { name: /nobody here is called “Day duty”/ }).waitFor();
  await check('rota-file');
  await send('Lee Park');
  await page.getByRole('button', { name: 'Look at it first' }).click();
  await page.getByText('This rota would have one shift.').waitFor();
  await page.getByRole('button', { name: 'Import now' }).click();
  await expect.poll(() => [...gateway.gateway.core.committed.rotas.values()][0]?.shifts[0]?.people).toEqual(['lee']);
});
