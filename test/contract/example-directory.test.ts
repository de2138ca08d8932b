/** The example of docs/guides/connect-your-accounts.md keeps the contract, and is the one that is printed. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { AccountRecord } from '../../src/core/ports.ts';
import { directoryContract } from './directory.ts';
import { createExampleDirectory, type HostAccount } from './example-directory.ts';

const recordOf = (accountId: string): AccountRecord => ({
  accountId,
  fullName: { surname: 'Doe', givenNames: 'Jo' },
  birthDate: '1990-01-01',
  country: 'UTO',
  documentNumber: null,
  contacts: [],
  lock: null,
  kycLevel: 1,
  factorsBound: ['password', 'sms', 'totp'],
  factorsLost: [],
  riskSignals: [],
  valueEur: 0,
  locale: 'en',
  history: { joinedAt: '2025-01-01T00:00:00.000Z', logins: [], deposits: [], holdings: [] },
});

directoryContract('the example of the guide', async () => {
  const accounts = new Map<string, HostAccount>();
  const of = (accountId: string) => {
    const account = accounts.get(accountId);
    if (account === undefined) throw new Error('no such account');
    return account;
  };
  return {
    directory: createExampleDirectory(accounts),
    async createAccount() {
      const accountId = crypto.randomUUID();
      accounts.set(accountId, { record: recordOf(accountId), restrictions: [], sessions: 0 });
      return accountId;
    },
    async startSession(accountId) {
      of(accountId).sessions += 1;
    },
    countSessions: async (accountId) => of(accountId).sessions,
    restrictions: async (accountId) => of(accountId).restrictions,
  };
});

it('is printed in the guide as it stands', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const guide = read('../../docs/guides/connect-your-accounts.md');
  expect(guide).toContain(`\`\`\`ts\n${read('./example-directory.ts')}\`\`\``);
});
