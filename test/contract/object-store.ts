import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../src/core/ports.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

async function keys(store: ObjectStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const key of store.list(prefix)) found.push(key);
  return found.sort();
}

/** What every object store must do. `open` gives an empty store. */
export function objectStoreContract(name: string, open: () => Promise<ObjectStore>): void {
  describe(`${name} keeps the contract of an object store`, () => {
    it('gives back the bytes that were put, empty ones too', async () => {
      const store = await open();
      await store.put('cases/a/front', bytes('front'));
      await store.put('cases/a/empty', new Uint8Array());
      expect(await store.get('cases/a/front')).toEqual(bytes('front'));
      expect(await store.get('cases/a/empty')).toEqual(new Uint8Array());
    });

    it('answers null for an object that is not there', async () => {
      const store = await open();
      await store.put('cases/a/front', bytes('front'));
      expect(await store.get('cases/a')).toBeNull();
      expect(await store.get('cases/a/front/deeper')).toBeNull();
    });

    it('can be asked whether it would take an object, and keeps nothing of that', async () => {
      const store = await open();
      await store.probe();
      expect(await keys(store, '')).toEqual([]);
    });

    it('replaces the whole object', async () => {
      const store = await open();
      await store.put('cases/a/front', bytes('a long first version'));
      await store.put('cases/a/front', bytes('short'));
      expect(await store.get('cases/a/front')).toEqual(bytes('short'));
    });

    it('deletes one object, and deleting again changes nothing', async () => {
      const store = await open();
      await store.put('cases/a/front', bytes('front'));
      await store.put('cases/a/back', bytes('back'));
      await store.delete('cases/a/front');
      await store.delete('cases/a/front');
      expect(await store.get('cases/a/front')).toBeNull();
      expect(await keys(store, 'cases/a/')).toEqual(['cases/a/back']);
    });

    it('lists by prefix, also where the prefix ends within a name', async () => {
      const store = await open();
      for (const key of ['cases/a/front', 'cases/a/frames/1', 'cases/ab/front', 'other']) {
        await store.put(key, bytes(key));
      }
      expect(await keys(store, 'cases/a/')).toEqual(['cases/a/frames/1', 'cases/a/front']);
      expect(await keys(store, 'cases/a')).toHaveLength(3);
      expect(await keys(store, 'cases/a/fro')).toEqual(['cases/a/front']);
      expect(await keys(store, '')).toHaveLength(4);
      expect(await keys(store, 'nothing/')).toEqual([]);
    });

    it.each([
      '../out',
      'a/../b',
      '/a',
      'a/',
      'a//b',
      '',
      'A',
      'a.b',
      'a\0b',
      'a\\b',
      'ä',
      'a\n',
      'x'.repeat(300),
    ])('refuses the key %j', async (key) => {
      const store = await open();
      await expect(store.put(key, bytes('x'))).rejects.toThrow();
      await expect(store.get(key)).rejects.toThrow();
      await expect(store.delete(key)).rejects.toThrow();
    });

    it('a put succeeds while the last neighbor is deleted', async () => {
      const store = await open();
      for (let round = 0; round < 150; round += 1) {
        await store.put('cases/a/old', bytes('old'));
        await Promise.all([store.delete('cases/a/old'), store.put('cases/a/new', bytes('new'))]);
        expect(await store.get('cases/a/new')).toEqual(bytes('new'));
        await store.delete('cases/a/new');
      }
    });

    it('loses nothing while neighbors are put and deleted at once', async () => {
      const store = await open();
      const work = Array.from({ length: 60 }, async (_, index) => {
        const key = `cases/c${index % 3}/o${index}`;
        await store.put(key, bytes(key));
        if (index % 2 === 0) await store.delete(key);
      });
      await Promise.all(work);
      expect(await keys(store, 'cases/')).toHaveLength(30);
    });
  });
}
