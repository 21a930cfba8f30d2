import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PersonId } from '../../../gateway/src/base/ids.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import type { Configuration } from '../../../gateway/src/ops/configuration.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { pass } from '../../harness/passing.ts';
import { ACCOUNT, AUTH_TOKEN, KEY, SECRET, type TwilioServer } from './twilio-server.ts';

/** As people and services reach the gateway; it really listens on loopback, as behind a proxy. */
export const PAGES = 'https://gateway.example';
/** Ruth, of the demo's emergency contacts, and how she is dialled. */
export const RUTH = '+61491570157';

type Contact = Configuration['contact'];

/** The whole gateway with the demo's people, services on loopback, and time that the test moves. */
export class ChannelsStage {
  readonly clock: ManualClock;
  readonly gateway: TestGateway;
  readonly hands: Hands;
  readonly facts: NewFact[] = [];
  readonly #secrets: string;

  private constructor(parts: { clock: ManualClock; gateway: TestGateway; secrets: string }) {
    this.clock = parts.clock;
    this.gateway = parts.gateway;
    this.hands = new Hands(parts.gateway);
    this.#secrets = parts.secrets;
    this.gateway.gateway.core.follow((commit) => this.facts.push(...commit.facts));
  }

  static async open(contact: (secrets: string) => Contact): Promise<ChannelsStage> {
    const clock = new ManualClock();
    const secrets = await mkdtemp(join(tmpdir(), 'duress-secrets-'));
    // A service's answer may come, and be on its way to disk, just when the test moves time by a second: that disk looks slow.
    const gateway = await TestGateway.start({ clock, configuration: { contact: contact(secrets) }, expectErrors: ['lifeboat-entered'] });
    return new ChannelsStage({ clock, gateway, secrets });
  }

  static withTwilio(twilio: TwilioServer, more: Contact = {}): Promise<ChannelsStage> {
    return ChannelsStage.open((secrets) => ({ ...twilioContact(twilio, secrets), ...more }));
  }

  get http(): string {
    return this.gateway.addresses.http;
  }

  go(ms: number): Promise<void> {
    return pass(this.gateway.gateway.core, this.clock, ms);
  }

  /** A press that nobody takes: the first step of the escalation is told. */
  async unanswered(): Promise<void> {
    await this.hands.press('button-ana');
    await this.go(31_000);
  }

  async person(id: string, more: { phone?: string; email?: string }): Promise<void> {
    // as: an id by hand.
    const known = this.gateway.gateway.core.committed.people.get(id as PersonId);
    if (known === undefined) throw new RangeError(`the demo has nobody called ${id}`);
    await this.gateway.save([{ put: 'person', value: { ...known, ...more } }]);
  }

  /** Results on the alarm's timeline, as `to way result`. */
  results(): string[] {
    return this.reports().map(({ to, way, result }) => [to, way ?? 'none', result].map(String).join(' '));
  }

  reports(): Record<string, unknown>[] {
    // as: facts of this kind have an object.
    return this.facts.filter(({ kind }) => kind === 'MessageReported').map(({ data }) => data as Record<string, unknown>);
  }

  kinds(): string[] {
    return this.facts.map(({ kind }) => kind);
  }

  faults(): string[] {
    return [...this.gateway.gateway.core.committed.faults.values()].map(({ fault }) => fault).sort();
  }

  count(name: string): number {
    return this.gateway.gateway.counters.read()[name] ?? 0;
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await rm(this.#secrets, { recursive: true, force: true });
  }
}

function twilioContact(twilio: TwilioServer, secrets: string): Contact {
  const secretFile = join(secrets, 'key');
  const tokenFile = join(secrets, 'token');
  writeFileSync(secretFile, `${SECRET}\n`);
  writeFileSync(tokenFile, `${AUTH_TOKEN}\n`);
  return {
    twilioAccount: ACCOUNT,
    twilioKey: KEY,
    twilioSecretFile: secretFile,
    twilioAuthTokenFile: tokenFile,
    twilioFrom: '+15005550006',
    twilioUrl: twilio.url,
    pagesUrl: PAGES,
  };
}
