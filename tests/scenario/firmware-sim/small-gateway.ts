import { connectAsync, type MqttClient } from 'mqtt';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import {
  FeedbackAckBody,
  LinkBody,
  PositionBody,
  StatusBody,
  type FeedbackBody,
  type FeedbackState,
} from '../../../gateway/src/contract/hand.ts';
import { SignalBody } from '../../../gateway/src/contract/signal.ts';
import type { Broker } from './brokers.ts';

const SCHEMAS: Readonly<Record<string, TSchema>> = {
  alarm: SignalBody,
  status: StatusBody,
  position: PositionBody,
  link: LinkBody,
  'feedback/ack': FeedbackAckBody,
};

/** Answers buttons through a broker by the protocol, and holds every body that they send against the contract. */
export class SmallGateway implements AsyncDisposable {
  /** Device → names of presses, each as often as it came. */
  readonly presses = new Map<string, string[]>();
  readonly signals: SignalBody[] = [];
  readonly links: string[] = [];
  readonly shown: number[] = [];
  readonly broken: string[] = [];
  /** False: hears everything and says nothing. */
  answers = true;
  readonly #client: MqttClient;
  readonly #held = new Map<string, [number, number][]>();
  #rev = 0;

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (topic, bytes) => this.#take(topic, bytes));
  }

  static async at(broker: Broker): Promise<SmallGateway> {
    const client = await connectAsync(broker.url, {
      clientId: 'small-gateway',
      reconnectPeriod: 50,
      ...(broker.ca === undefined ? {} : { ca: broker.ca }),
    });
    const gateway = new SmallGateway(client);
    const topics = ['alarm', 'status', 'position', 'link', 'feedback/ack'].map((topic) => `duress/v1/+/${topic}`);
    await client.subscribeAsync(topics, { qos: 1 });
    return gateway;
  }

  /** The connection to the broker stands. */
  get isThere(): boolean {
    return this.#client.connected;
  }

  tell(device: string, state: FeedbackState): void {
    this.#rev += 1;
    const body: FeedbackBody = {
      v: 1,
      rev: this.#rev,
      state,
      held: this.#held.get(device) ?? [],
      recorded: true,
      at: '2026-01-05T09:00:00.000Z',
    };
    this.#client.publish(`duress/v1/${device}/feedback`, JSON.stringify(body), { qos: 1 });
  }

  configure(device: string, config: { readonly heartbeat: number; readonly silent: boolean; readonly hold: number }): void {
    this.#client.publish(`duress/v1/${device}/config`, JSON.stringify({ v: 1, ...config }), { qos: 1 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.endAsync(true);
  }

  #take(topic: string, bytes: Buffer): void {
    const [, , device = '', ...rest] = topic.split('/');
    const name = rest.join('/');
    const schema = SCHEMAS[name];
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    if (schema === undefined || !Value.Check(schema, body)) this.broken.push(`${topic} ${bytes.toString('utf8')}`);
    // as: checked against the very schema of this topic on the line above.
    if (name === 'alarm') this.#press(device, body as SignalBody);
    if (name === 'link') this.links.push((body as LinkBody).state);
    if (name === 'feedback/ack') this.shown.push((body as FeedbackAckBody).rev);
  }

  #press(device: string, signal: SignalBody): void {
    const { boot, seq } = signal;
    this.signals.push(signal);
    this.presses.set(device, [...(this.presses.get(device) ?? []), `${boot}.${seq}`]);
    const others = (this.#held.get(device) ?? []).filter(([b, s]) => b !== boot || s !== seq);
    this.#held.set(device, [...others, [boot, seq] as [number, number]].slice(-8));
    if (this.answers) this.tell(device, 'held');
  }
}
