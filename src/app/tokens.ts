import type { App } from './app.ts';
import type { JsonObject, Stores, TokenPurpose } from './stores.ts';

/** Makes a one-time token. Only its hash is stored; the raw one can be derived again from its id. */
export async function newToken(
  app: App,
  tx: Stores,
  token: {
    readonly purpose: TokenPurpose;
    readonly caseId: string | null;
    readonly accountId: string;
    readonly contactId?: string | null;
    readonly ttlSeconds: number;
    readonly context?: JsonObject;
  },
): Promise<{ readonly id: string; readonly raw: string }> {
  const id = app.secrets.randomId();
  const raw = app.secrets.tokenFor(token.purpose, id);
  await tx.tokens.create({
    id,
    purpose: token.purpose,
    hash: app.secrets.hashToken(raw),
    caseId: token.caseId,
    accountId: token.accountId,
    contactId: token.contactId ?? null,
    ttlSeconds: token.ttlSeconds,
    ...(token.context === undefined ? {} : { context: token.context }),
  });
  return { id, raw };
}
