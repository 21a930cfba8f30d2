import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { demoSetting } from '../../../gateway/src/access/demo.ts';
import { answerPage, type AnswerScene } from '../../../gateway/src/api/answer/answer-page.ts';
import { ENGLISH } from '../../../gateway/src/api/answer/texts.en.ts';
import { JURISDICTIONS } from '../../../gateway/src/contract/jurisdictions.ts';
import { LANGUAGES } from '../../../gateway/src/contract/languages.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { DESK, PHONE, Stage } from '../desk/browser.ts';
import { clipped, overlapping, strangers } from './look-through.ts';
import { CLOSE, OPEN, PSEUDO } from './pseudo.ts';

let stage: Stage;
let gateway: TestGateway;
// The pages are built for this file alone, which takes its time where others build too.
const BUILT_WITHIN_MS = 180_000;
beforeAll(async () => {
  stage = await Stage.open(PSEUDO);
  gateway = await TestGateway.start({ configuration: { dashboard: stage.dist } });
  await gateway.save([{ put: 'setting', key: demoSetting('manager'), value: 'sam' }]);
}, BUILT_WITHIN_MS);
afterAll(async () => {
  await gateway.close();
  await stage.close();
});
beforeEach(async () => {
  await stage.fresh();
});

/** Fields of answers in which people and devices write; everything else is a code that must not be shown as it is. */
const WRITTEN = new Set([
  ...['name', 'workerName', 'ownerName', 'label', 'login', 'email', 'phone', 'call', 'device', 'firmware', 'zone', 'console'],
  ...['path', 'protocol', 'account', 'before', 'answer', 'note', 'wayHome', 'support', 'text', 'check', 'names', 'devices', 'detail'],
]);

/** Whose law it is: names as they are, like those of places. */
function lawsOf(): string[] {
  return Object.values(JURISDICTIONS).map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}

/** What the site itself says on these pages, gathered as the pages are given it. */
class SitesWords {
  readonly #said = new Set<string>();

  listen(page: Page): void {
    page.on('response', (response) => {
      if (!response.url().includes('/api/')) return;
      response.json().then(
        (body: unknown) => {
          this.#gather(body, false);
        },
        // No body, or none in JSON: nothing is written there.
        () => undefined,
      );
    });
  }

  get pattern(): RegExp {
    const said = [...this.#said].filter((text) => text.trim().length > 1).sort((a, b) => b.length - a.length);
    const words = said.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    // Days and zones as the browser writes them, addresses, and what a file's columns are called.
    const written = [
      '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?',
      '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*',
      'https?://\\S+',
    ];
    const units = ['\\d+(?:\\.\\d+)? (?:ms|s|min|h|d)\\b', 'am|pm', '[A-Z][a-z]+/[A-Z][a-z_]+'];
    return new RegExp([...words, ...Object.values(LANGUAGES), ...lawsOf(), ...written, ...units].join('|'), 'g');
  }

  #gather(value: unknown, isWritten: boolean): void {
    if (typeof value === 'string') {
      if (isWritten) for (const line of value.split('\n')) this.#said.add(line);
    } else if (Array.isArray(value)) for (const one of value) this.#gather(one, isWritten);
    else if (typeof value === 'object' && value !== null)
      for (const [name, part] of Object.entries(value)) this.#gather(part, WRITTEN.has(name));
  }
}

async function opened(context: BrowserContext): Promise<{ readonly page: Page; readonly site: SitesWords }> {
  const page = await context.newPage();
  const site = new SitesWords();
  site.listen(page);
  return { page, site };
}

/** Everything that can be folded out is, at the width of a desk and of a phone, from the left and from the right. */
async function look(page: Page, site: SitesWords): Promise<string[]> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    document.querySelector<HTMLElement>('nav [aria-expanded=false]')?.click();
  });
  const found = (await strangers(page, site.pattern)).map((line) => `not from a file of words: ${line}`);
  for (const viewport of [DESK, PHONE]) {
    await page.setViewportSize(viewport);
    for (const dir of ['ltr', 'rtl']) {
      await page.evaluate((to) => (document.documentElement.dir = to), dir);
      const faults = [...(await clipped(page)), ...(await overlapping(page)).map((one) => `over: ${one}`)];
      found.push(...faults.map((one) => `${String(viewport.width)} ${dir} ${one}`));
    }
  }
  await page.evaluate(() => (document.documentElement.dir = 'ltr'));
  return found;
}

async function lookAtEach(hashes: readonly string[], { page, site }: { readonly page: Page; readonly site: SitesWords }): Promise<void> {
  const found: Record<string, string[]> = {};
  for (const hash of hashes) {
    await page.evaluate((next) => (location.hash = next), hash);
    await page.locator('main h1').first().waitFor();
    await page.waitForFunction(() => !document.querySelector('main')?.textContent.includes('Loading…'));
    await page.waitForLoadState('networkidle');
    const faults = await look(page, site);
    if (faults.length > 0) found[hash] = faults;
  }
  expect(found).toEqual({});
}

