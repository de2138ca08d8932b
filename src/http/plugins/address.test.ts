import { expect, test } from 'vitest';
import { neighborhoodOf, networkOf } from './address.ts';

test.each([
  ['203.0.113.7', '203.0.113.7', '203.0.113.*'],
  ['::ffff:203.0.113.7', '203.0.113.7', '203.0.113.*'],
  ['::FFFF:203.0.113.7', '203.0.113.7', '203.0.113.*'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2', '2001:db8:1:…'],
  ['2001:0DB8:0001:0002::1', '2001:db8:1:2', '2001:db8:1:…'],
  ['2001:db8::1', '2001:db8:0:0', '2001:db8:0:…'],
  ['2001:db8:1::5:6', '2001:db8:1:0', '2001:db8:1:…'],
  ['2001:db8:1:2:3:4:5::', '2001:db8:1:2', '2001:db8:1:…'],
  ['fe80::1%eth0', 'fe80:0:0:0', 'fe80:0:0:…'],
  ['::1', '0:0:0:0', '0:0:0:…'],
  ['::', '0:0:0:0', '0:0:0:…'],
  ['64:ff9b::203.0.113.7', '64:ff9b:0:0', '64:ff9b:0:…'],
  ['203.0.113.7:52311', '203.0.113.7', '203.0.113.*'],
  ['::ffff:203.0.113.7:443', 'unknown', 'unknown'],
  ['[2001:db8:1:2::5]', '2001:db8:1:2', '2001:db8:1:…'],
  ['[2001:db8:1:2::5]:52311', '2001:db8:1:2', '2001:db8:1:…'],
  ['[::ffff:203.0.113.7]:52311', '203.0.113.7', '203.0.113.*'],
  ['203.0.113.7:52311:1', 'unknown', 'unknown'],
  ['', 'unknown', 'unknown'],
  ['not-an-address', 'unknown', 'unknown'],
  ['1.2.3.4.5', 'unknown', 'unknown'],
])('%s belongs to %s, and people read %s', (ip, neighborhood, network) => {
  expect([neighborhoodOf(ip), networkOf(ip)]).toEqual([neighborhood, network]);
});

test('whoever changes the last 64 bits stays the same, and a neighbor network is another', () => {
  const of = (last: string, fourth = '2') => neighborhoodOf(`2001:db8:1:${fourth}:${last}`);
  expect(new Set(['0:0:0:1', 'ffff:ffff:ffff:ffff', '1:2:3:4', ':'].map((l) => of(l))).size).toBe(
    1,
  );
  expect(of('0:0:0:1', '3')).not.toBe(of('0:0:0:1'));
});
