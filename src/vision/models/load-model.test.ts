import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { MODELS, type Model, type ModelId } from './catalogue.ts';
import { loadModel } from './load-model.ts';
import { createModelRunner } from './model-sessions.ts';

let cacheDir: string;
beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'models-'));
});

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const pinnedBytes = (model: Model) => model.conversion?.sha256 ?? model.files[0]!.sha256;

describe('models', () => {
  test.each(Object.keys(MODELS) as ModelId[])(
    '%s loads as the bytes that are pinned',
    async (id) => {
      expect(sha256(await loadModel(id, cacheDir))).toBe(pinnedBytes(MODELS[id]));
    },
  );

  test('a converted model is kept, and read again without its package', async () => {
    const first = await loadModel('facemesh', cacheDir);
    expect(readdirSync(cacheDir)).toHaveLength(1);
    const withoutPackage = { ...MODELS.facemesh, package: 'not-installed' };
    const again = await loadModel('facemesh', cacheDir, { ...MODELS, facemesh: withoutPackage });
    expect(sha256(again)).toBe(sha256(first));
  });

  test('a converted model that was changed on disk is not used but converted again', async () => {
    await loadModel('facemesh', cacheDir);
    const path = join(cacheDir, readdirSync(cacheDir)[0]!);
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path, bytes);
    expect(sha256(await loadModel('facemesh', cacheDir))).toBe(pinnedBytes(MODELS.facemesh));
    expect(sha256(readFileSync(path))).toBe(pinnedBytes(MODELS.facemesh));
  });

  test('a package that is not there is model_missing', async () => {
    const blazeface = { ...MODELS.blazeface, package: 'not-installed' };
    const loading = loadModel('blazeface', cacheDir, { ...MODELS, blazeface });
    await expect(loading).rejects.toMatchObject({ code: 'model_missing' });
  });

  test('a file with other bytes than pinned is model_changed', async () => {
    const [file] = MODELS.blazeface.files;
    const blazeface = { ...MODELS.blazeface, files: [{ ...file, sha256: '0'.repeat(64) }] };
    const loading = loadModel('blazeface', cacheDir, { ...MODELS, blazeface });
    await expect(loading).rejects.toMatchObject({ code: 'model_changed' });
  });

  test('a conversion with other bytes than pinned is model_changed and is not kept', async () => {
    const conversion = { ...MODELS.facemesh.conversion, sha256: '0'.repeat(64) };
    const facemesh = { ...MODELS.facemesh, conversion };
    const loading = loadModel('facemesh', cacheDir, { ...MODELS, facemesh });
    await expect(loading).rejects.toMatchObject({ code: 'model_changed' });
    expect(readdirSync(cacheDir)).toEqual([]);
  });

  test('a cache folder that cannot be written costs time, not the model', async () => {
    const blocked = join(cacheDir, 'file');
    writeFileSync(blocked, '');
    const bytes = await loadModel('facemesh', join(blocked, 'folder'));
    expect(sha256(bytes)).toBe(pinnedBytes(MODELS.facemesh));
  });

  test('input of a wrong size is an internal failure, not a crash', async () => {
    const running = createModelRunner(cacheDir).run('facemesh', new Float32Array(3), [1, 3, 1, 1]);
    await expect(running).rejects.toMatchObject({ code: 'internal' });
  });
});
