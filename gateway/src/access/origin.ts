import { isLocalPage } from './addresses.ts';

/** Where pages of this gateway may come from. */
export interface OriginPolicy {
  /** Whether this listener speaks TLS itself. */
  readonly tls: boolean;
  /** Origins that are ours besides the listener's own, as a browser writes them (`https://duress.example.org`): for a proxy in front. */
  readonly origins: readonly string[];
  /** The listener is on loopback: then a Host that is not a loopback name is a foreign page that bent its own name to us. */
  readonly loopback: boolean;
}

export interface OriginHeaders {
  readonly origin?: string | undefined;
  readonly host?: string | undefined;
  readonly 'sec-fetch-site'?: string | readonly string[] | undefined;
}

/**
 * Whether a request that changes something, or opens a socket, comes from a page of ours. SameSite cookies alone do not
 * cover sockets, sibling subdomains or old browsers. A missing Origin counts as foreign: every browser sends one here.
 */
export function isOwnOrigin(headers: OriginHeaders, policy: OriginPolicy): boolean {
  const site = headers['sec-fetch-site'];
  // A browser that says where the request came from is believed when it says "elsewhere".
  if (site !== undefined && site !== 'same-origin') return false;
  const { origin, host } = headers;
  if (origin === undefined) return false;
  if (policy.origins.includes(origin)) return true;
  if (host === undefined || (policy.loopback && !isLocalPage(host))) return false;
  return origin.toLowerCase() === `${policy.tls ? 'https' : 'http'}://${host.toLowerCase()}`;
}
