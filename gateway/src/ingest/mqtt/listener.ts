import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { FaultError, messageOf } from '../../base/errors.ts';
import type { EventLog } from '../../base/log.ts';
import type { Counters } from '../../engine/ports/devices.ts';
import type { Connections } from './connections.ts';
import { BACKLOG, SOCKET_BUFFER_BYTES } from './limits.ts';
import type { Refusals } from './refusals.ts';
import { addressKey } from './addresses.ts';

export interface ListenerDeps {
  readonly events: EventLog;
  readonly counters: Counters;
  readonly refusals: Refusals;
  readonly connections: Connections;
}

export interface ListenAddress {
  readonly host: string;
  /** 0: the system chooses. */
  readonly port: number;
}

/** One listening address. It outlives whatever goes wrong with single connections, running out of descriptors included. */
export class Listener {
  readonly #deps: ListenerDeps;
  readonly #wrap: (raw: Socket) => Socket;
  #server: Server | undefined;

  /** `wrap` puts TLS around a new socket; for a plain listener it gives it back as it is. */
  constructor(deps: ListenerDeps, wrap: (raw: Socket) => Socket) {
    this.#deps = deps;
    this.#wrap = wrap;
  }

  /** Resolves with the port. Rejects with a FaultError `listen-failed`. */
  async start(address: ListenAddress, connectionsMax: number): Promise<number> {
    const { connections, refusals } = this.#deps;
    const server = createServer({ noDelay: true, highWaterMark: SOCKET_BUFFER_BYTES }, (raw) => connections.accept(raw, this.#wrap));
    server.maxConnections = connectionsMax;
    server.on('drop', (peer) => refusals.note('connections-full', addressKey(peer?.remoteAddress)));
    await new Promise<void>((resolve, reject) => {
      server.once('error', (cause) => {
        const detail = `mqtt on ${address.host}:${address.port} (${messageOf(cause)}); mqtt.host and mqtt.port say where else`;
        reject(new FaultError('listen-failed', detail, { retryable: true, cause }));
      });
      server.listen({ host: address.host, port: address.port, backlog: BACKLOG }, resolve);
    });
    server.removeAllListeners('error');
    // Without descriptors (EMFILE) the event loop closes the newcomer by itself and says nothing; whatever else fails while
    // accepting comes here. Either way one connection failed and the listener stays.
    server.on('error', (error) => {
      this.#deps.counters.count('mqtt-accept-failed');
      this.#deps.events.error('mqtt-accept-failed', { detail: messageOf(error) });
    });
    this.#server = server;
    const bound = server.address();
    return typeof bound === 'object' && bound !== null ? bound.port : address.port;
  }

  /** Takes no new connection; those that are there are not its matter. */
  stop(): void {
    this.#server?.close();
    this.#server = undefined;
  }
}
