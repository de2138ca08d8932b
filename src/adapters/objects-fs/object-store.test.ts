import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { objectStoreContract } from '../../../test/contract/object-store.ts';
import { createFsObjectStore } from './object-store.ts';

const base = mkdtempSync(join(tmpdir(), 'thaw-objects-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

let count = 0;
const freshRoot = () => join(base, `root${count++}`);

objectStoreContract('objects-fs', () => createFsObjectStore({ root: freshRoot() }));

function modes(folder: string): Set<string> {
  const found = new Set<string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const stat = statSync(join(folder, name));
    found.add(`${stat.isDirectory() ? 'folder' : 'file'} ${(stat.mode & 0o777).toString(8)}`);
  }
  return found;
}

it.skipIf(process.platform === 'win32')('nobody else may read folders or files', async () => {
  const root = freshRoot();
  const store = await createFsObjectStore({ root });
  await store.put('cases/a/front', new Uint8Array([1]));
  expect(modes(root)).toEqual(new Set(['folder 700', 'file 600']));
});

it('what a killed process left half written is not an object and is swept an hour later', async () => {
  const root = freshRoot();
  await createFsObjectStore({ root });
  for (const name of ['old', 'young']) writeFileSync(join(root, 'scratch', name), 'half');
  const twoHoursAgo = new Date(Date.now() - 2 * 3600_000);
  utimesSync(join(root, 'scratch', 'old'), twoHoursAgo, twoHoursAgo);
  const store = await createFsObjectStore({ root });
  expect(readdirSync(join(root, 'scratch'))).toEqual(['young']);
  for await (const key of store.list('')) expect.unreachable(key);
});

it('an object survives a new start and a deleted case leaves no folder behind', async () => {
  const root = freshRoot();
  await (await createFsObjectStore({ root })).put('cases/a/front', new Uint8Array([7]));
  const store = await createFsObjectStore({ root });
  expect(await store.get('cases/a/front')).toEqual(new Uint8Array([7]));
  await store.delete('cases/a/front');
  const left = readdirSync(join(root, 'objects'), { recursive: true, encoding: 'utf8' });
  expect(left.filter((name) => name.includes('cases'))).toEqual([]);
});

it('a store whose disk is gone says that it would take nothing', async () => {
  const root = freshRoot();
  const store = await createFsObjectStore({ root });
  rmSync(root, { recursive: true });
  await expect(store.probe()).rejects.toThrow();
});
