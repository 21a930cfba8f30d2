/** IPv4 in IPv6 clothes, as a socket that listens on both shows it. */
function plain(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

/** Is this an address of the machine itself? */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  const bare = plain(address);
  return bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare);
}

/** Whom an address stands for when attempts are counted: one IPv4 address, or the /64 that one IPv6 customer holds. */
export function addressGroup(address: string | undefined): string {
  const bare = plain(address ?? 'unknown');
  if (!bare.includes(':')) return bare;
  const [head = '', tail] = bare.split('%')[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array.from({ length: gap }, () => '0'), ...right];
  return (
    groups
      .slice(0, 4)
      .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
      .join(':') + '::/64'
  );
}

/**
 * Does a browser that sends this Host header mean its own machine? Names under `localhost` are loopback by RFC 6761 and
 * browsers don't ask the network for them; each is a jar of cookies of its own, so one browser can be several people.
 */
export function isLocalPage(host: string | undefined): boolean {
  return isLoopbackHost(host) || /^[a-z0-9-]{1,63}\.localhost(:\d{1,5})?$/i.test(host ?? '');
}

/** Is this Host header's name one that only the machine itself can mean? Anything else may be a foreign name bent to 127.0.0.1. */
export function isLoopbackHost(host: string | undefined): boolean {
  if (host === undefined) return false;
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return name === 'localhost' || name === '[::1]' || isLoopback(name);
}

/** Is a listener on this host, a name or an address, reached from the machine itself alone? */
export function listensOnLoopback(host: string): boolean {
  return isLoopback(host) || isLoopbackHost(host);
}
