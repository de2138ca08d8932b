import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hydrateLinks } from './binaries.ts';

test('links that a blocked install script did not make are made at the start', () => {
  const root = mkdtempSync(join(tmpdir(), 'thaw-pg-links-'));
  const lib = join(root, 'native', 'lib');
  mkdirSync(lib, { recursive: true });
  writeFileSync(join(lib, 'libpq.so.5.18'), 'library');
  const links = ['libpq.so', 'libpq.so.5'].map((name) => ({
    source: 'native/lib/libpq.so.5.18',
    target: `native/lib/${name}`,
  }));
  writeFileSync(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  expect(hydrateLinks(root)).toBe(true);
  expect(hydrateLinks(root)).toBe(true);
  expect(readFileSync(join(lib, 'libpq.so.5'), 'utf8')).toBe('library');
  rmSync(root, { recursive: true });
});
