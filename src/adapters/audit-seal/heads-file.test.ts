import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkpointsIn, createHeadsFile } from './heads-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'thaw-heads-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('the newest head is the last that was kept, in a file for its owner alone', async () => {
  const file = join(folder, 'deep', 'heads.jsonl');
  const heads = createHeadsFile(file);
  expect(await heads.last()).toBeNull();
  await heads.keep('one\n1\n\n— one a\n');
  await heads.keep('two\n2\n\n— two b\n');
  expect(await createHeadsFile(file).last()).toBe('two\n2\n\n— two b\n');
  expect(checkpointsIn(readFileSync(file, 'utf8'))).toHaveLength(2);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a line that a crash cut off is passed over, and the next one stands on its own', async () => {
  const file = join(folder, 'cut.jsonl');
  const heads = createHeadsFile(file);
  await heads.keep('one\n1\n\n— one a\n');
  appendFileSync(file, '{"checkpoint":"two\\n2');
  expect(await heads.last()).toBe('one\n1\n\n— one a\n');
  await heads.keep('two\n2\n\n— two b\n');
  expect(await heads.last()).toBe('two\n2\n\n— two b\n');
});

test('the last of very many is found without reading them all', async () => {
  const file = join(folder, 'many.jsonl');
  const line = JSON.stringify({ checkpoint: `many\n1\n\n— many ${'ü'.repeat(100)}\n` });
  appendFileSync(file, `${line}\n`.repeat(5_000));
  await createHeadsFile(file).keep('last\n2\n\n— last b\n');
  expect(await createHeadsFile(file).last()).toBe('last\n2\n\n— last b\n');
});

test('heads are found bare, in this file and in the log of the service', () => {
  const head = 'thaw-audit-1\n7\nroot\n2026-11-26T08:00:00.000Z\n\n— thaw-audit-1 a\n';
  const logged = JSON.stringify({ level: 30, checkpoint: head, msg: 'audit.head' });
  expect(checkpointsIn(head)).toEqual([head]);
  expect(checkpointsIn(`${JSON.stringify({ checkpoint: head })}\n`)).toEqual([head]);
  expect(checkpointsIn(`{"msg":"ready"}\n${logged}\nnot JSON, a "checkpoint"\n`)).toEqual([head]);
  expect(checkpointsIn('{"checkpoint":7}')).toEqual([]);
});
