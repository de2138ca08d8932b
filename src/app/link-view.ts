/** What the page behind a mailed link is told: no more than its reader may know. */

import type { MailLinkView } from '../core/wire.ts';
import { snapshotOf } from './account-snapshot.ts';
import type { App } from './app.ts';
import type { ClientInfo, Stores, TokenRow } from './stores.ts';

const kinds = {
  confirm: 'confirm',
  not_me: 'not_me',
  disable: 'disable_account',
  vouch: 'vouch',
} as const;

export async function linkView(
  app: App,
  row: TokenRow,
  state: MailLinkView['state'],
): Promise<MailLinkView> {
  return presentLink(app, row, state, await maskedFor(app, app.db.read, row));
}

export function presentLink(
  app: App,
  row: TokenRow,
  state: MailLinkView['state'],
  accountMasked: string | null,
): MailLinkView {
  const kind = kinds[row.purpose as keyof typeof kinds];
  if (kind === undefined) return unknownLink(app);
  const asked = row.context['asked'] as (ClientInfo & { readonly at: string }) | undefined;
  return {
    kind,
    state,
    service: app.config.serviceName,
    accountMasked,
    asked: asked ?? null,
    triesLeft: null,
  };
}

async function maskedFor(app: App, stores: Stores, row: TokenRow): Promise<string | null> {
  if (row.caseId === null) return null;
  try {
    return (await snapshotOf(app, stores, row.caseId)).accountMasked;
  } catch {
    // The case was erased: the link may still say that it is over, but not whose it was.
    return null;
  }
}

export function unknownLink(app: App): MailLinkView {
  return {
    kind: 'unknown',
    state: 'unknown',
    service: app.config.serviceName,
    accountMasked: null,
    asked: null,
    triesLeft: null,
  };
}
