import { BlockList, isIP } from 'node:net';
import { isLoopback } from './addresses.ts';

type Net = readonly [address: string, bits: number];

/** IPv4 that is not the internet: this machine, the house, the line to the provider, test nets, groups (RFC 6890 and its successors). */
const INSIDE_4 = listOf('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]);
/** All of IPv6 that is the internet, and what of it only wraps an IPv4 address or is for examples. */
const OUTSIDE_6 = listOf('ipv6', [['2000::', 3]]);
const INSIDE_6 = listOf('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
]);

function listOf(family: 'ipv4' | 'ipv6', nets: readonly Net[]): BlockList {
  const list = new BlockList();
  for (const [address, bits] of nets) list.addSubnet(address, bits, family);
  return list;
}

/** Is this an address of the internet, and none that only machines of the house, or this one, answer at? */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !INSIDE_4.check(address, 'ipv4');
    case 6:
      // As on the wire: `::ffff:10.0.0.1` is none of the internet's.
      return OUTSIDE_6.check(address, 'ipv6') && !INSIDE_6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** May we post to such an address for a browser? `loopback`: services on this machine as well, by explicit wish. */
export function mayPostTo(address: string, loopback: boolean): boolean {
  return isPublicAddress(address) || (loopback && isLoopback(address));
}

/**
 * An address that a browser gave, read as one that we may post to: https, no user, no password, and no machine of the house. A name
 * is only known to be one of those when it is looked up, at each connection (notify/contact/push/push-post.ts).
 */
export function pushEndpoint(text: string, loopback: boolean): URL | undefined {
  const url = URL.parse(text);
  if (url?.username !== '' || url.password !== '' || url.hash !== '') return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0 && !mayPostTo(host, loopback)) return undefined;
  const isHere = isLoopback(host) || host === 'localhost' || host.endsWith('.localhost');
  if (isHere && !loopback) return undefined;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere) ? url : undefined;
}
