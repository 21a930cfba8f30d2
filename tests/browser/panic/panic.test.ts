import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axeFaults, PHONE, Stage } from '../desk/browser.ts';
import { Phone, until } from './phone.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());
beforeEach(async () => {
  await stage.fresh();
});

it('is at most 15 kB of script', async () => {
  const html = await readFile(join(stage.dist, 'panic.html'), 'utf8');
  expect(html).not.toMatch(/<script[^>]*src=|rel="(?:modulepreload|stylesheet)"/);
  const scripts = [...html.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, text = '']) => text);
  expect(scripts).toHaveLength(1);
  expect(gzipSync(scripts[0] ?? '', { level: 9 }).length).toBeLessThanOrEqual(15_000);
});

describe('the control', () => {
  it('covers half of the screen, answers at once and sends after one second', async () => {
    const phone = await Phone.open(stage);
    const box = await phone.control.boundingBox();
    expect(((box?.width ?? 0) * (box?.height ?? 0)) / (PHONE.width * PHONE.height)).toBeGreaterThanOrEqual(0.5);
    await phone.hold();
    await phone.reads('The gateway has it');
    const notes = await phone.notes();
    expect(notes.held - notes.down).toBeLessThanOrEqual(100);
    expect((notes.sent[0] ?? 0) - notes.down).toBeGreaterThanOrEqual(900);
    expect((notes.sent[0] ?? 0) - notes.down).toBeLessThanOrEqual(1_100);
    expect(stage.gateway.signals()).toMatchObject([{ kind: 'duress', age: expect.toSatisfy((age: number) => age < 100) as number }]);
  });

  it('does nothing on 1,000 taps shorter than half a second', async () => {
    const phone = await Phone.open(stage);
    const { page } = phone;
    await page.clock.install();
    await phone.control.hover();
    for (let tap = 0; tap < 1_000; tap += 1) {
      await page.mouse.down();
      await page.clock.runFor((tap * 7) % 500);
      await page.mouse.up();
    }
    expect(stage.gateway.signals()).toEqual([]);
    // The same finger held for a second does press: the silence above is not a dead control.
    await page.mouse.down();
    await page.clock.runFor(1_000);
    await page.mouse.up();
    await until(() => stage.gateway.signals().length === 1);
  });

  it('works with the keyboard alone, held like a finger', async () => {
    const phone = await Phone.open(stage);
    await phone.control.focus();
    await phone.page.keyboard.press(' ');
    await phone.page.getByText('That was too short').waitFor();
    await phone.page.keyboard.down(' ');
    await until(() => stage.gateway.signals().length === 1);
    await phone.page.keyboard.up(' ');
  });

  it('sends the lower level from its own, smaller control', async () => {
    const phone = await Phone.open(stage);
    await phone.page.locator('button.assist').hover();
    await phone.page.mouse.down();
    await until(() => stage.gateway.signals().length === 1);
    await phone.page.mouse.up();
    expect(stage.gateway.signals()).toMatchObject([{ kind: 'assist' }]);
  });
});

