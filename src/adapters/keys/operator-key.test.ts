import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadOrCreateOperatorKey } from './operator-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'thaw-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('development makes a key once, of mode 0600, and reads it ever after', () => {
  const file = join(folder, 'deep', 'operator.key');
  const first = loadOrCreateOperatorKey(file, { mayCreate: true });
  expect(first.byteLength).toBe(32);
  expect(loadOrCreateOperatorKey(file, { mayCreate: true })).toEqual(first);
  expect(loadOrCreateOperatorKey(file, { mayCreate: false })).toEqual(first);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['operator.key']);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('production never makes a key', () => {
  const file = join(folder, 'missing.key');
  expect(() => loadOrCreateOperatorKey(file, { mayCreate: false })).toThrow(/missing/);
  expect(existsSync(file)).toBe(false);
});

it('a file that is too short, or that others can read, stops the start and is not replaced', () => {
  const file = join(folder, 'short.key');
  writeFileSync(file, 'c2hvcnQ\n', { mode: 0o600 });
  expect(() => loadOrCreateOperatorKey(file, { mayCreate: true })).toThrow(/32 bytes/);
  if (process.platform === 'win32') return;
  chmodSync(file, 0o640);
  expect(() => loadOrCreateOperatorKey(file, { mayCreate: true })).toThrow(/0600/);
});
