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
import { loadOrCreateKey } from './operator-key.ts';

const folder = mkdtempSync(join(tmpdir(), 'thaw-key-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('development makes a key once, of mode 0600, and reads it ever after', () => {
  const file = join(folder, 'deep', 'operator.key');
  const first = loadOrCreateKey('operator', file, { mayCreate: true });
  expect(first.byteLength).toBe(32);
  expect(loadOrCreateKey('operator', file, { mayCreate: true })).toEqual(first);
  expect(loadOrCreateKey('operator', file, { mayCreate: false })).toEqual(first);
  expect(readdirSync(join(folder, 'deep'))).toEqual(['operator.key']);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

it.each([
  ['operator', 'THAW_OPERATOR_KEY_FILE'],
  ['master', 'THAW_MASTER_KEY_FILE'],
] as const)(
  'production never makes the %s key: it says which file is missing',
  (what, variable) => {
    const file = join(folder, 'missing.key');
    const start = () => loadOrCreateKey(what, file, { mayCreate: false });
    expect(start).toThrow(`The ${what} key file ${file} (${variable}) is missing. Restore it`);
    expect(existsSync(file)).toBe(false);
  },
);

it('a file that is too short, or that others can read, stops the start and is not replaced', () => {
  const file = join(folder, 'short.key');
  writeFileSync(file, 'c2hvcnQ\n', { mode: 0o600 });
  expect(() => loadOrCreateKey('operator', file, { mayCreate: true })).toThrow(/32 bytes/);
  if (process.platform === 'win32') return;
  chmodSync(file, 0o640);
  expect(() => loadOrCreateKey('operator', file, { mayCreate: true })).toThrow(/0600/);
});
