import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';

const folders = ['migrations', '../directory-embedded/migrations', '../../dev/migrations'].map(
  (folder) => join(import.meta.dirname, folder),
);
const filesOf = (folder: string) => readdirSync(folder).toSorted();

it.each(folders)('the migrations of %s are numbered without a gap or a double', (folder) => {
  const numbers = filesOf(folder).map((name) => Number(/^(\d{4})-[a-z-]+\.sql$/.exec(name)?.[1]));
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});

it('no two migrations have one name, because the name is what is remembered', () => {
  const names = folders.flatMap((folder) => filesOf(folder).map((file) => basename(file)));
  expect(names).toEqual([...new Set(names)]);
});
