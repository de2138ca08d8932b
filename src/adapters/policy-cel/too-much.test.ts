/** Files that hold more than anybody wrote by hand. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadPolicy, readPolicyCases } from './load.ts';

const sound = readFileSync(new URL('../../../policies/default.yaml', import.meta.url), 'utf8');

test.each(['[', '{a: ', '- '])('nesting without end is one problem: %s', (open) => {
  const text = open.repeat(50_000);
  const read = loadPolicy(text);
  if (read.ok) throw new Error('read');
  expect(read.problems.map((one) => one.message)).toEqual(['nested too deeply']);
  expect(readPolicyCases(text)).toMatchObject({ ok: false, message: 'nested too deeply' });
});

test.each([
  [
    'unknown keys',
    `${sound}\n${Array.from({ length: 300 }, (_, at) => `key_${at}: 1`).join('\n')}`,
  ],
  ['aliases', `a: &a 1\nb: [${'*a, '.repeat(300)}]`],
  ['a key written often', 'a: 1\n'.repeat(301)],
])('of many problems the first are named, and how many more there are: %s', (_what, text) => {
  const read = loadPolicy(text);
  if (read.ok) throw new Error('read');
  expect(read.problems.length).toBe(201);
  expect(read.problems.at(-1)?.message).toBe('and 100 more problems');
});