const PARTS = ['', '/welfare', '/review', '/prevent', '/complete', '/hand-over'];
const WITH_SAMPLES = {
  manager: ['#/tasks', '#/debriefs/d1', ...PARTS.map((part) => `#/debriefs/d2${part}`)],
  worker: ['#/tasks', '#/debriefs/d1', '#/debriefs/d1/account', '#/debriefs/d1/ask-other'],
  dora: [
    ...['#/people', '#/people/ben', '#/people/dora', '#/people/new', '#/places', '#/places/s1', '#/places/new'],
    ...['#/devices', '#/devices/btn-0013', '#/devices/new', '#/devices?show=unproven', '#/faults', '#/access', '#/import', '#/nowhere'],
  ],
} as const;

test.each(Object.entries(WITH_SAMPLES))('each page of the desk that the %s sees, with every text 40 % longer', async (user, hashes) => {
  // as: the keys are users that a context knows.
  const seen = await opened(await stage.context(user as keyof typeof WITH_SAMPLES));
  await seen.page.goto(`${stage.gateway.url}/desk`);
  await lookAtEach(hashes, seen);
});

test('the other pages of the desk, on a gateway, with every text 40 % longer', async () => {
  const seen = await opened(await stage.foreignContext({ viewport: DESK }));
  const { http } = gateway.addresses;
  const signIn = await seen.page
    .context()
    .request.post(`${http}/api/v1/session/demo`, { data: { as: 'manager' }, headers: { origin: http } });
  expect(signIn.ok()).toBe(true);
  await seen.page.goto(`${http}/desk`);
  const pages = [
    'escalation',
    'policies/new',
    'rotas/new',
    'coverage',
    'outputs',
    'outputs/new',
    'drills',
    'drills/new',
    'tests',
    'reports',
  ];
  await lookAtEach(
    pages.map((page) => `#/${page}`),
    seen,
  );
});

test('signing in, being told on a device, and the worker’s page, with every text 40 % longer', async () => {
  const context = await stage.context();
  const { page, site } = await opened(context);
  await page.goto(`${stage.gateway.url}/sign-in`);
  await page.locator('h1').waitFor();
  expect(await look(page, site)).toEqual([]);
  stage.gateway.organisation.demo = false;
  await page.goto(`${stage.gateway.url}/sign-in#key=one-time-key`);
  await page.reload();
  await page.locator('form').waitFor();
  expect(await look(page, site)).toEqual([]);
  stage.gateway.organisation.demo = true;
  await context.request.post(`${stage.gateway.url}/api/v1/session/demo`, { data: { as: 'worker' } });
  await page.goto(`${stage.gateway.url}/tell-me`);
  await page.locator('h1').waitFor();
  expect(await look(page, site)).toEqual([]);
  await page.goto(`${stage.gateway.url}/panic`);
  await page.locator('button.accept').waitFor();
  expect(await look(page, site)).toEqual([]);
  await page.locator('button.accept').click();
  await page.locator('[data-tone="ready"]').waitFor();
  expect(await look(page, site)).toEqual([]);
  stage.gateway.say({ alarm: 'a9', state: 'coming', by: 'Ben Okafor' }, Date.now());
  await page.locator('[data-tone="alarm"]').waitFor();
  await page.locator('#cancel').click();
  expect(await look(page, site)).toEqual([]);
});

/** As the build does it for the pages: longer, and between brackets. */
function longer(text: string): string {
  return `${OPEN}${text} ${'ẽẽẽẽ '.repeat(Math.ceil(text.length / 12))}${CLOSE}`;
}

test('the page behind an answer link, with every text 40 % longer', async () => {
  const { others, since, language, ...plain } = ENGLISH;
  // as: the same names.
  const texts = Object.fromEntries(Object.entries(plain).map(([name, text]) => [name, longer(text)])) as unknown as typeof plain;
  const pseudo = { ...texts, language, others: (name: string) => longer(others(name)), since: (minutes: number) => longer(since(minutes)) };
  const { page, site } = await opened(await stage.context());
  const scenes: AnswerScene[] = [
    { scene: 'asked', minutes: 3, drill: true, action: '/a/x' },
    ...(['yours', 'over', 'old', 'waits'] as const).map((scene) => ({ scene })),
    { scene: 'others', name: 'Sofía Hernández-Castellanos' },
  ];
  for (const scene of scenes) {
    await page.setContent(answerPage(scene, pseudo).html);
    expect([scene.scene, await look(page, site)]).toEqual([scene.scene, []]);
  }
});
