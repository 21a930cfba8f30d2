import type { CanaryView } from '../../../gateway/src/contract/canary.ts';
import { BEAT_EVERY_MS, type FeedMessage, type Pulse } from '../../../gateway/src/contract/feed.ts';
import type { Fault } from '../../../gateway/src/domain/fault.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import type { Configuration } from '../../../gateway/src/ops/configuration.ts';
import { CANARY_EVERY_MS, FIRST_AFTER_MS } from '../../../gateway/src/ops/canary/canary.ts';
import { ManualClock } from '../../harness/clock.ts';
import { FeedClient } from '../../harness/feed-client.ts';
import { TestGateway, type TestGatewayOptions } from '../../harness/gateway.ts';
import { settled } from '../../harness/passing.ts';
import { cookieOf } from '../../harness/sign-in.ts';
import { until } from '../../harness/wait.ts';

/** A gateway that presses by itself, on a clock that the test moves. */
export class CanaryHouse {
  readonly clock: ManualClock;
  readonly test: TestGateway;
  readonly facts: NewFact[] = [];
  readonly #pages: Page[] = [];
  #runs = 0;

  private constructor(clock: ManualClock, test: TestGateway) {
    this.clock = clock;
    this.test = test;
    test.gateway.core.follow(({ facts }) => this.facts.push(...facts));
  }

  static async start(options: TestGatewayOptions & { configuration?: Partial<Configuration> } = {}): Promise<CanaryHouse> {
    const clock = new ManualClock();
    const configuration = { canary: { enabled: true }, ...options.configuration };
    return new CanaryHouse(clock, await TestGateway.start({ clock, ...options, configuration }));
  }

  /** The canary as the consoles are told of it. */
  get view(): CanaryView | undefined {
    return this.test.gateway.self.canary?.view;
  }

  get faults(): Fault[] {
    return [...this.test.gateway.core.committed.faults.values()];
  }

  fault(code: Fault['code']): Fault | undefined {
    return this.faults.find((fault) => fault.code === code);
  }

  /** The next test press is due now; resolves when it has ended. */
  async run(): Promise<CanaryView> {
    const ended = (): number => this.test.gateway.self.canary?.ended ?? 0;
    const before = ended();
    await this.due();
    await until('the test press has ended', () => ended() > before);
    await settled(this.test.gateway.core);
    return await until('it is told', () => this.view);
  }

  /** The next test press is due now, and goes off. */
  async due(): Promise<void> {
    const waits = [FIRST_AFTER_MS, CANARY_EVERY_MS - FIRST_AFTER_MS];
    await this.pass(waits[this.#runs] ?? CANARY_EVERY_MS);
    this.#runs += 1;
  }

  /** Time goes by, and every page says meanwhile that it is there. */
  async pass(ms: number): Promise<void> {
    const { core } = this.test.gateway;
    for (let left = ms; left > 0; left -= BEAT_EVERY_MS) {
      for (const page of this.#pages) await page.says();
      if (core.health.state === 'ok') await settled(core);
      this.clock.advance(Math.min(left, BEAT_EVERY_MS));
    }
  }

  /** A console that counts as watching and draws what it is sent. */
  async watcher(person = 'maria'): Promise<Page> {
    const { cookie } = await cookieOf(this.test, person);
    const { http } = this.test.addresses;
    const page = new Page(await FeedClient.open(http, { cookie, origin: http }));
    this.#pages.push(page);
    await page.client.listen('alarms');
    await page.says();
    await settled(this.test.gateway.core);
    return page;
  }

  /** The disk stands still: the next commit waits until it is let go. */
  holdDisk(): { readonly letGo: () => void; readonly asked: () => boolean } {
    const { log } = this.test.gateway.store;
    const append = log.append.bind(log);
    const held = Promise.withResolvers<undefined>();
    let asked = false;
    log.append = async (batch) => {
      asked = true;
      await held.promise;
      return await append(batch);
    };
    const letGo = (): void => {
      held.resolve(undefined);
    };
    return { letGo, asked: () => asked };
  }

  async close(): Promise<void> {
    for (const page of this.#pages) page.close();
    await this.test.close();
  }
}

/** A page as the gateway sees it: it beats, and it draws unless it is told not to. */
export class Page {
  readonly client: FeedClient;
  draws = true;

  constructor(client: FeedClient) {
    this.client = client;
    client.onMessage = (message) => {
      if (message.type === 'probe' && this.draws) client.say({ type: 'probe-drawn', probe: message.probe });
      if (message.type === 'pulse') this.#beat();
    };
  }

  /** Says how things stand with it, and waits until the gateway has read it. */
  async says(): Promise<void> {
    const refused = (): number => this.client.messages.filter(({ type }) => type === 'refused').length;
    const before = refused();
    this.#beat();
    this.client.sendText('?');
    await until('it was read', () => refused() > before);
  }

  get probes(): string[] {
    return this.client.messages.flatMap((message: FeedMessage) => (message.type === 'probe' ? [message.probe] : []));
  }

  get pulses(): Pulse[] {
    return this.client.messages.filter((message) => message.type === 'pulse');
  }

  close(): void {
    this.client.cut();
  }

  #beat(): void {
    this.client.say({ type: 'watch', state: { armed: true, inputAgoMs: 0, probes: true } });
  }
}
