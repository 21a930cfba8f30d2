import { MqttClient, type IClientOptions, type IPublishPacket } from 'mqtt';

type StreamBuilder = ConstructorParameters<typeof MqttClient>[0];

/** What is given to the client's reader instead of a yes: it goes on to the next packet and sends no PUBACK. */
class Withheld extends Error {
  override readonly name = 'Withheld';
}

/**
 * mqtt.js as a consumer that acknowledges by itself, later. It calls `handleMessage` for each publish, reads nothing until the callback
 * is called, and sends the PUBACK in it. Waiting there for the commit would let one press through at a time: with a stuck disk the
 * second press would never be seen, and the answers to our pings would wait behind the first. So the reader is let go with an error,
 * which it takes as *no PUBACK*, and the PUBACK is written when the commit is done (`BrokerConnection`).
 */
export class ConsumerClient extends MqttClient {
  readonly #take: (packet: IPublishPacket, goOn: () => void) => void;

  constructor(stream: StreamBuilder, options: IClientOptions, take: (packet: IPublishPacket, goOn: () => void) => void) {
    super(stream, { ...options, manualConnect: true, resubscribe: false, queueQoSZero: false, reconnectPeriod: 0 });
    this.#take = take;
  }

  override handleMessage(packet: IPublishPacket, callback: (error?: Error) => void): void {
    this.#take(packet, () => callback(new Withheld()));
  }
}
