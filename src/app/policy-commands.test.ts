import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadPolicy } from '../adapters/policy-cel/load.ts';
import { ordinaryFacts } from '../core/policy/cases.ts';
import { CommandRefused } from './command-line.ts';
import { policyCommands } from './policy-commands.ts';

const file = fileURLToPath(new URL('../../policies/default.yaml', import.meta.url));
const asked: number[] = [];
const commands = policyCommands({
  policyFile: file,
  readPolicy: async (name) =>
    loadPolicy(name === 'broken' ? 'policy: 1' : await readFile(file, 'utf8')),
  readCases: async () => [],
  findAccount: async () => null,
  async pastCases(count) {
    asked.push(count);
    return [{ caseId: 'c', status: 'approved', facts: ordinaryFacts }];
  },
});
const run = (verb: string, ...args: string[]) => commands[verb]?.(args);

describe('a comparison of two policies', () => {
  test('needs two files', async () => {
    await expect(run('diff', file)).rejects.toThrow('Two policies are needed');
    await expect(run('replay')).rejects.toThrow('Two policies are needed');
  });

  test('is refused where one of the files is', async () => {
    for (const args of [
      [file, 'broken'],
      ['broken', file],
    ]) {
      const result = await run('diff', ...args);
      expect(result?.ok).toBe(false);
      expect(result?.lines.at(-1)).toBe('refused');
    }
  });

  test('replays as many cases as were asked for, wherever the number stands', async () => {
    const summary = '0 of 1 past cases would have gone otherwise';
    expect((await run('replay', file, file, '--last', '5'))?.lines).toEqual([summary]);
    expect((await run('replay', '--last', '7', file, file))?.lines).toEqual([summary]);
    expect((await run('replay', file, file))?.lines).toEqual([summary]);
    expect(asked).toEqual([5, 7, 1000]);
  });

  test.each(['0', '-1', '1.5', 'x', ''])('replays no "%s" cases', async (count) => {
    await expect(run('replay', file, file, '--last', count)).rejects.toThrow('1 to 100000');
  });
});

describe('a command that was typed wrongly', () => {
  test.each([
    [['check', 'a', 'b'], '"b" is one word too many: thaw policy check [FILE]'],
    [['check', ''], 'A word is empty'],
    [['test', 'northwind@1'], 'Which cases?'],
    [['explain'], 'Which account? thaw policy explain ACCOUNT [FILE]'],
    [['explain', 'nobody'], 'The host knows no account "nobody".'],
    [['diff', '--lats', '5', 'a', 'b'], 'There is no option --lats: thaw policy diff A B'],
    [['replay', 'a', 'b', '--lst', '5'], 'There is no option --lst'],
    [['replay', 'a', 'b', '--last'], '--last takes a whole number from 1 to 100000.'],
  ])('%j is told what is wrong with it', async ([verb = '', ...args], told) => {
    const asking = run(verb, ...args);
    await expect(asking).rejects.toThrow(told);
    await expect(asking).rejects.toBeInstanceOf(CommandRefused);
  });
});
