import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { cookieOf } from '../../harness/sign-in.ts';
import { DESK, PHONE, Stage } from './browser.ts';
import { deskOf, faultsOf, picture } from './on-the-desk.ts';

let stage: Stage;
let gateway: TestGateway;
/** The debrief of the story, accepted by Ruth, with Ana asked after. */
let debrief: string;
beforeAll(async () => {
  stage = await Stage.open();
  gateway = await TestGateway.start({ configuration: { dashboard: stage.dist } });
});
afterAll(async () => {
  await stage.close();
  await gateway.close();
});
beforeEach(async () => {
  debrief = await pressed();
  await say('ruth', 'accept', {});
  await say('ruth', 'welfare', { safe: true });
});

/** A press of Ana's and its end; the debrief that came of it. */
async function pressed(): Promise<string> {
  const hands = new Hands(gateway);
  await hands.press('button-ana', { boot: Math.floor(performance.now()), place: { beacon: 'beacon-1' } });
  const opened = hands.alarm.debrief;
  await hands.act('maria', 'take');
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
  return opened;
}

/** What the story needs and is not about. */
async function say(who: string, verb: string, body: object): Promise<string> {
  const { http } = gateway.addresses;
  const { cookie } = await cookieOf(gateway, who);
  const answer = await fetch(`${http}/api/v1/debriefs/${debrief}/${verb}`, {
    method: 'POST',
    headers: { cookie, origin: http, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const said = (await answer.json()) as { id?: string }; // as: the contract of this answer.
  expect([verb, answer.status, said]).toEqual([verb, 200, said]);
  return said.id ?? '';
}

const open = (who: string, hash: string, viewport: { width: number; height: number } = PHONE): Promise<Page> =>
  deskOf(stage, gateway, { who, hash, viewport });

const at = (part?: string): string => `#/debriefs/${debrief}${part === undefined ? '' : `/${part}`}`;
/** Opens a fold by its name, and gives what is in it. */
async function unfold(page: Page, name: string): Promise<ReturnType<Page['locator']>> {
  const fold = page.locator('details', { has: page.locator('summary', { hasText: name }) }).last();
  await fold.locator('summary').first().click();
  return fold;
}

it.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('the worker writes, adds to it, and everybody reads both versions and how the alarm worked, on %s', async (_, viewport) => {
  const ana = await open('ana', at('account'), viewport);
  const kind = await ana.getByText('You did your best. What happened is not your fault.').boundingBox();
  expect((kind?.y ?? 1_000) + (kind?.height ?? 0)).toBeLessThanOrEqual(viewport.height);
  await ana.getByLabel('What happened?').fill('He shouted.');
  await ana.getByRole('button', { name: 'Done' }).click();
  await ana.getByText('He shouted.').waitFor();
  await ana.getByRole('link', { name: 'Write in your own words' }).click();
  await ana.getByLabel('What happened?').fill('He shouted. I left by the garden.');
  await unfold(ana, 'How did the alarm work?');
  await ana
    .getByRole('group', { name: /Did help come to the right room/ })
    .getByLabel('Yes')
    .check();
  await ana
    .getByRole('group', { name: /Did you feel or see/ })
    .getByLabel('I don’t know')
    .check();
  await ana.getByRole('button', { name: 'Done' }).click();
  await ana.getByText('I left by the garden.').waitFor();
  for (const who of ['ana', 'ruth']) {
    const page = await open(who, at(), viewport);
    await picture(page, `overview-${who}`);
    await page.getByText('One earlier version').click();
    await page.getByText('He shouted.', { exact: true }).waitFor();
    await page.getByText('What the system knows: Interview room 1 (the button said it)').waitFor();
    await page.getByText('What the system knows: The button showed: nothing that we know of').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  }
});

it.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('what the worker disputes stands beside its part until it is answered, on %s', async (_, viewport) => {
  await say('ruth', 'review', { before: 'A long wait.', kinds: ['verbal'], factors: ['waiting'] });
  const ana = await open('ana', at(), viewport);
  await ana.getByRole('link', { name: 'Say that something is not right' }).click();
  await ana.getByRole('radio', { name: 'The view of your manager' }).check();
  await ana.getByLabel('What should it say?').fill('The wait was short.');
  await ana.getByRole('button', { name: 'Send' }).click();
  await ana.getByText('No answer yet').waitFor();
  const ruth = await open('ruth', at(), viewport);
  await ruth.getByText('Please answer before you finish').waitFor();
  const dispute = ruth.getByRole('complementary', { name: 'Ana Ruiz says this is not right' });
  await dispute.getByText('The wait was short.').waitFor();
  await unfold(ruth, 'Your answer');
  await dispute.getByLabel('Your answer').fill('I have asked. You are right.');
  // The page follows what happens elsewhere, and leaves alone what stands half written in it.
  const others = ruth.getByRole('button', { name: /^The same incident as / });
  const before = await others.count();
  await pressed();
  await others.nth(before).waitFor();
  expect(await dispute.getByLabel('Your answer').inputValue()).toBe('I have asked. You are right.');
  expect(await faultsOf(ruth)).toEqual([]);
  await dispute.getByRole('button', { name: 'Send' }).click();
  await ruth.getByText('Please answer before you finish').waitFor({ state: 'hidden' });
  await ana.reload();
  await ana.getByText('I have asked. You are right.').waitFor();
});

it.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('support is offered, and somebody looks in again, on %s', async (_, viewport) => {
  const ruth = await open('ruth', at('support'), viewport);
  await ruth.getByRole('radio', { name: 'A doctor' }).check();
  await ruth.getByRole('radio', { name: 'Not now' }).check();
  await ruth.getByLabel('Somebody looks in again').check();
  await ruth.getByLabel('Who?').selectOption('lee');
  expect(await faultsOf(ruth)).toEqual([]);
  await ruth.getByRole('button', { name: 'Add this' }).click();
  await ruth.getByText(/^Lee Park looks in, by /).waitFor();
  const before = await open('ana', at(), viewport);
  await before.getByText(/^Lee Park looks in, by /).waitFor();
  // Lee sees whom to look in on and when, says how it went and that he comes again, and has it in his list until then.
  const lee = await open('lee', '#/tasks', viewport);
  await picture(lee, 'support-task');
  expect(await faultsOf(lee)).toEqual([]);
  await lee.locator(`a[href="${at()}"]`, { hasText: 'See how Ana Ruiz is' }).click();
  await lee.getByText('They need not tell you what happened, and it is not shown here.').waitFor();
  await lee.getByText(/^Ana Ruiz can read what you write/).waitFor();
  await lee.getByLabel('How are they?').fill('Sleeps badly.');
  await lee.getByLabel('Look in once more').check();
  expect(await lee.getByLabel('Who?').count()).toBe(0);
  await picture(lee, 'support-look');
  expect(await faultsOf(lee)).toEqual([]);
  await lee.getByRole('button', { name: 'Save' }).click();
  await lee.getByText('Sleeps badly.').waitFor();
  await lee.getByText(/^You look in, by /).waitFor();
  // Whoever has the debrief reads it, and may write the next one down for him.
  await ruth.goto(`${gateway.addresses.http}/desk${at()}`);
  await ruth.getByText('Somebody has looked in. Please read how it went.').waitFor();
  await ruth.goto(`${gateway.addresses.http}/desk${at('support')}`);
  await ruth.getByText('Sleeps badly.').waitFor();
  await ruth.getByText(/^Ana Ruiz can read what you write/).waitFor();
  await picture(ruth, 'support-read');
  expect(await faultsOf(ruth)).toEqual([]);
  await ruth.getByLabel('What comes of it?').fill('I call her today.');
  await ruth.getByRole('button', { name: 'I have read it' }).click();
  await ruth.getByText('I call her today.').waitFor();
  await unfold(ruth, 'They were asked');
  await ruth.getByLabel('How are they?').fill('Back at work.');
  await ruth.getByRole('button', { name: 'Save' }).click();
  await ruth.getByText('Back at work.').waitFor();
  await lee.goto(`${gateway.addresses.http}/desk#/tasks`);
  await lee.getByRole('heading', { name: 'My tasks' }).waitFor();
  await lee.locator(`a[href="${at()}"]`).waitFor({ state: 'detached' });
  const ana = await open('ana', at(), viewport);
  await ana.getByText('Offered once').waitFor();
  await ana
    .getByText(/^✓ Lee Park, /)
    .first()
    .waitFor();
});

it.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('the service is paused when a second person agrees, who sees no more than that, on %s', async (_, viewport) => {
  await say('ana', 'account', { account: 'He shouted.' });
  const ruth = await open('ruth', at('service'), viewport);
  await ruth.getByRole('radio', { name: 'A pause' }).check();
  await ruth.getByLabel('Why?').fill('A threat to come back.');
  await ruth.getByLabel('Who else must say yes?').selectOption('tom');
  expect(await faultsOf(ruth)).toEqual([]);
  await ruth.getByRole('button', { name: 'Ask for the second yes' }).click();
  await ruth.getByText('Waits for a second yes').waitFor();
  const tom = await open('tom', '#/tasks', viewport);
  await tom.locator(`a[href="${at()}"]`, { hasText: 'Ruth Adler asks if you agree: the client’s service after Ana Ruiz’s alarm' }).click();
  await tom.getByText('A threat to come back.').waitFor();
  await tom.getByRole('heading', { name: /^Ruth Adler asks if you agree/ }).waitFor();
  await tom.getByText('You are asked to agree.').waitFor();
  await picture(tom, 'second');
  expect(await tom.getByText('He shouted.').count()).toBe(0);
  await unfold(tom, 'I agree');
  expect(await faultsOf(tom)).toEqual([]);
  await tom.getByRole('button', { name: 'I agree' }).click();
  await tom.getByText('It is so').waitFor();
  await ruth.reload();
  await ruth.getByText(/Tom Berg agrees/).waitFor();
});

it.each([
  ['a phone', PHONE],
  ['a desk', DESK],
])('a change is planned, done by somebody who sees no more, checked and told to the worker, on %s', async (where, viewport) => {
  const what = `A second door (${where})`;
  const ruth = await open('ruth', at('prevent'), viewport);
  await ruth.getByLabel('What will change?').fill(what);
  await ruth.getByRole('radio', { name: 'The place' }).check();
  await ruth.getByLabel('Who does it?').selectOption('tom');
  await unfold(ruth, 'What does it answer?');
  await ruth.getByLabel('The way the room is set up').check();
  expect(await faultsOf(ruth)).toEqual([]);
  await ruth.getByRole('button', { name: 'Add this change' }).click();
  await ruth.getByText(what).first().waitFor();

  const tom = await open('tom', '#/tasks', viewport);
  await tom
    .getByRole('link', { name: /action/i })
    .first()
    .click();
  const card = tom.getByRole('article', { name: what });
  expect(await card.getByText('Ana').count()).toBe(0);
  await card.locator('summary', { hasText: 'It is done' }).click();
  await card.getByLabel('What was done?').fill('The door is in.');
  await card.getByRole('button', { name: 'It is done' }).click();
  await card.getByText('Done, not looked at yet').waitFor();

  await ruth.goto(`${gateway.addresses.http}/desk#/actions`);
  const mine = ruth.getByRole('article', { name: what });
  await mine.getByText('After Ana Ruiz’s alarm').waitFor();
  await mine.locator('summary', { hasText: 'Did it work?' }).click();
  await mine.getByRole('radio', { name: 'In part' }).check();
  await mine.getByLabel('How do you know?').fill('It sticks.');
  expect(await faultsOf(ruth)).toEqual([]);
  await mine.getByRole('button', { name: 'Save' }).click();
  await mine.waitFor({ state: 'hidden' });
  await ruth.getByRole('radio', { name: 'Finished' }).check();
  await mine.getByText('Did it work? In part').waitFor();
  await mine.locator('summary', { hasText: 'Tell the worker' }).click();
  await mine.getByLabel('What do you want to say about it?').fill('You asked for it first.');
  await mine.getByRole('button', { name: 'Send' }).click();
  const ana = await open('ana', at(), viewport);
  await ana.getByText('You asked for it first.').waitFor();
  await ruth.goto(`${gateway.addresses.http}/desk${at('prevent')}`);
  await ruth.getByText('It did not fully work. What else could change?').waitFor();
});

it('an administrator keeps the lists of a place; what is taken off is offered no more, and read on', async () => {
  const sam = await open('sam', '#/debrief-lists', DESK);
  await sam.getByRole('button', { name: 'Add support' }).click();
  await sam.getByLabel('Name').fill('Care line');
  await sam.getByLabel('Phone').fill('1800 000 000');
  await sam.getByRole('button', { name: 'Add one' }).click();
  await sam.getByLabel('What is it?').fill('The side gate');
  expect(await faultsOf(sam)).toEqual([]);
  await sam.getByRole('button', { name: 'Save' }).click();
  await sam.getByText('Saved', { exact: true }).waitFor();

  const ruth = await open('ruth', at('support'));
  await ruth.getByRole('radio', { name: 'Care line, 1800 000 000' }).check();
  await ruth.getByRole('radio', { name: 'Yes' }).check();
  await ruth.getByRole('button', { name: 'Add this' }).click();
  await ruth.getByRole('list', { name: 'Offered so far' }).getByText('Care line').waitFor();
  await ruth.goto(`${gateway.addresses.http}/desk${at('review')}`);
  await unfold(ruth, 'What added to it?');
  await ruth.getByLabel('The side gate').check();

  await sam.getByRole('button', { name: 'Take off the list' }).first().click();
  await sam.getByRole('button', { name: 'Save' }).click();
  await sam.getByText('Not offered any more').waitFor();
  const again = await open('ruth', at('support'));
  await again.getByRole('list', { name: 'Offered so far' }).getByText('Care line').waitFor();
  expect(await again.getByRole('radio', { name: /Care line/ }).count()).toBe(0);
});

it('a cause that comes again is said with its place, and the short form stays short', async () => {
  await say('ruth', 'review', { factors: ['crowding'] });
  const first = debrief;
  const hands = new Hands(gateway);
  await hands.press('button-ana', { boot: Math.floor(performance.now()) + 1, place: { beacon: 'beacon-1' } });
  ({ debrief } = hands.alarm);
  expect(debrief).not.toBe(first);
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'accidental' } });
  await say('ruth', 'accept', {});
  await say('ruth', 'review', { factors: ['crowding'] });
  const ruth = await open('ruth', at());
  await ruth.getByText('Second time in Interview room 1: Too many people in one place').waitFor();
  // Support and the client's service are offered in a fold, not asked.
  expect(await ruth.getByRole('heading', { name: 'Support' }).isVisible()).toBe(false);
  await ruth.getByText('More, if you want to').click();
  await ruth.getByRole('heading', { name: 'Support' }).waitFor();
});
