import { expect, it } from 'vitest';
import { lock } from '../core/case/case.fixture.ts';
import type { App } from './app.ts';
import { freezeAccount } from './host.ts';

const asked = {
  accountId: 'account-1',
  cause: 'owner_email_link',
  by: 'owner_link',
  key: 'disable:1',
  unlessAtRest: true,
} as const;

it('an account that is thawed while the host is asked about it is not taken for at rest', async () => {
  const standing = [{ caseId: 'case-1', freezeId: lock.freezeId }];
  const app = {
    db: { read: { cases: { unfinished: async () => [...standing] } } },
    directory: {
      // The answer is on its way as the approved case is thawed and recorded.
      account: async () => {
        standing.pop();
        return { accountId: 'account-1', lock };
      },
      freeze: async () => {
        throw new Error('frozen anew');
      },
    },
  } as unknown as App;
  await expect(freezeAccount(app, asked)).rejects.toThrow('frozen anew');
});
