import { readFile } from 'node:fs/promises';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { Socket } from 'node:net';
import { FaultError, messageOf } from '../../base/errors.ts';
import type { EventLog } from '../../base/log.ts';
import type { Counters } from '../../engine/ports/devices.ts';

export interface CertificateFiles {
  /** PEM: the certificate with its chain. */
  readonly certFile: string;
  readonly keyFile: string;
}

/** The certificate of the TLS listener, read again when its files change, without a restart and without closing connections. */
export class Certificate {
  readonly #files: CertificateFiles;
  readonly #events: EventLog;
  readonly #counters: Counters;
  #pem: { readonly cert: string; readonly key: string } | undefined;
  #context: SecureContext | undefined;

  constructor(files: CertificateFiles, events: EventLog, counters: Counters) {
    this.#files = files;
    this.#events = events;
    this.#counters = counters;
  }

  /** Reads the files. Rejects with a FaultError `config-invalid`. */
  async load(): Promise<void> {
    try {
      await this.#read();
    } catch (cause) {
      throw new FaultError('config-invalid', `the certificate ${this.#files.certFile} or its key can not be used`, {
        retryable: false,
        cause,
      });
    }
  }

  /** Takes new files over when they are good; else the old certificate stays in use, and that is said. */
  async refresh(): Promise<void> {
    try {
      if (await this.#read()) this.#events.info('mqtt-certificate-renewed', { file: this.#files.certFile });
    } catch (error) {
      this.#counters.count('mqtt-certificate-unusable');
      this.#events.error('mqtt-certificate-unusable', { file: this.#files.certFile, detail: messageOf(error) });
    }
  }

  /** Puts TLS around an accepted socket. The handshake counts in the time for the first packet. */
  secure(raw: Socket): Socket {
    raw.on('error', () => raw.destroy());
    const socket = new TLSSocket(raw, { isServer: true, ...(this.#context === undefined ? {} : { secureContext: this.#context }) });
    let secured = false;
    socket.once('secure', () => {
      secured = true;
    });
    // A handshake that fails closes the socket without an `error`.
    socket.once('close', () => {
      if (!secured) this.#counters.count('mqtt-tls-handshake-failed');
    });
    return socket;
  }

  async #read(): Promise<boolean> {
    const [cert, key] = await Promise.all([readFile(this.#files.certFile, 'utf8'), readFile(this.#files.keyFile, 'utf8')]);
    if (this.#pem?.cert === cert && this.#pem.key === key) return false;
    this.#context = createSecureContext({ cert, key, minVersion: 'TLSv1.2' });
    this.#pem = { cert, key };
    return true;
  }
}
