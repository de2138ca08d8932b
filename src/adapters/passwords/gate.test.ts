import { expect, test } from 'vitest';
import { createGate } from './gate.ts';

/** Work that ends when it is told to. */
function pieces(count: number) {
  const begun: number[] = [];
  const end: (() => void)[] = [];
  const works = Array.from({ length: count }, (_, index) => () => {
    begun.push(index);
    return new Promise<number>((resolve) => {
      end[index] = () => resolve(index);
    });
  });
  return { begun, end, works };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('so many run at once as are let in, the others in their order', async () => {
  const gate = createGate(2);
  const { begun, end, works } = pieces(4);
  const all = works.map((work) => gate(work));
  await settled();
  expect(begun).toEqual([0, 1]);
  end[1]?.();
  await settled();
  expect(begun).toEqual([0, 1, 2]);
  end[0]?.();
  await settled();
  expect(begun).toEqual([0, 1, 2, 3]);
  end[2]?.();
  end[3]?.();
  expect(await Promise.all(all)).toEqual([0, 1, 2, 3]);
});

test('work that fails gives its place on', async () => {
  const gate = createGate(1);
  const failing = gate(async () => {
    throw new Error('broken');
  });
  const next = gate(async () => 'done');
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('done');
});
