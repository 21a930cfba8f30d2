import type { Fact } from '../../../gateway/src/domain/facts/catalogue.ts';
import type { ConsoleMessage, FeedMessage, HandOverView, Pulse } from '../../../gateway/src/contract/feed.ts';
import type { Configuration } from '../../../gateway/src/ops/configuration.ts';
import { ManualClock } from '../../harness/clock.ts';
import { FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { pass, settled } from '../../harness/passing.ts';
import { cookieOf } from '../../harness/sign-in.ts';
import { until } from '../../harness/wait.ts';

/** The words of a console that is well: armed, and touched so long ago. */
interface Sitting {
  readonly client: FeedClient;
  readonly person: string;
  /** `mono` at which somebody last touched it. */
  touchedAt: number;
}

type Told<K extends Fact['kind']> = {
  readonly kind: K;
  readonly actor: string;
  readonly data: Extract<Fact, { readonly kind: K }>['data'];
};

/** A whole gateway with the demo's site, and consoles that say each ten seconds how they are, as pages do. */
export class Watchers {
  readonly clock: ManualClock;
  readonly house: TestGateway;
  readonly facts: { readonly kind: string; readonly actor: string; readonly data: unknown }[] = [];
  readonly #sitting = new Set<Sitting>();
  readonly #clients: FeedClient[] = [];

  private constructor(clock: ManualClock, house: TestGateway) {
    this.clock = clock;
    this.house = house;
    house.gateway.core.follow((commit) => this.facts.push(...commit.facts));
  }

  static async open(
    options: { readonly clock?: ManualClock; readonly folder?: string; readonly configuration?: Partial<Configuration> } = {},
  ): Promise<Watchers> {
    const { clock = new ManualClock(), ...rest } = options;
    return new Watchers(clock, await TestGateway.start({ clock, ...rest }));
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.cut();
    await this.house.close();
  }

  get core(): TestGateway['gateway']['core'] {
    return this.house.gateway.core;
  }

  /** What was written of this kind. */
  written<K extends Fact['kind']>(kind: K): Told<K>[] {
    return this.facts.filter((fact) => fact.kind === kind) as Told<K>[]; // as: it was asked for by its kind.
  }

  faults(code: string): { readonly subject: string; readonly label: string }[] {
    return [...this.core.committed.faults.values()].filter((one) => one.code === code).map(({ subject, label }) => ({ subject, label }));
  }

  /** A console that counts as watching, and says so from then on. */
  async sit(person: string, more: { readonly place?: string } = {}): Promise<FeedClient> {
    const client = await this.open(person, more);
    await client.listen('watch');
    const sitting = { client, person, touchedAt: this.clock.mono() };
    this.#sitting.add(sitting);
    await this.#speak(sitting);
    return client;
  }

  /** A console that is open, and whose sound nobody has turned on. */
  async open(person: string, more: { readonly place?: string } = {}): Promise<FeedClient> {
    const { cookie } = await cookieOf(this.house, person);
    const { http } = this.house.addresses;
    const client = await FeedClient.open(http, { cookie, origin: http });
    this.#clients.push(client);
    await client.listen('alarms', more);
    return client;
  }

  /** Somebody touches it. */
  async touch(client: FeedClient): Promise<void> {
    const sitting = this.#of(client);
    sitting.touchedAt = this.clock.mono();
    await this.#speak(sitting);
  }

  async leave(client: FeedClient): Promise<void> {
    for (const sitting of this.#sitting) if (sitting.client === client) this.#sitting.delete(sitting);
    client.cut();
    await client.gone();
    await settled(this.core);
  }

  /** Time in which all who sit there go on saying how long ago they were touched. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 10_000) {
      for (const sitting of this.#sitting) await this.#speak(sitting);
      await pass(this.core, this.clock, Math.min(left, 10_000));
    }
  }

  /** Says something and waits until the gateway has read it and written what follows; what it refused. */
  async say(client: FeedClient, message: ConsoleMessage): Promise<string[]> {
    const before = client.messages.length;
    client.say(message);
    await this.#read(client);
    const since = (): FeedMessage[] => client.messages.slice(before);
    return since().flatMap((one) => (one.type === 'refused' && one.code !== 'unreadable' ? [one.code] : []));
  }

  pulse(client: FeedClient): Pulse | undefined {
    return client.messages.findLast((one): one is Pulse => one.type === 'pulse');
  }

  /** The newest word of the topic `watch`. */
  async seen(client: FeedClient): Promise<Extract<FeedMessage, { type: 'snapshot' | 'update' }>> {
    await client.listen('watch');
    const newest = client.topicMessages.findLast(({ topic }) => topic === 'watch');
    if (newest === undefined) throw new RangeError('nothing was said of the watch');
    return newest;
  }

  async handOvers(client: FeedClient): Promise<readonly HandOverView[]> {
    return (await this.seen(client)).handOvers ?? [];
  }

  #of(client: FeedClient): Sitting {
    const found = [...this.#sitting].find((one) => one.client === client);
    if (found === undefined) throw new RangeError('nobody sits there');
    return found;
  }

  async #speak({ client, touchedAt }: Sitting): Promise<void> {
    client.arm(this.clock.mono() - touchedAt);
    await this.#read(client);
  }

  /** It answers what it can't read, in its turn; a refusal by the rules comes after their commit. */
  async #read(client: FeedClient): Promise<void> {
    const unreadable = (): number => client.messages.filter((one) => one.type === 'refused' && one.code === 'unreadable').length;
    for (let round = 0; round < 2; round += 1) {
      const before = unreadable();
      client.sendText('?');
      await until('it was read', () => unreadable() > before);
      await settled(this.core);
    }
  }
}
