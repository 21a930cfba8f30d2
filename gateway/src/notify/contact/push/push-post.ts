import { lookup } from 'node:dns';
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import type { LookupFunction } from 'node:net';
import { mayPostTo } from '../../../access/public-addresses.ts';

/** A name that leads into the house: not our mistake and not the way's, so it has a code of its own. */
export const NOT_PUBLIC = 'ENOTPUBLIC';

export interface Posting {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
  /** Services on this machine may be posted to. */
  readonly loopback: boolean;
}

export interface PushAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/**
 * Posts to an address that a browser gave. Where its name leads is looked at for the very connection that is made, so a name that is
 * bent to the inside of the house between two looks gains nothing. Redirects are not followed, and of the answer not one byte is read.
 */
export function post(endpoint: URL, { headers, body, signal, loopback }: Posting): Promise<PushAnswer> {
  return new Promise((done, fail) => {
    const request = endpoint.protocol === 'http:' ? requestPlain : requestTls;
    const sent = request(endpoint, { method: 'POST', headers, signal, agent: false, lookup: outsideAlone(loopback) });
    sent.on('error', fail);
    sent.on('response', (response) => {
      done({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
      response.destroy();
    });
    sent.end(body);
  });
}

/** As the system looks names up, and refuses one of which any address is inside. */
function outsideAlone(loopback: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      // Addresses come without an error alone.
      const [first] = error === null ? addresses : [];
      const isOutside = error === null && addresses.every(({ address }) => mayPostTo(address, loopback));
      if (first === undefined || !isOutside) {
        callback(error ?? Object.assign(new Error('not an address of the internet'), { code: NOT_PUBLIC }), [], undefined);
      } else if (options.all === true) callback(null, addresses, undefined);
      else callback(null, first.address, first.family);
    });
  };
}
