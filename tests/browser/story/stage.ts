import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { SimulatedButton } from '@duress/firmware-sim/simulated-button.ts';
import { mqttButton } from '@duress/firmware-sim/make-button.ts';
import { buildOf } from '../../../gateway/src/app.ts';
import type { PersonId } from '../../../gateway/src/base/ids.ts';
import { DEFAULT_CONFIGURATION, type Configuration } from '../../../gateway/src/ops/configuration.ts';
import type { DemoButton } from '../../../gateway/src/wiring/demo-site.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { open, startBrowser, type Opened } from '../console/browser.ts';
import { buildPages } from '../console/build.ts';

/** Whom the demo's sign-in page offers, by the words on its buttons, and where each of them works. */
const DEMO = {
  worker: { button: /^Worker with the button/, page: '/panic' },
  reception: { button: /^Reception at the console/, page: '/' },
  manager: { button: /^Manager with the debrief/, page: '/desk' },
} as const;
export type DemoUser = keyof typeof DEMO;

/** What a page does not show by then it will not show: before the limit of a test, so that the failure names the step. */
const PAGE_TIMEOUT_MS = 15_000;

/** The screens and the browser of one test file, and for each test the whole gateway on them. */
export class Stage {
  readonly #pages: string;
  readonly #browser: Browser;
  #gateway: TestGateway | undefined;
  #folder = '';
  #buttons: readonly DemoButton[] = [];
  #opened: Opened[] = [];
  #running: SimulatedButton[] = [];

  private constructor(pages: string, browser: Browser) {
    this.#pages = pages;
    this.#browser = browser;
  }

  static async build(): Promise<Stage> {
    return new Stage(...(await Promise.all([buildPages(), startBrowser()])));
  }

  /** A gateway with the demo's site in a new folder. */
  async begin(configuration: Partial<Configuration> = {}): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'duress-story-'));
    this.#gateway = await this.#start(configuration);
    this.#buttons = this.#gateway.buttons;
  }

  get gateway(): TestGateway {
    if (this.#gateway === undefined) throw new Error('call begin() first');
    return this.#gateway;
  }

  get http(): string {
    return this.gateway.addresses.http;
  }

  /** The gateway ends as a process would on SIGTERM. Its folder stays. */
  async stopGateway(): Promise<void> {
    await this.gateway.stop();
  }

  /** The same gateway again: same folder, same ports. */
  async startGatewayAgain(): Promise<void> {
    const { addresses } = this.gateway;
    const port = Number(new URL(addresses.http).port);
    const mqtt = Number(new URL(addresses.mqtt ?? '').port);
    const listen = { http: { ...DEFAULT_CONFIGURATION.http, port }, mqtt: { ...DEFAULT_CONFIGURATION.mqtt, port: mqtt } };
    this.#gateway = await this.#start(listen);
  }

  #start(configuration: Partial<Configuration>): Promise<TestGateway> {
    const dashboard = this.#pages;
    return TestGateway.start({
      configuration: { ...configuration, dashboard },
      surroundings: { build: buildOf(dashboard) },
      folder: this.#folder,
    });
  }

  /** What the firmware of one of the demo's devices knows. */
  device(device: string): DemoButton {
    const found = this.#buttons.find((one) => one.device === device);
    if (found === undefined) throw new RangeError(`the demo has no device ${device}`);
    return found;
  }

  /** One of the demo's buttons over real MQTT, switched on and connected. */
  async button(device: string): Promise<SimulatedButton> {
    const { secret } = this.device(device);
    const button = mqttButton({ device, secret, url: this.gateway.addresses.mqtt ?? '' });
    await this.use(button);
    return button;
  }

  /** Switches a button on, and off again at the end of the test. */
  async use(button: SimulatedButton): Promise<void> {
    this.#running.push(button);
    button.start();
    await button.reachesLink();
  }

  /** An address in a browser profile of its own. */
  async visit(address: string, options: BrowserContextOptions = {}): Promise<Opened> {
    const opened = await open(this.#browser, address, { locale: 'en-AU', ...options });
    this.#opened.push(opened);
    opened.page.setDefaultTimeout(PAGE_TIMEOUT_MS);
    return opened;
  }

  /** Somebody in a browser profile of their own, signed in by a click on the demo's page, where they work. */
  async person(as: DemoUser, options: BrowserContextOptions = {}): Promise<Page> {
    const opened = await this.visit(`${this.http}/sign-in`, options);
    await opened.page.getByRole('button', { name: DEMO[as].button }).click();
    await opened.page.waitForURL(this.http + DEMO[as].page);
    return opened.page;
  }

  /** Somebody of the demo's site who has no button on the demo's page: by name and password, as everywhere else. */
  async personByPassword(login: string): Promise<Page> {
    const { access } = this.gateway.gateway;
    const password = `a long sentence for ${login}`;
    const person = login as PersonId; // as: the demo's people sign in under their ids.
    await this.gateway.save([{ put: 'credential', value: { person, password: await access.passwords.hash(password) } }]);
    const { page } = await this.visit(`${this.http}/sign-in`);
    await page.getByText('Or sign in with a name and a password').click();
    await page.getByLabel('Sign-in name').fill(login);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(`${this.http}/`);
    return page;
  }

  /** Ends this test's people, buttons and gateway. Fails on anything that a page complained of. */
  async end(): Promise<void> {
    for (const button of this.#running.splice(0)) button.stop();
    const complaints = this.#opened.flatMap(({ page, complaints }) => complaints.map((text) => `${page.url()}: ${text}`));
    for (const { context } of this.#opened.splice(0)) await context.close();
    const gateway = this.#gateway;
    this.#gateway = undefined;
    await gateway?.close();
    await rm(this.#folder, { recursive: true, force: true });
    if (complaints.length > 0) throw new Error(`pages complained:\n${complaints.join('\n')}`);
  }

  async close(): Promise<void> {
    await this.#browser.close();
  }
}
