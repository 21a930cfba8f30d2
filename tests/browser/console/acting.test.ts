import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';
import { DeskUnderTest } from './desk-under-test.ts';
import { JON, ME, sampleAlarm } from './samples.ts';

const desk = new DeskUnderTest();
beforeAll(() => desk.start());
afterAll(() => desk.stop());
beforeEach(() => desk.begin());
afterEach(async () => {
  expect(await desk.end()).toEqual([]);
});

const card = (alarm: string) => `[data-alarm="${alarm}"]`;

/** One alarm on an armed console. */
async function oneAlarm() {
  const page = await desk.armed();
  const view = sampleAlarm(0, desk.gateway.feed.now());
  desk.gateway.feed.put(view);
  await page.locator(card(view.alarm)).waitFor();
  return { page, view, state: () => page.locator(card(view.alarm)).getAttribute('data-state') };
}

describe('an alarm', () => {
  test('says where, who, what level, since when and who has it, with the protocol beside it and no click', async () => {
    const { page } = await oneAlarm();
    const text = await page.locator('body').innerText();
    for (const words of [
      'Room 12',
      'Ground floor · East wing · Clinic North',
      'heard by a receiver',
      'Ana Ruiz',
      'DURESS',
      'Nobody has it',
      'Ring Room 12 on 412',
    ])
      expect(text).toContain(words);
    expect(await page.getByRole('timer').innerText()).toMatch(/^0:0\d$/);
  });

  test('is told to the gateway as shown, once', async () => {
    const { view } = await oneAlarm();
    await until('shown was said', () => desk.shown.includes(view.alarm));
    desk.gateway.change(view.alarm, { presses: 2 });
    const words = desk.gateway.feed.heard.length;
    await until('a later word', () => desk.gateway.feed.heard.length > words);
    expect(desk.shown).toEqual([view.alarm]);
  });

  test('that is open again after an all clear is told to the gateway as shown once more', async () => {
    const { page, view, state } = await oneAlarm();
    const said = () =>
      desk.gateway.feed.heard.flatMap(({ message }) =>
        message.type === 'shown' ? [[message.alarms, message.reopened?.[view.alarm]]] : [],
      );
    const first = [[view.alarm], undefined];
    await until('shown was said', () => said().length === 1);
    desk.gateway.change(view.alarm, { state: 'cleared', loud: false });
    await until('it is over', async () => (await state()) === 'cleared');
    desk.gateway.change(view.alarm, { state: 'open', loud: true, reopened: 1 });
    await until('shown was said again', () => said().length > 1);
    desk.gateway.change(view.alarm, { presses: 3 });
    await page.locator(card(view.alarm)).getByText('pressed 3 times').waitFor();
    desk.gateway.change(view.alarm, { reopened: 2 });
    await until('and a third time', () => said().length > 2);
    expect(said()).toEqual([first, [[view.alarm], 1], [[view.alarm], 2]]);
  });

  test('that somebody has taken while the log is away is theirs on every console, marked, and as the log has it afterwards', async () => {
    const { page, view, state } = await oneAlarm();
    const taken = { ...JON, at: desk.gateway.feed.now() };
    desk.gateway.feed.sayPending([], [{ ...view, state: 'taken', loud: false, recorded: false, taken, actions: ['take-over'] }]);
    await page.getByText(`${JON.name} has it (not recorded yet)`).waitFor();
    expect(await state()).toBe('taken');
    expect(await page.getByRole('button', { name: /^Take$/ }).count()).toBe(0);
    desk.gateway.change(view.alarm, { state: 'taken', loud: false, taken });
    desk.gateway.feed.sayPending([]);
    await page.getByText(`${JON.name} has it`, { exact: true }).waitFor();
  });

  test('is taken with one click, seen as pending until the gateway confirms', async () => {
    const { page, view, state } = await oneAlarm();
    let letGo = () => {};
    desk.gateway.gate = new Promise((resolve) => (letGo = resolve));
    await page.getByRole('button', { name: /^Take/ }).click();
    await page.getByRole('button', { name: 'Taking…' }).waitFor();
    expect(await state()).toBe('open');
    letGo();
    await page.getByText('You have it').waitFor();
    expect(desk.gateway.asked).toEqual([{ alarm: view.alarm, action: 'take', body: {} }]);
  });

  test('is taken with one key, and undone within 10 s', async () => {
    const { page, state } = await oneAlarm();
    await page.keyboard.press('t');
    await page.getByText('You have it').waitFor();
    await page.getByRole('button', { name: /^Undo/ }).click();
    await page.getByText('Nobody has it', { exact: true }).waitFor();
    expect(await state()).toBe('open');
  });

  test('lost to somebody quicker says who', async () => {
    const { page } = await oneAlarm();
    desk.gateway.winner = JON;
    await page.getByRole('button', { name: /^Take/ }).click();
    await page.getByText(/Jon Okafor took this \d+ seconds ago\./).waitFor();
    expect(await page.getByRole('button', { name: /^Take$/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Take over' }).waitFor();
  });

  test('goes its whole way by keyboard alone, and closes only with an outcome and, alone, a reason', async () => {
    const { page, view, state } = await oneAlarm();
    for (const [key, reached] of [
      ['t', 'taken'],
      ['c', 'coming'],
      ['h', 'here'],
      ['a', 'cleared'],
    ] as const) {
      await page.keyboard.press(key);
      await until(`the card says ${reached}`, async () => (await state()) === reached);
    }
    desk.gateway.change(view.alarm, {
      cleared: { ...ME, at: desk.gateway.feed.now() - 130_000, aloneFrom: desk.gateway.feed.now() - 10_000, confirmed: false },
    });
    await page.getByText('2:10 ago').waitFor();
    await page.keyboard.press('x');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await page.keyboard.press('Enter');
    await dialog.getByText('Choose what it was.').waitFor();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await dialog.getByText('Say why you close it alone.').waitFor();
    await page.keyboard.type('nobody else is on shift; x');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    expect(desk.gateway.asked.at(-1)).toEqual({
      alarm: view.alarm,
      action: 'close',
      body: { outcome: 'precaution', reason: 'nobody else is on shift; x' },
    });
    await page.getByText('Maria Silva closed it: Precaution').waitFor();
  });

  test('can be given to somebody else', async () => {
    const { page, view } = await oneAlarm();
    await page.keyboard.press('t');
    await page.getByRole('button', { name: /^Send/ }).click();
    await page.getByLabel('Person').selectOption({ label: JON.name });
    await page.getByRole('button', { name: 'Say so' }).click();
    await page.getByText('Jon Okafor is coming').waitFor();
    expect(desk.gateway.asked.at(-1)).toEqual({ alarm: view.alarm, action: 'coming', body: { responder: JON.person } });
  });

  test('a failed act is said on its card and nothing is shown as done', async () => {
    const { page, view, state } = await oneAlarm();
    desk.gateway.change(view.alarm, { actions: ['take'] });
    const before = desk.gateway.feed.alarms.get(view.alarm);
    if (before !== undefined) desk.gateway.feed.alarms.set(view.alarm, { ...before, actions: [] });
    await page.keyboard.press('t');
    await page.locator('.note', { hasText: 'Not possible now' }).waitFor();
    expect(await state()).toBe('open');
  });
});

describe('keys', () => {
  test('? lists them; single keys can be turned off, and then T takes nothing', async () => {
    const { page } = await oneAlarm();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.getByLabel('Use single keys').click();
    await page.keyboard.press('Escape');
    // Gone from the page: a dialog that is only closed still takes the keys until the browser has said so.
    await page.locator('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('t');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    expect(desk.gateway.asked).toEqual([]);
  });

  test('typing goes on unbroken while 20 alarms come', async () => {
    const { page, view } = await oneAlarm();
    desk.gateway.change(view.alarm, { state: 'cleared', loud: false, cleared: { ...JON, at: 0, aloneFrom: 0, confirmed: false } });
    await page.getByRole('button', { name: /^Confirm and close/ }).click();
    const note = page.getByLabel('Note (optional)');
    await note.click();
    let typed = '';
    for (let i = 1; i <= 20; i += 1) {
      desk.gateway.feed.put(sampleAlarm(i, desk.gateway.feed.now()));
      await page.keyboard.type('tcx ');
      typed += 'tcx ';
    }
    await page.locator(card('alarm-20')).waitFor({ state: 'attached' });
    expect(await note.inputValue()).toBe(typed);
    expect(desk.gateway.asked).toEqual([]);
  });
});

test('a screen reader hears one sentence for each alarm and each further press, and the tab says it too', async () => {
  const { page, view } = await oneAlarm();
  const said = page.getByRole('alert');
  expect(await said.allInnerTexts()).toEqual(['Duress: Room 12, Ana Ruiz.']);
  await expect.poll(() => page.title()).toBe('(1) Room 12: nobody has it · Reception');
  const icon = () => page.locator('link[rel="icon"]').getAttribute('href');
  expect(await icon()).toContain('alarm');
  desk.gateway.change(view.alarm, { presses: 2 });
  await expect.poll(() => said.innerText()).toBe('Duress again, Room 12, Ana Ruiz, pressed 2 times.');
  desk.gateway.change(view.alarm, { state: 'taken', loud: false, taken: { ...JON, at: desk.gateway.feed.now() } });
  await expect.poll(icon).toContain('attended');
});

test('50 alarms in a burst: each shown and said once, and the Take button under the pointer stays where it is', async () => {
  const { page } = await oneAlarm();
  const take = page.getByRole('button', { name: /^Take/ }).first();
  const before = await take.boundingBox();
  await take.hover();
  const longest = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let worst = 0;
        const seen = new PerformanceObserver((list) => (worst = Math.max(worst, ...list.getEntries().map((entry) => entry.duration))));
        seen.observe({ type: 'longtask' });
        document.addEventListener('keyup', () => resolve(worst), { once: true });
      }),
  );
  for (let i = 1; i <= 50; i += 1) {
    desk.gateway.feed.put(sampleAlarm(i, desk.gateway.feed.now(), { level: i % 4 === 0 ? 'duress' : 'assist' }));
    await page.locator(card(`alarm-${i}`)).waitFor({ state: 'attached' });
  }
  await until('all are said to be shown', () => desk.shown.length === 51);
  expect(new Set(desk.shown).size).toBe(51);
  expect(await page.locator('article').count()).toBe(51);
  expect(await take.boundingBox()).toEqual(before);
  await page.keyboard.press('Shift');
  expect(await longest).toBeLessThanOrEqual(200);
  await page.mouse.move(640, 20);
  await expect.poll(() => page.locator('article').first().getAttribute('data-alarm'), { timeout: 5_000 }).toBe('alarm-48');
});

describe('where help found the worker', () => {
  test('is said with one tap once somebody is there, in the same card at the same height, and can be said anew', async () => {
    const { page, view, state } = await oneAlarm();
    const box = () => page.locator(card(view.alarm)).boundingBox();
    for (const name of [/^Take/, 'I’m there']) await page.getByRole('button', { name }).click();
    await until('somebody is there', async () => (await state()) === 'here');
    const before = await box();
    await page.getByRole('button', { name: 'Found there' }).click();
    const said = page.getByRole('button', { name: /^Found where the alarm said/ });
    await said.waitFor();
    expect(await box()).toEqual(before);
    expect(desk.gateway.asked.at(-1)).toMatchObject({ action: 'found', body: {} });
    await page.getByText(/Somebody said where the worker was.*where the alarm said/).waitFor();
    await said.click();
    // Places of the same site alone.
    const places = page.getByLabel('Place', { exact: true });
    expect(await places.locator('option').allInnerTexts()).toEqual([
      'Somewhere else, place not known',
      'Found where the alarm said',
      'Clinic North',
      'Clinic North › Loading yard',
    ]);
    await places.selectOption('yard');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: /^Found somewhere else: Loading yard/ }).waitFor();
    expect(desk.gateway.asked.at(-1)).toMatchObject({ action: 'found', body: { where: 'elsewhere', place: 'yard' } });
  });

  test('is no step of the story: nobody has to say it', async () => {
    const { page, view, state } = await oneAlarm();
    await page.getByRole('button', { name: /^Take/ }).click();
    expect(await page.getByRole('button', { name: 'Found there' }).count()).toBe(0);
    for (const name of ['I’m there', 'All clear']) await page.getByRole('button', { name, exact: true }).click();
    await until('it is cleared', async () => (await state()) === 'cleared');
    expect(desk.gateway.asked.some(({ action }) => action === 'found')).toBe(false);
    expect(
      await page
        .locator(card(view.alarm))
        .getByRole('button', { name: /^Found…/ })
        .count(),
    ).toBe(1);
  });
});