describe('without a network', () => {
  it('says so at once, offers to call, keeps trying, and makes exactly one alarm afterwards', async () => {
    const phone = await Phone.open(stage);
    await phone.page.context().setOffline(true);
    await phone.hold();
    await phone.reads('Not sent — retrying');
    await phone.page.getByRole('link', { name: /^Call/ }).first().waitFor();
    await phone.page.waitForFunction(() => window.notes.sent.length >= 6, undefined, { timeout: 30_000 });
    const { sent, notSent, callLink } = await phone.notes();
    expect(notSent - (sent[0] ?? 0)).toBeLessThanOrEqual(300);
    expect(callLink - (sent[0] ?? 0)).toBeLessThanOrEqual(3_000);
    const gaps = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5_000);
    expect(stage.gateway.signals()).toEqual([]);
    await phone.page.context().setOffline(false);
    await phone.reads('The gateway has it');
    const names = new Set(stage.gateway.signals().map(({ boot, seq }) => `${boot} ${seq}`));
    expect(names.size).toBe(1);
    expect(stage.gateway.signals()[0]?.age).toBeGreaterThan(5_000);
  });

  it('opens from its own store, and a press survives a reload with its name and its age', async () => {
    const phone = await Phone.open(stage);
    await phone.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await phone.page.reload();
    await phone.reads('Ready');
    await phone.page.context().setOffline(true);
    await phone.hold();
    await phone.reads('Not sent');
    await phone.page.reload();
    await phone.control.waitFor();
    await phone.page.context().setOffline(false);
    await phone.reads('The gateway has it');
    expect(new Set(stage.gateway.signals().map(({ boot, seq }) => `${boot} ${seq}`)).size).toBe(1);
    expect(stage.gateway.signals()[0]?.age).toBeGreaterThan(0);
  });

  it('never takes a newer page while a finger rests on the control', async () => {
    const phone = await Phone.open(stage);
    await phone.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await phone.page.reload();
    await phone.reads('Ready');
    let letGo = () => {};
    stage.gateway.pageGate = new Promise((resolve) => (letGo = resolve));
    stage.gateway.build = 'newer';
    // A newer page was taken into the store: what the page in front is told last before it starts it.
    const renewed = phone.page.evaluate(() =>
      new Promise((resolve) => navigator.serviceWorker.addEventListener('message', resolve, { once: true })).then(() => true),
    );
    stage.gateway.cutFeed();
    await phone.down();
    letGo();
    expect(await renewed).toBe(true);
    await phone.reads('The gateway has it');
    await phone.page.mouse.up();
  });

  it('is on the glass within half a second from its store', async () => {
    const phone = await Phone.open(stage);
    await phone.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
    });
    await phone.page.context().setOffline(true);
    const firstPaints: number[] = [];
    for (let opening = 0; opening < 3; opening += 1) {
      await phone.page.reload();
      await phone.control.waitFor();
      firstPaints.push(await phone.page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity));
    }
    expect(Math.min(...firstPaints)).toBeLessThanOrEqual(500);
  });

  it('falls back to asking when only the live line is gone', async () => {
    const phone = await Phone.open(stage);
    await phone.page.routeWebSocket(/feed/, (socket) => socket.close());
    stage.gateway.cutFeed();
    await phone.hold();
    await phone.reads('The gateway has it');
    stage.gateway.say({ state: 'coming', by: 'Ben Okafor' }, Date.now());
    await phone.reads('Ben Okafor is coming');
  });
});

describe('the ladder', () => {
  it('shows each state when the gateway has said it, never before, and confirms what was painted', async () => {
    const phone = await Phone.open(stage);
    await phone.hold();
    await phone.reads('The gateway has it');
    expect(await phone.steps()).toEqual(['The gateway has it']);
    const said = [
      ['shown', undefined, 'Seen by reception'],
      ['taken', 'Cleo Marsh', 'Cleo Marsh has it'],
      ['coming', 'Ben Okafor', 'Ben Okafor is coming'],
      ['here', 'Ben Okafor', 'Ben Okafor is here'],
    ] as const;
    for (const [state, by, text] of said) {
      const at = Date.now();
      stage.gateway.say(by === undefined ? { state } : { state, by }, at);
      await phone.reads(text);
      expect(Date.now() - at).toBeLessThanOrEqual(1_000);
      await until(() => stage.gateway.handAcks.includes(stage.gateway.feedback.rev));
    }
    expect(await phone.steps()).toHaveLength(5);
    // A release takes steps back: the page must not go on claiming that somebody comes.
    stage.gateway.say({ state: 'shown' }, Date.now());
    await phone.reads('Seen by reception');
    expect(await phone.steps()).toEqual(['The gateway has it', 'Seen by reception']);
    stage.gateway.say({ state: 'closed' }, Date.now());
    await phone.reads('Closed');
    expect(await axeFaults(phone.page)).toEqual([]);
  });

  it('says plainly when nobody has seen it', async () => {
    const phone = await Phone.open(stage);
    await phone.hold();
    await phone.reads('The gateway has it');
    stage.gateway.say({ state: 'unseen' }, Date.now());
    await phone.reads('Nobody has seen it yet');
    await phone.page.getByRole('link', { name: 'Call 112' }).waitFor();
  });
});

