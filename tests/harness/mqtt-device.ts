import { generate, parser } from 'mqtt-packet';
import { publishPacket, RawDevice, subscribePacket } from '../contract/mqtt/raw-device.ts';
import type { TestGateway } from './gateway.ts';

/** What a signal may say besides what it must. */
export interface SignalFields {
  readonly boot?: number;
  readonly seq: number;
  readonly kind?: string;
  readonly age?: number;
  readonly pin?: string;
  readonly place?: object;
}

/** A device of the demo on its own socket, that says exactly what the story wants, and hears what it is told. */
export class MqttDevice {
  readonly device: string;
  readonly #raw: RawDevice;
  #packet = 1;

  private constructor(raw: RawDevice) {
    this.device = raw.device;
    this.#raw = raw;
  }

  static async connect(test: TestGateway, device: string, secret = test.button(device).secret): Promise<MqttDevice> {
    const port = Number(new URL(test.addresses.mqtt ?? '').port);
    const raw = await RawDevice.connected(port, device, { password: secret });
    acknowledge(raw);
    const one = new MqttDevice(raw);
    raw.send(subscribePacket(60_000, `duress/v1/${device}/feedback`));
    await raw.next('suback');
    return one;
  }

  /** Publishes a signal and resolves with its acknowledgement. */
  async signal({ boot = 1, seq, kind = 'duress', age = 0, ...rest }: SignalFields): Promise<void> {
    await this.publish('alarm', JSON.stringify({ v: 1, boot, seq, kind, age, ...rest }));
  }

  async publish(lane: string, body: string | Buffer, qos: 0 | 1 = 1): Promise<void> {
    const id = this.#packet++;
    this.#raw.send(publishPacket(`duress/v1/${this.device}/${lane}`, body, { id, qos }));
    if (qos === 1) await this.#raw.until(() => this.#raw.acks().includes(id));
    else await this.#raw.ping();
  }

  /** Everything that it was told, oldest first. */
  get told(): Record<string, unknown>[] {
    return this.#raw.bodies('feedback');
  }

  get state(): unknown {
    return this.told.at(-1)?.['state'];
  }

  /** The gateway has closed its connection, or we have. */
  get isClosed(): boolean {
    return this.#raw.closed;
  }

  close(): void {
    this.#raw.socket.destroy();
  }
}

/** A device confirms what it was told, or it is told nothing more. */
function acknowledge(raw: RawDevice): void {
  const incoming = parser();
  incoming.on('packet', (packet) => {
    if (packet.cmd === 'publish' && packet.qos === 1) raw.send(generate({ cmd: 'puback', messageId: packet.messageId ?? 0 }));
  });
  raw.socket.on('data', (chunk) => {
    incoming.parse(Buffer.from(chunk));
  });
}
