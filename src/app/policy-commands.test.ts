import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { loadPolicy } from '../adapters/policy-cel/load.ts';
import { ordinaryFacts } from '../core/policy/cases.ts';
import type { AccountRecord } from '../core/ports.ts';
import { CommandRefused } from './command-line.ts';
import { policyCommands } from './policy-commands.ts';

const file = fileURLToPath(new URL('../../policies/default.yaml', import.meta.url));
const asked: number[] = [];
const now = '2026-11-27T12:00:00.000Z';
const joinedAt = '2023-05-05T08:00:00.000Z';
const contact = (channel: 'email' | 'sms') =>
  ({
    id: channel,
    channel,
    address: 'a',
    addedAt: joinedAt,
    removedAt: null,
    login: false,
  }) as const;
const account: AccountRecord = {
  accountId: 'a',
  fullName: { surname: 'Doe', givenNames: 'Jo' },
  birthDate: '1990-01-01',
  country: 'UTO',
  documentNumber: null,
  contacts: [contact('email'), contact('sms')],
  lock: null,
  kycLevel: 1,
  factorsBound: ['password', 'email', 'sms', 'totp'],
  factorsLost: [],
  riskSignals: [],
  valueEur: 1,
  history: { joinedAt, logins: [], deposits: [], holdings: [] },
  locale: 'en',
};
const commands = policyCommands({
  policyFile: file,
  readPolicy: async (name) =>
    loadPolicy(name === 'broken' ? 'policy: 1' : await readFile(file, 'utf8')),
  readCases: async () => [],
  findAccount: async (accountId) =>
    accountId === 'a' ? { record: account, now, ownerStoppedAt: null } : null,
  async pastCases(count) {
    asked.push(count);
    const readable = { caseId: 'c', status: 'approved', facts: ordinaryFacts };
    return count === 9 ? [readable, { ...readable, facts: null }] : [readable];
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

  test('counts past cases whose kept facts lack one, and replays the others', async () => {
    expect((await run('replay', file, file, '--last', '9'))?.lines).toEqual([
      '0 of 1 past cases would have gone otherwise',
      '1 skipped: their kept facts lack one that is asked now',
    ]);
  });

  test.each(['0', '-1', '1.5', 'x', ''])('replays no "%s" cases', async (count) => {
    await expect(run('replay', file, file, '--last', count)).rejects.toThrow('1 to 100000');
  });
});

describe('an explanation', () => {
  const lines = async (...args: string[]) => (await run('explain', 'a', ...args))?.lines ?? [];

  test('of a case about what was lost names the rule and the steps that the service would plan', async () => {
    const lost = await lines('--lost', 'sms');
    expect(lost).toContainEqual(expect.stringContaining('rule       channel_lost: matched'));
    expect(lost).toContain('step       codes: reason.codes.factors, 2 min, from totp');
    const mail = await lines(file, '--kind', 'lost_channel', '--lost', 'email', '--lost', 'totp');
    expect(mail.join()).not.toContain('step       email_confirmation');
    expect(mail).toContain('step       codes: reason.codes.factors, 2 min, from sms');
    // The host does not know yet: it counts as lost all the same.
    expect(mail[0]).toContain('"factors_lost":["email","totp"]');
    expect((await lines('--lost', 'totp')).join()).toContain('factor_lost: matched');
  });

  test('of an unlock asks for codes from what the account has', async () => {
    const unlock = await lines();
    expect(unlock).toContainEqual(expect.stringContaining('rule       full_check: matched'));
    expect(unlock).toContain('step       codes: reason.codes.factors, 2 min, from sms and totp');
    expect(await lines('--kind', 'unlock')).toEqual(unlock);
  });

  test.each([
    [['--kind', 'freeze'], '--kind takes one of unlock, reset_factor, lost_channel.'],
    [['--kind', 'unlock', '--kind', 'unlock'], '--kind is given once.'],
    [['--lost', 'fax'], '--lost takes one of email, sms, totp, passkey.'],
    [['--lost', 'passkey'], 'There is no such case: the account has no such channel.'],
    [['--kind', 'unlock', '--lost', 'sms'], 'There is no such case: an unlock resets nothing.'],
    [['--kind', 'reset_factor'], 'There is no such case: what was lost does not fit'],
    [['--kind', 'reset_factor', '--lost', 'sms'], 'There is no such case: what was lost does not'],
  ])('of a case that cannot be is refused: %j', async (args, told) => {
    await expect(lines(...args)).rejects.toThrow(told);
    await expect(lines(...args)).rejects.toBeInstanceOf(CommandRefused);
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