describe('cancelling', () => {
  async function cancelledWith(pin: string): Promise<Buffer> {
    await stage.fresh();
    const phone = await Phone.open(stage);
    await phone.hold();
    await phone.reads('The gateway has it');
    // The press is at the gateway before any PIN is asked for.
    expect(stage.gateway.signals()).toHaveLength(1);
    await phone.page.getByRole('button', { name: /^Cancel with PIN/ }).click();
    await phone.page.getByLabel('Your PIN').fill(pin);
    await phone.page.keyboard.press('Enter');
    await phone.reads('You asked to cancel');
    expect(stage.gateway.signals()[1]).toMatchObject({ kind: 'cancel', pin });
    await phone.page.mouse.move(0, 0);
    return phone.page.screenshot({ mask: [phone.page.locator('time')], animations: 'disabled' });
  }

  it('looks the same to the last pixel with the PIN and with the duress PIN', async () => {
    expect((await cancelledWith('1234')).equals(await cancelledWith('998877'))).toBe(true);
  });

  it('goes out after its alarm, never before it, and leaves no PIN on the phone', async () => {
    const phone = await Phone.open(stage);
    await phone.page.context().setOffline(true);
    await phone.hold();
    await phone.page.getByRole('button', { name: /^Cancel with PIN/ }).click();
    await phone.page.getByLabel('Your PIN').fill('4711');
    await phone.page.keyboard.press('Enter');
    expect(await phone.page.evaluate(() => JSON.stringify(localStorage))).not.toContain('4711');
    await phone.page.context().setOffline(false);
    await until(() => stage.gateway.signals().length >= 2);
    expect(
      stage.gateway
        .signals()
        .map(({ kind }) => kind)
        .slice(0, 2),
    ).toEqual(['duress', 'cancel']);
  });
});

describe('silence', () => {
  it('is dark, makes no sound and does not shake', async () => {
    const phone = await Phone.open(stage);
    await phone.hold();
    await phone.reads('The gateway has it');
    expect(await phone.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe('rgb(0, 0, 0)');
    expect(await phone.notes()).toMatchObject({ shakes: 0, audio: 0 });
    expect(await axeFaults(phone.page)).toEqual([]);
  });

  it('can be switched off: then the phone shakes once when the gateway has it', async () => {
    const phone = await Phone.open(stage, { silent: false });
    await phone.hold();
    await phone.reads('The gateway has it');
    expect(await phone.notes()).toMatchObject({ shakes: 1, audio: 0 });
  });
});

describe('being ready', () => {
  it('is not claimed before the limits were read and understood', async () => {
    const page = await stage.page(await stage.context('worker'));
    await page.goto(`${stage.gateway.url}/panic`);
    for (const limit of ['Locked screen', 'In the background', 'Do Not Disturb']) await page.getByText(limit, { exact: true }).waitFor();
    expect(await page.getByText('Ready', { exact: true }).count()).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'I understand' }).click();
    await page.reload();
    await page.getByText('Ready', { exact: true }).waitFor();
  });

  it('ends with the reason in words when the gateway is gone, and comes back with it', async () => {
    const phone = await Phone.open(stage);
    stage.gateway.mode = 'away';
    await phone.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await phone.reads('Not ready');
    await phone.page.getByText('can’t reach the gateway').waitFor();
    expect(await axeFaults(phone.page)).toEqual([]);
    stage.gateway.mode = 'well';
    await phone.page.evaluate(() => window.dispatchEvent(new Event('online')));
    await phone.reads('Ready');
  });

  it('tells someone who is signed out to sign in', async () => {
    const page = await stage.page(await stage.context());
    await page.goto(`${stage.gateway.url}/panic`);
    await page.getByRole('button', { name: 'I understand' }).click();
    await page.getByText('You are signed out').waitFor();
    expect(await page.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toBe('/sign-in?back=%2Fpanic');
  });
});

it('asks no other host and breaks no rule of the content policy', async () => {
  const phone = await Phone.open(stage);
  await phone.hold();
  await phone.reads('The gateway has it');
  expect(stage.complaints).toEqual([]);
});
