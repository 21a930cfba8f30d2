import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { FaultError } from '../../base/errors.ts';
import type { CanaryPress } from '../../engine/ports/canary.ts';
import type { CanaryIdentity } from './identity.ts';

/** Where the canary goes in: our own listener, or the broker of the site's own when there is no other. */
export interface CanaryDoor {
  /** `mqtt://…` or `mqtts://…`. */
  readonly url: string;
  /** How it proves itself there; our own listener is shown the identity. Asked for each run. */
  readonly credentials?:
    (() => { readonly user?: string | undefined; readonly password?: string | undefined; readonly ca?: string | undefined }) | undefined;
  readonly version: '3.1.1' | '5';
}

/** Longer than a run is; the protocol wants one. */
const KEEP_ALIVE_S = 60;

/** A connection for each press: so that it is proven each minute that whoever comes anew is let in. */
export class MqttPress implements CanaryPress {
  readonly #identity: CanaryIdentity;
  readonly #door: () => CanaryDoor | undefined;
  #client: MqttClient | undefined;

  constructor(identity: CanaryIdentity, door: () => CanaryDoor | undefined) {
    this.#identity = identity;
    this.#door = door;
  }

  async press(body: string, connected: () => void): Promise<void> {
    const door = this.#door();
    if (door === undefined) throw new FaultError('not-found', 'nothing listens', { retryable: true });
    const client = connect(door.url, this.#options(door));
    this.#client = client;
    try {
      await this.#pressOn(client, body, connected);
    } finally {
      client.end(true);
      this.#client = undefined;
    }
  }

  /** Whoever presses hears of it by the end of the connection. */
  giveUp(): void {
    this.#client?.end(true);
  }

  #pressOn(client: MqttClient, body: string, connected: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      client.on('error', reject);
      client.once('close', () => {
        reject(new FaultError('channel-failed', 'the connection ended before the answer', { retryable: true }));
      });
      client.once('connect', () => {
        connected();
        client.publish(`duress/v1/${this.#identity.device.device}/alarm`, body, { qos: 1 }, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
    });
  }

  #options({ credentials, version }: CanaryDoor): IClientOptions {
    const { device, secret } = this.#identity;
    const { user, password, ca } = credentials?.() ?? { user: device.device, password: secret };
    return {
      clientId: device.device,
      ...(user === undefined ? {} : { username: user }),
      ...(password === undefined ? {} : { password }),
      ...(ca === undefined ? {} : { ca }),
      // At our own door a handshake is what is to be proven. Whether others can trust the certificate is asked elsewhere, and for whom
      // it was made, loopback seldom is among them.
      rejectUnauthorized: credentials !== undefined,
      protocolVersion: version === '5' ? 5 : 4,
      clean: true,
      keepalive: KEEP_ALIVE_S,
      reconnectPeriod: 0,
      resubscribe: false,
    };
  }
}
