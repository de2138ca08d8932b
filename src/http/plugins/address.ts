/** Addresses of those who ask, by whom they may belong to. */

import { isIPv4, isIPv6 } from 'node:net';

/**
 * Those that one customer of a network has are one: an IPv4 address, or the first 64 bits of an IPv6
 * one, of which everybody has 2^64 to change between (RFC 6177). What is no address is one of its own.
 */
export function neighborhoodOf(ip: string): string {
  const plain = withoutMapping(ip);
  return isIPv4(plain) ? plain : (groupsOf(plain)?.slice(0, 4).join(':') ?? 'unknown');
}

/** For people to read, coarse on purpose: three bytes of an IPv4 address, 48 bits of an IPv6 one. */
export function networkOf(ip: string): string {
  const plain = withoutMapping(ip);
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.*`;
  const groups = groupsOf(plain);
  return groups === null ? 'unknown' : `${groups.slice(0, 3).join(':')}:…`;
}

/** An IPv4 address as a socket for both kinds gives it (RFC 4291 2.5.5.2). */
const withoutMapping = (from: string) => {
  const ip = withoutPort(from);
  return /^::ffff:[\d.]+$/i.test(ip) ? ip.slice(7) : ip;
};

/** Some proxies say the port as well, and put brackets around an IPv6 address then (RFC 7239 6). */
const withoutPort = (from: string) =>
  /^\[([^\]]+)\](?::\d{1,5})?$/.exec(from)?.[1] ??
  /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/.exec(from)?.[1] ??
  from;

/** The eight groups of an IPv6 address, hexadecimal without leading zeros; null when it is none. */
function groupsOf(ip: string): readonly string[] | null {
  const plain = ip.split('%')[0] ?? '';
  if (!isIPv6(plain)) return null;
  // The canonical form of a host has no dotted tail and no leading zeros (WHATWG URL, IPv6 serializer).
  const canonical = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const between = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: between }, () => '0'), ...after];
}
