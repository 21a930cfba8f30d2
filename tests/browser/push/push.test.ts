import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';
import { Hands } from '../../harness/hands.ts';
import { PushService, type Pushed } from '../../scenario/push/push-service.ts';
import { Stage } from '../story/stage.ts';

let stage: Stage;
let service: PushService;
beforeAll(async () => {
  stage = await Stage.build();
});
afterAll(() => stage.close());
beforeEach(async () => {
  service = await PushService.open();
  const contact = { pushContact: 'mailto:ops@clinic.example', pushLoopback: true };
  await stage.begin({ contact });
});
afterEach(async () => {
  await stage.end();
  await service.close();
});

const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true } as const;

/** The worker of the notices, installed as the page does it, and what the browser calls its registration. */
async function installed(page: Page): Promise<string> {
  const cdp = await page.context().newCDPSession(page);
  const ids: string[] = [];
  cdp.on('ServiceWorker.workerVersionUpdated', ({ versions }) => {
    for (const { status, registrationId, scriptURL } of versions)
      if (status === 'activated' && scriptURL.endsWith('/push-sw.js')) ids.push(registrationId);
  });
  await cdp.send('ServiceWorker.enable');
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/push-sw.js', { scope: '/push/' });
  });
  const id = await until('the worker is active', () => ids[0]);
  await cdp.detach();
  return id;
}

async function deliver(page: Page, registrationId: string, data: string): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('ServiceWorker.enable');
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: stage.http, registrationId, data });
}

interface Notice {
  readonly title: string;
  readonly body: string;
  readonly silent: boolean | null;
  readonly tag: string;
}

const shownOn = (page: Page): Promise<Notice[]> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/push/');
    const notices = (await registration?.getNotifications()) ?? [];
    return notices.map(({ title, body, silent, tag }) => ({ title, body, silent, tag }));
  });

/** This browser is subscribed at our service: this Chromium has none of its maker's behind it. */
async function subscribedAs(page: Page, name: string): Promise<void> {
  const key = await page.evaluate(async () => ((await (await fetch('/api/v1/my/push')).json()) as { key: string }).key);
  const made = service.subscribe(name, key);
  const status = await page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/v1/my/push', { method: 'PUT', headers, body })).status;
  }, JSON.stringify(made.json()));
  expect(status).toBe(200);
}

async function allowed(context: BrowserContext): Promise<void> {
  await context.grantPermissions(['notifications'], { origin: stage.http });
}

test('a message that was really pushed is shown by the worker, which says so, and the alarm’s story has it', async () => {
  const manager = await stage.person('manager');
  await allowed(manager.context());
  const registration = await installed(manager);
  await subscribedAs(manager, 'ruths-phone');
  const { core } = stage.gateway.gateway;
  await new Hands(stage.gateway).press('button-ana');
  const isNeeded = ({ notice: { title } }: Pushed): boolean => title === 'You are needed now';
  const pushed = await until('it is pushed', () => service.to('ruths-phone').find(isNeeded), { withinMs: 60_000 });
  await deliver(manager, registration, JSON.stringify(pushed.notice));
  const [notice] = await until('it is on the screen', async () => {
    const all = await shownOn(manager);
    return all.length > 0 && all;
  });
  expect(notice).toMatchObject({ title: 'You are needed now', silent: false });
  expect(JSON.stringify(notice)).not.toMatch(/Ana|Ruth|Interview|Room|duress|alarm|danger/i);
  const sent = await until('it is reported as shown', () => {
    const [alarm] = core.committed.alarms.values();
    return alarm?.reach?.sent.find(({ person, results }) => person === 'ruth' && results.push === 'shown');
  });
  expect(sent.of).toContain('push');
  // The next one about the same matter takes the place of the first: no pile of notices.
  await deliver(manager, registration, JSON.stringify({ ...pushed.notice, title: 'You are needed now (2)' }));
  await until('one notice', async () => {
    const all = await shownOn(manager);
    return all.length === 1 && all[0]?.title.endsWith('(2)');
  });
});

test('what can not be read is shown as something, silently, and nothing is reported', async () => {
  const manager = await stage.person('manager');
  await allowed(manager.context());
  const registration = await installed(manager);
  for (const data of ['not json', '', '{"title":7}']) {
    await deliver(manager, registration, data);
    await until('it is on the screen', async () =>
      (await shownOn(manager)).some(({ tag, silent }) => tag === 'unreadable' && silent === true),
    );
  }
  expect(stage.gateway.gateway.counters.read()['push-receipt-refused'] ?? 0).toBe(0);
});

