import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';
import { ConsolePage } from './console-page.ts';
import { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.build();
});
afterAll(() => stage.close());
beforeEach(() => stage.begin());
afterEach(() => stage.end());

const committed = () => stage.gateway.gateway.core.committed;

test('two consoles race for it: one has it, the other sees who', async () => {
  const maria = await ConsolePage.armed(stage);
  const lee = await ConsolePage.armed(stage, 'lee');
  const button = await stage.button('button-ana');
  await button.hold();
  await maria.reads('Nobody has it');
  await lee.reads('Nobody has it');

  await Promise.all([maria.page.keyboard.press('t'), lee.page.keyboard.press('t')]);
  await button.reaches('taken');
  const [alarm] = [...committed().alarms.values()];
  const winner = alarm !== undefined && 'taken' in alarm ? alarm.taken?.person : undefined;
  expect(['maria', 'lee']).toContain(winner);
  const [has, looks, name] = winner === 'maria' ? [maria, lee, 'Maria Costa'] : [lee, maria, 'Lee Park'];
  await has.reads('You have it');
  await looks.reads(`${name} has it`);
  await looks.card.getByRole('button', { name: 'Take over' }).waitFor();
  expect(await looks.card.getByRole('button', { name: /^Take( T)?$/ }).count()).toBe(0);
});

test('a reload, and a browser opened anew, in the middle of an alarm: the card is there at once, and silence is not hidden', async () => {
  const maria = await ConsolePage.armed(stage);
  const button = await stage.button('button-ana');
  await button.hold();
  await button.reaches('shown');
  await maria.page.reload();
  await maria.reads('Ana Ruiz', 'Interview room 1', 'Nobody has it');

  // The browser remembers a click across a reload; a page that was opened anew has none, and may not sound.
  const page = await maria.page.context().newPage();
  await maria.page.close();
  await page.goto(`${stage.http}/`);
  const anew = new ConsolePage(page);
  await anew.reads('Ana Ruiz', 'Nobody has it');
  await page.getByRole('heading', { name: 'Sound is OFF' }).waitFor();
  await page.getByText('No console counts as watching').waitFor();
  await anew.arm();
  expect(await anew.cards.count()).toBe(1);
});

test('the gateway restarts under an open console: it says LOST, and has the alarm again by itself, once', async () => {
  const maria = await ConsolePage.armed(stage);
  const button = await stage.button('button-ana');
  await button.hold();
  await button.reaches('shown');
  await maria.press('Take');
  await button.reaches('taken');

  await stage.stopGateway();
  await maria.page.getByRole('heading', { name: 'LOST: no link to the gateway' }).waitFor({ timeout: 30_000 });
  await maria.titled('LOST');
  expect(await maria.cards.count()).toBe(1);

  await stage.startGatewayAgain();
  await maria.page.getByText('Live', { exact: true }).waitFor();
  await maria.reads('Ana Ruiz', 'You have it');
  expect(await maria.cards.count()).toBe(1);
  await maria.press('I’m going');
  await button.reaches('coming');
  await until('the console counts as watching again', async () => (await maria.page.getByText('1 console watching').count()) === 1);
  expect(committed().alarms.size).toBe(1);
  expect(committed().debriefs.size).toBe(1);
});
