import { isIPv4, isIPv6 } from 'node:net';

/** What stands for whoever cannot be told apart by an address. */
const NOBODY = 'no-address';

/**
 * The part of a client's address that stands for one client: an IPv4 address as it is, also one written as IPv6, and of IPv6 the first
 * 64 bits, since whoever has one of these addresses has all that begin like it. A port that a proxy added is none of it; what is no
 * address at all counts as one client.
 */
export function clientNetwork(address: string): string {
  return networkOf(address, 4);
}

/** The site that a client's network is in: of IPv6 the first 48 bits, which one customer may have; null for IPv4. */
export function clientSite(address: string): string | null {
  const site = networkOf(address, 3);
  return site.endsWith('/48') ? site : null;
}

function networkOf(given: string, groupsKept: number): string {
  const address = /^\[(.+)\](?::\d+)?$/.exec(given)?.[1] ?? /^([\d.]+):\d+$/.exec(given)?.[1] ?? given;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  if (isIPv4(mapped)) return mapped;
  if (!isIPv6(address)) return NOBODY;
  const [before = '', after] = (address.split('%')[0] ?? '').split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const head = groups(before);
  const tail = groups(after ?? '');
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const all = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail];
  return `${all
    .slice(0, groupsKept)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/${groupsKept * 16}`;
}
