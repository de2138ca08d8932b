import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withFolderLock } from './folder-lock.ts';
import { isAlive, sleep, thisProcess } from './processes.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-pg-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('two holders of one lock never work at the same time', async () => {
  const path = join(folder, 'lock');
  let inside = 0;
  let most = 0;
  const work = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(5);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withFolderLock(path, work)));
  expect(most).toBe(1);
});

test('a lock whose holder died is broken, also when its pid lives again in another process', async () => {
  const path = join(folder, 'lock');
  writeFileSync(
    path,
    JSON.stringify({ pid: process.pid, startedAt: 'another boot:1', token: 'x' }),
  );
  expect(await withFolderLock(path, async () => 'done')).toBe('done');
});

test('a process is itself only with its own start time', () => {
  expect(isAlive(thisProcess())).toBe(true);
  expect(isAlive({ pid: process.pid, startedAt: 'another boot:1' })).toBe(false);
});
