import { connectAsync, type MqttClient } from 'mqtt';
import type { TokenId } from '../../../gateway/src/base/ids.ts';
import { issueToken } from '../../../gateway/src/access/tokens.ts';
import type { TokenBody } from '../../../gateway/src/contract/organisation.ts';
import type { TestGateway } from '../../harness/gateway.ts';
import { until } from '../../harness/wait.ts';

export interface Told {
  readonly topic: string;
  readonly body: string;
  readonly retain: boolean;
}

export interface LampOptions {
  readonly url: string;
  readonly password?: string;
  readonly user?: string;
  readonly clientId?: string;
}

/** A lamp, a siren or a house system: an ordinary MQTT client that subscribes and keeps what it hears. */
export class Lamp implements AsyncDisposable {
  readonly told: Told[] = [];
  isClosed = false;
  readonly client: MqttClient;

  private constructor(client: MqttClient) {
    this.client = client;
    client.on('message', (topic, body, { retain }) => this.told.push({ topic, body: body.toString(), retain }));
    client.on('close', () => (this.isClosed = true));
    client.on('error', () => (this.isClosed = true));
  }

  static async connect({
    url,
    password,
    user = 'outputs',
    clientId = `lamp-${Math.random().toString(36).slice(2)}`,
  }: LampOptions): Promise<Lamp> {
    const named = password === undefined ? {} : { username: user, password };
    return new Lamp(await connectAsync(url, { clientId, reconnectPeriod: 0, protocolVersion: 4, ...named }));
  }

  /** Subscribes; true when it was granted. */
  async listen(filter: string): Promise<boolean> {
    const granted = await this.client.subscribeAsync(filter, { qos: 1 }).catch(() => []);
    return granted.every(({ qos }) => (qos as number) < 128) && granted.length > 0; // as: 128 says refused.
  }

  /** Tries to say something; resolves when that was acknowledged, or the connection ended. */
  async lie(topic: string, body: string): Promise<void> {
    let isAcknowledged = false;
    this.client.publish(topic, body, { qos: 1, retain: true }, () => (isAcknowledged = true));
    await until('it was answered', () => isAcknowledged || this.isClosed);
  }

  /** What it was told last of a topic. */
  last(topic: string): Told | undefined {
    return this.told.findLast((one) => one.topic === topic);
  }

  state(topic: string): unknown {
    const body = this.last(topic)?.body;
    return body === undefined || body === '' ? undefined : (JSON.parse(body) as { state?: unknown }).state; // as: a state's body
  }

  async hears(topic: string, state: string): Promise<void> {
    await until(`${topic} says ${state}`, () => this.state(topic) === state);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.endAsync(true);
  }
}

/** A token as an administrator makes it; its secret. */
export async function tokenFor(test: TestGateway, body: Partial<TokenBody> = {}): Promise<{ secret: string; id: TokenId }> {
  const { secret, token } = issueToken({ name: 'lamps', scope: 'outputs', ...body }, 0);
  await test.save([{ put: 'token', value: token }]);
  return { secret, id: token.token };
}
