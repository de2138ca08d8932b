import type { App } from './app.ts';
import type { JsonObject, NewToken, Stores, TokenPurpose } from './stores.ts';

interface TokenWanted {
  readonly purpose: TokenPurpose;
  readonly caseId: string | null;
  readonly accountId: string;
  readonly contactId?: string | null;
  readonly ttlSeconds: number;
  readonly context?: JsonObject;
}

/** A one-time token. Only its hash is stored; the raw one can be derived again from its id. */
export function makeToken(
  app: App,
  token: TokenWanted,
): { readonly row: NewToken; readonly raw: string } {
  const id = app.secrets.randomId();
  const raw = app.secrets.tokenFor(token.purpose, id);
  const row = {
    ...token,
    id,
    hash: app.secrets.hashToken(raw),
    contactId: token.contactId ?? null,
  };
  return { row, raw };
}

/** Makes one and stores it. */
export async function newToken(
  app: App,
  tx: Stores,
  token: TokenWanted,
): Promise<{ readonly id: string; readonly raw: string }> {
  const { row, raw } = makeToken(app, token);
  await tx.tokens.create(row);
  return { id: row.id, raw };
}
