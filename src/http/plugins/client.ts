import { isIPv4, isIPv6 } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { ClientInfo } from '../../app/stores.ts';

const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'Mac'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** Rough words about who asks; coarse on purpose, so that little is kept. */
export function clientOf(request: FastifyRequest): ClientInfo {
  const agent = request.headers['user-agent'] ?? '';
  const browser = browsers.find(([pattern]) => pattern.test(agent))?.[1] ?? 'a browser';
  const system = systems.find(([pattern]) => pattern.test(agent))?.[1] ?? 'an unknown system';
  return { browser: `${browser} on ${system}`, network: networkOf(request.ip) };
}

/** First three bytes of an IPv4 address, first 48 bits of an IPv6 one. */
export function networkOf(ip: string): string {
  const plain = ip.startsWith('::ffff:') ? ip.slice(7) : ip;
  if (isIPv4(plain)) return `${plain.split('.').slice(0, 3).join('.')}.*`;
  if (isIPv6(plain)) return `${plain.split(':').slice(0, 3).join(':')}:…`;
  return 'unknown';
}
