import { readFileSync } from 'node:fs';
import { FaultError, messageOf } from '../../../base/errors.ts';

/** Where the outside broker is, and what it knows us by. */
export interface BrokerSettings {
  /** `mqtt://host:port` or `mqtts://host:port`, without user and password. */
  readonly url: string;
  readonly version: '3.1.1' | '5';
  /** Its connections are called this with `-presses` and `-signs` behind it. One gateway, one id: a second one would throw the first out. */
  readonly clientId: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Read anew for each connection, so that a new password needs no restart. */
  readonly passwordFile?: string | undefined;
  /** PEM of whom to trust, for a certificate that no public authority has signed; read anew as well. */
  readonly caFile?: string | undefined;
  /** Plain text to another machine, by explicit wish and with a standing fault. */
  readonly plainBeyondLoopback: boolean;
}

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** `host:port`, for people and logs. */
  readonly name: string;
}

const USUAL_PORT = 1883;
const USUAL_TLS_PORT = 8883;

/** @throws FaultError `config-invalid`. */
export function addressOf(url: string): BrokerAddress {
  if (!URL.canParse(url)) throw wrong('broker.url is no address');
  const { protocol, hostname, port: given, username, password } = new URL(url);
  if (protocol !== 'mqtt:' && protocol !== 'mqtts:') throw wrong('broker.url must begin with mqtt:// or mqtts://');
  if (hostname === '') throw wrong('broker.url names no host');
  if (username !== '' || password !== '')
    throw wrong('broker.url is shown and logged: put user and password into broker.user and broker.passwordFile');
  const tls = protocol === 'mqtts:';
  const host = hostname.replace(/^\[|\]$/g, '');
  const port = given === '' ? (tls ? USUAL_TLS_PORT : USUAL_PORT) : Number(given);
  return { host, port, tls, name: `${hostname}:${String(port)}` };
}

export interface BrokerSecrets {
  readonly password: string | undefined;
  readonly ca: string | undefined;
}

/** @throws FaultError `config-invalid`, naming the file and never what is in it. */
export function secretsOf({ password, passwordFile, caFile }: BrokerSettings): BrokerSecrets {
  return {
    password: passwordFile === undefined ? password : textOf(passwordFile, 'broker.passwordFile').replace(/\r?\n$/, ''),
    ca: caFile === undefined ? undefined : textOf(caFile, 'broker.caFile'),
  };
}

function textOf(file: string, setting: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw wrong(`${setting}: ${messageOf(cause)}`, cause);
  }
}

function wrong(detail: string, cause?: unknown): FaultError {
  return new FaultError('config-invalid', detail, { retryable: false, cause });
}
