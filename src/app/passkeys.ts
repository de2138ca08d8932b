/** A passkey that is still in hand: one challenge, one use, counted as every try of the step. */

import type { CaseState } from '../core/case/types.ts';
import { ThawError } from '../core/errors.ts';
import { limits } from '../core/limits.ts';
import { isLongThere } from '../core/policy/channels.ts';
import type { PasskeyAnswer, PasskeyRecord } from '../core/ports.ts';
import type { PasskeyChallenge } from '../core/wire-codes.ts';
import type { App } from './app.ts';
import { trustIn } from './code-targets.ts';
import { macOf, requireAsked, requireWaiting, tryChannel } from './codes.ts';
import { requireCurrent } from './present-case.ts';

const hourSeconds = 3600;

/** A fresh challenge; the one before it dies. Derived from a stored id, as every token is. */
export async function beginPasskey(app: App, caseId: string): Promise<PasskeyChallenge> {
  const { state } = await requireCurrent(app, caseId, 'codes');
  requireAsked(state, 'passkey');
  const { accountId } = state;
  const records = await trustedPasskeys(app, state);
  const id = app.secrets.randomId();
  const challenge = app.secrets.tokenFor('passkey', id);
  await app.db.transaction(async (tx) => {
    await tx.cases.load(caseId, { lock: true });
    await requireWaiting(tx, caseId, 'passkey');
    const scope = `passkey:${accountId}`;
    if (!(await tx.budgets.raise(scope, hourSeconds, limits.passkeyChallengesPerHourMax))) {
      throw new ThawError('too_many', 'passkey challenges', { retryAfterSeconds: hourSeconds });
    }
    await tx.codes.create({
      id,
      caseId,
      accountId,
      channel: 'passkey',
      contactId: null,
      mac: macOf(app, id, challenge),
      ttlSeconds: limits.passkeyChallengeTtlSeconds,
    });
  });
  return {
    challenge,
    rpId: app.passkeys.rpId,
    allow: records.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    seconds: limits.passkeyChallengeTtlSeconds,
  };
}

/** Those that were there long enough before the freeze: a thief at an open account makes one too. */
async function trustedPasskeys(app: App, state: CaseState): Promise<readonly PasskeyRecord[]> {
  const [records, account] = await Promise.all([
    app.authenticators.passkeys(state.accountId),
    app.directory.find(state.accountId),
  ]);
  if (account === null) return [];
  const trust = trustIn(state);
  return records.filter(
    ({ addedAt }) => addedAt === undefined || isLongThere(account, addedAt, trust),
  );
}

export async function submitPasskey(
  app: App,
  caseId: string,
  answer: PasskeyAnswer,
): Promise<void> {
  const { state } = await requireCurrent(app, caseId, 'codes');
  // Asked of the host before anything is counted: its silence costs no try.
  const records = await trustedPasskeys(app, state);
  const record = records.find(({ credentialId }) => credentialId === answer.id);
  await tryChannel(app, caseId, 'passkey', async (tx) => {
    const row = await tx.codes.newest(caseId, 'passkey');
    if (row === null || record === undefined) return false;
    const challenge = app.secrets.tokenFor('passkey', row.id);
    // Used up by the try, right or wrong: a challenge is answered once.
    const isLiving = await tx.codes.use(row.id, macOf(app, row.id, challenge));
    const isRight = isLiving && (await app.passkeys.verify({ answer, challenge, record }));
    if (isLiving && !isRight) await tx.codes.end(row.id);
    return isRight;
  });
}
