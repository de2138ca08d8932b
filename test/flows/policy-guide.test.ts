/** Every example of docs/guides/policy.md, as printed there, against a running world. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPolicyCommands } from '../../src/composition/policy-commands.ts';
import { decideConfig } from '../../src/config/config.ts';
import { readEnvironment } from '../../src/config/env.ts';
import { enter, reactivate } from '../fixtures/person.ts';
import { startTestWorld, type TestWorld } from '../fixtures/world.ts';

const root = resolve(import.meta.dirname, '../..');
const guide = await readFile(join(root, 'docs/guides/policy.md'), 'utf8');
const commandStart = '$ npm run -s thaw -- policy ';

/** The files that the guide writes: a block after its name, or a change of an earlier one. */
const written = new Map<string, string>();
for (const [, name = '', content = ''] of guide.matchAll(
  /<!-- file: (\S+) -->\n```yaml\n([\s\S]*?)```/g,
)) {
  written.set(name, content);
}
for (const [, name = '', of = '', changes = ''] of guide.matchAll(
  /<!-- file: (\S+) = (\S+) with (.*) -->/g,
)) {
  let content = written.get(of) ?? '';
  for (const [, from = '', to = ''] of changes.matchAll(/`([^`]*)` -> `([^`]*)`/g)) {
    if (!content.includes(from)) throw new Error(`${of} has no ${from}`);
    content = content.replace(from, to);
  }
  written.set(name, content);
}

const examples = [...guide.matchAll(/```console\n([\s\S]*?)\n```/g)].map(([, block = '']) => {
  const [command = '', ...lines] = block.split('\n');
  return { command, lines };
});

let world: TestWorld;
let folder: string;
beforeAll(async () => {
  world = await startTestWorld();
  const person = await enter(world, 'mara');
  await person.post('/u/case/unlock');
  await reactivate(person);
  folder = await mkdtemp(join(tmpdir(), 'thaw-guide-'));
  for (const [name, content] of written) await writeFile(join(folder, name), content);
});
afterAll(async () => {
  await world?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

test('the guide has examples of every command', () => {
  const verbs = examples.map(({ command }) => command.slice(commandStart.length).split(' ')[0]);
  expect(new Set(verbs)).toEqual(new Set(['check', 'test', 'explain', 'diff', 'replay']));
  expect(examples.every(({ command }) => command.startsWith(commandStart))).toBe(true);
});

test.each(examples)('$command', async ({ command, lines }) => {
  const words = command.slice(commandStart.length).split(' ');
  const [verb = '', ...args] = words.map((word) => {
    if (written.has(word)) return join(folder, word);
    return word.startsWith('policies/') ? join(root, word) : word;
  });
  const config = decideConfig({ ...readEnvironment(), dataDir: world.dataDir }, 'development');
  const result = await createPolicyCommands(config)[verb]?.(args);
  const printed = result?.lines.map((line) => line.replaceAll(join(folder, '/'), ''));
  expect(printed).toHaveLength(lines.length);
  for (const [index, line] of lines.entries()) {
    // An ellipsis stands for what differs from run to run: hashes, ages, ids.
    const pattern = line.split('…').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    expect(printed?.[index]).toMatch(new RegExp(`^${pattern.join('.*')}$`));
  }
});

test('every file that the guide writes is used by an example', () => {
  for (const name of written.keys()) {
    const tests = name.endsWith('.test.yaml') ? name.replace('.test', '') : name;
    expect(guide).toContain(`${basename(tests)}`);
    expect(examples.some(({ command }) => command.split(' ').includes(tests))).toBe(true);
  }
});
