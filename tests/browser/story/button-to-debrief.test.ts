import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PIN } from '../../../gateway/src/wiring/demo-site.ts';
import { Reception } from '../../harness/reception.ts';
import { ConsolePage } from './console-page.ts';
import { DeskPage } from './desk-page.ts';
import { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.build();
});
afterAll(() => stage.close());
beforeEach(() => stage.begin());
afterEach(() => stage.end());

describe('from the button to the completed debrief', () => {
  test('over MQTT: pressed, seen, heard, taken, answered, confirmed by the worker, closed, and talked about', async () => {
    const maria = await ConsolePage.armed(stage);
    await maria.calm();
    const ruth = new DeskPage(await stage.person('manager'));
    await ruth.reads('Nothing is waiting for you.');
    const button = await stage.button('button-ana');

    await button.hold();
    await button.reaches('shown');
    await maria.reads('Ana Ruiz', 'Interview room 1', 'Nobody has it');
    await maria.titled('(1) Interview room 1: nobody has it');
    await ruth.reads('Debrief for Ana Ruiz', 'You got this because you are Ana Ruiz’s manager.');
    expect(ruth.page.url()).toBe(`${stage.http}/desk`);

    await maria.page.keyboard.press('t');
    await button.reaches('taken');
    await maria.reads('You have it');
    await maria.press('I’m going');
    await button.reaches('coming');
    await maria.press('I’m there');
    await button.reaches('here');
    await maria.press('All clear');
    await maria.reads('Maria Costa said all clear');
    button.cancel(DEMO_PIN);
    await maria.reads('the worker confirmed');
    await maria.close('Genuine', 'A visitor threw a chair. Ana is not hurt.');
    await button.reaches('closed');
    await maria.calm();

    await theStoryIsInTheHistory(maria);
    await theDebriefIsDone(ruth);
    await theWorkerReadsTheAnswer();
    await receptionCannotRead(maria);
  });
});

async function theStoryIsInTheHistory(maria: ConsolePage): Promise<void> {
  const { page } = maria;
  await page.getByRole('link', { name: 'History' }).click();
  await page.getByLabel('Person').selectOption({ label: 'Ana Ruiz' });
  await page.getByLabel('Outcome').selectOption({ label: 'Genuine' });
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByRole('row', { name: /Interview room 1.*Ana Ruiz.*Genuine/ }).waitFor();
  await page.getByRole('button', { name: 'Story' }).click();
  const story = page.getByRole('dialog');
  const steps = ['Alarm raised', 'Shown on a screen', 'Taken', 'Somebody is on the way', 'Somebody is with the worker'];
  for (const step of [...steps, 'All clear said', 'All clear confirmed by the worker', 'Closed'])
    await story.getByText(step).first().waitFor();
  await story.getByText('The button shows it').first().waitFor();
  await story.getByRole('button', { name: 'Close' }).click();
  // The search leaves out as well as it finds.
  await page.getByLabel('Outcome').selectOption({ label: 'Accidental' });
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('No alarm matches.').waitFor();
}

/** Ruth accepts, asks after Ana, writes her view, plans a change and answers. */
async function theDebriefIsDone(ruth: DeskPage): Promise<void> {
  await ruth.press('Accept');
  await ruth.follow(/^Are they OK/);
  await ruth.choose('Are they hurt?', 'No');
  await ruth.choose('Are they safe now?', 'Yes');
  await ruth.write('How do they get home?', 'By taxi, paid by us');
  await ruth.choose('Do they want to talk?', 'Later');
  await ruth.press('Done');
  await ruth.reads('By taxi, paid by us');
  await ruth.follow(/^Your view/);
  await ruth.write('What came before?', 'The appointment was two hours late.');
  await ruth.press('Done');
  await ruth.reads('The appointment was two hours late.');
  await ruth.follow(/^What would prevent it/);
  await ruth.write('What will change?', 'Chairs that nobody can throw');
  await ruth.choose('Kind of change', 'The place');
  await ruth.press('Add this change');
  await ruth.reads('Chairs that nobody can throw');
  await ruth.follow('← Back');
  await ruth.follow('Answer the worker');
  await ruth.write('Your answer', 'Room 1 gets heavy chairs by the end of the month. You did everything right.');
  await ruth.press('Send the answer');
  // The talks after a week and four weeks come, and whether the chairs did.
  await ruth.reads('The worker has your answer.');
}

async function theWorkerReadsTheAnswer(): Promise<void> {
  const page = await stage.person('worker');
  await page.goto(`${stage.http}/desk`);
  const ana = new DeskPage(page);
  await ana.follow('About your own alarm');
  await ana.reads('You did your best. What happened is not your fault.');
  await ana.reads('Room 1 gets heavy chairs by the end of the month.');
}

async function receptionCannotRead(maria: ConsolePage): Promise<void> {
  const [row] = await stage.gateway.gateway.store.queries.rows({ table: 'debrief', limit: 1 });
  const debrief = row?.key ?? '';
  await maria.page.goto(`${stage.http}/desk#/debriefs/${debrief}`);
  await maria.page.getByRole('alert').waitFor();
  const text = await maria.page.locator('body').innerText();
  for (const secret of ['chairs', 'taxi', 'two hours', 'not your fault']) expect(text).not.toContain(secret);
  const api = await Reception.signIn(stage.http, 'reception');
  expect(await api.ask('GET', `/api/v1/debriefs/${debrief}`)).toMatchObject({ status: 404, body: { code: 'unknown-debrief' } });
  expect(await api.ask('GET', '/api/v1/debriefs')).toMatchObject({ status: 200, body: [] });
  const written = await api.ask('POST', `/api/v1/debriefs/${debrief}/complete`, { answer: 'by reception' });
  expect(written.status).toBe(404);
}