test('without the permission nothing is shown, and nothing says that it was', async () => {
  const manager = await stage.person('manager');
  await manager.context().grantPermissions([], { origin: stage.http });
  const registration = await installed(manager);
  const worker = await until('the worker is known', () =>
    manager
      .context()
      .serviceWorkers()
      .find((one) => one.url().endsWith('/push-sw.js')),
  );
  // What the browser answers is noted inside the worker: it tells nobody else.
  await worker.evaluate(() => {
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called below with the registration that it belongs to
    const real = ServiceWorkerRegistration.prototype.showNotification;
    ServiceWorkerRegistration.prototype.showNotification = function (...said) {
      const shown = real.apply(this, said);
      const note = (outcome: string) => () => Object.assign(globalThis, { outcome });
      shown.then(note('shown'), note('refused'));
      return shown;
    };
  });
  await deliver(manager, registration, JSON.stringify({ title: 'You are needed now', shown: 'a-receipt' }));
  const outcome = (): Promise<string | undefined> => worker.evaluate(() => (globalThis as { outcome?: string }).outcome); // as: put there above.
  expect(await until('it is tried', outcome)).toBe('refused');
  // Had it said that it was shown, that would come before what the next one says.
  await allowed(manager.context());
  await deliver(manager, registration, JSON.stringify({ title: 'Second', tag: 't', shown: 'another-receipt' }));
  await until('the second is shown', async () => (await shownOn(manager)).some(({ title }) => title === 'Second'));
  await until('its receipt is refused', () => stage.gateway.gateway.counters.read()['push-receipt-refused'] === 1);
});

test('the phone page leads to it, and the permission is asked for by the click alone', async () => {
  const ana = await stage.person('worker', PHONE);
  await ana.addInitScript(() => {
    const real = Notification.requestPermission.bind(Notification);
    const asked = { times: 0 };
    Object.assign(window, { asked });
    Notification.requestPermission = () => {
      asked.times += 1;
      return real();
    };
  });
  await ana.getByRole('button', { name: 'I understand' }).click();
  await ana.locator('.headline', { hasText: 'Ready' }).waitFor();
  await ana.getByRole('link', { name: 'Set-up' }).click();
  await ana.getByRole('link', { name: /^Tell me on this phone/ }).click();
  await ana.getByRole('heading', { name: 'Tell me on this device' }).waitFor();
  await ana.getByText('The notice names nobody').waitFor();
  const asked = (): Promise<number> => ana.evaluate(() => (window as unknown as { asked: { times: number } }).asked.times); // as: put there above.
  expect(await asked()).toBe(0);
  await allowed(ana.context());
  await ana.getByLabel('What you call this device').fill('My phone');
  await ana.getByRole('button', { name: 'Tell me here' }).click();
  // This Chromium has no push service of its maker's behind it, which is what a house without a way out looks like.
  await ana.getByText(/did not get an address for notices/).waitFor();
  expect(await asked()).toBe(1);
  expect(stage.gateway.gateway.core.committed.subscriptions.size).toBe(0);
  await ana.getByRole('link', { name: /Back to my button/ }).click();
  await ana.locator('.headline', { hasText: 'Ready' }).waitFor();
});

/** The one part that this browser lacks, its maker's service, replaced by ours; the form, the worker and the gateway are as they are. */
async function withService(page: Page, name: string): Promise<void> {
  const key = await page.evaluate(async () => ((await (await fetch('/api/v1/my/push')).json()) as { key: string }).key); // as: the contract.
  const made = service.subscribe(name, key).json();
  await page.addInitScript((json) => {
    let subscription: object | null = null;
    const given = { ...json, toJSON: () => json, options: { applicationServerKey: null } };
    Object.assign(given, {
      unsubscribe: () => {
        subscription = null;
        return Promise.resolve(true);
      },
    });
    Object.assign(PushManager.prototype, {
      getSubscription: () => Promise.resolve(subscription),
      subscribe: () => Promise.resolve((subscription = given)),
    });
  }, made);
  await page.reload();
}

test('the desk: turned on, tried by a test that comes back as delivered, and turned off again', async () => {
  const ruth = await stage.person('manager');
  await allowed(ruth.context());
  await withService(ruth, 'ruths-laptop');
  await ruth.getByRole('link', { name: 'Ruth Adler' }).first().click();
  await ruth.getByRole('heading', { name: 'How you are reached' }).waitFor();
  await ruth.getByText('no device', { exact: true }).waitFor();
  await ruth.getByLabel('What you call this device').fill('My laptop');
  await ruth.getByRole('button', { name: 'Tell me here' }).click();
  await ruth.getByText('You are told on this device.').waitFor();

  await ruth.getByRole('button', { name: 'Send a test' }).click();
  await ruth.getByText('Accepted only').waitFor();
  const pushed = await until('it is pushed', () => service.to('ruths-laptop').find(({ notice }) => notice.title === 'A test message'));
  const registration = await installed(ruth);
  await deliver(ruth, registration, JSON.stringify(pushed.notice));
  await ruth.getByText('Delivered').waitFor();
  await ruth.getByText(/^Last test: today .*, asked by Ruth Adler\.$/).waitFor();
  await ruth.getByRole('button', { name: 'Send a test' }).click();
  await ruth.getByText(/^A test was sent a moment ago/).waitFor();

  await ruth.getByRole('button', { name: 'Stop telling me here' }).click();
  await ruth.getByText('no device', { exact: true }).waitFor();
  expect(stage.gateway.gateway.core.committed.subscriptions.size).toBe(0);
});
