import type { FastifyRequest } from 'fastify';
import type { ClientInfo } from '../../app/stores.ts';
import { networkOf } from './address.ts';

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
