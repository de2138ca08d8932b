import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSpecimens } from './make.ts';

let out = '';
beforeAll(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'specimens-'));
});
afterAll(() => rm(out, { recursive: true, force: true }));

const ask = (drawn: string[]) =>
  makeSpecimens({
    out,
    people: ['ivo'],
    only: ['id-back.jpg', 'bad/not-a-picture.jpg'],
    onFile: (file) => drawn.push(path.relative(out, file)),
  });

describe('the folder of specimens', () => {
  it('holds what was asked for, and a second asking draws nothing', async () => {
    const drawn: string[] = [];
    const files = await ask(drawn);
    expect(drawn).toEqual([
      path.join('ivo', 'id-back.jpg'),
      path.join('ivo', 'bad/not-a-picture.jpg'),
    ]);
    expect((await readFile(files[0]!)).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect((await readFile(files[1]!)).subarray(0, 4).toString()).toBe('This');
    expect(await ask(drawn)).toEqual(files);
    expect(drawn).toHaveLength(2);
  });

  it('is drawn again after the drawings changed', async () => {
    await ask([]);
    await writeFile(path.join(out, 'specimens-version.txt'), 'an older one');
    const drawn: string[] = [];
    await ask(drawn);
    expect(drawn).toHaveLength(2);
  });

  it('knows neither strangers nor unknown files', async () => {
    await expect(makeSpecimens({ out, people: ['nobody'] })).rejects.toThrow(RangeError);
    await expect(makeSpecimens({ out, only: ['../x'] })).rejects.toThrow(RangeError);
  });
});
