import { randomUUID } from 'node:crypto';

const TIMEOUT_MS = 8000;

export interface ThawApi {
  /** Of the service, without a path. */
  readonly baseUrl: string;
  readonly apiKey: string;
}

export type OpenedCase =
  | { readonly outcome: 'opened'; readonly url: string }
  /** Thaw will not open a case for this freeze. */
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'unavailable' };

async function call(api: ThawApi, path: string, body: object): Promise<Response | null> {
  try {
    return await fetch(new URL(path, api.baseUrl), {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        authorization: `Bearer ${api.apiKey}`,
        'content-type': 'application/json',
        // One press, one key: only a repeat of this very call may answer the same.
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    });
  } catch {
    return null;
  }
}

function urlOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('url' in answer)) return null;
  const { url } = answer;
  return typeof url === 'string' && /^https?:\/\//.test(url) ? url : null;
}

/** Opens (or resumes) the case of a locked account and answers the one-time page to send it to. */
export async function openCase(
  api: ThawApi,
  accountId: string,
  knownDevice: boolean,
): Promise<OpenedCase> {
  const response = await call(api, '/api/v1/cases', {
    ...{ account_id: accountId, kind: 'unlock', known_device: knownDevice },
  });
  if (response === null || response.status >= 500) return { outcome: 'unavailable' };
  // A wrong API key or a bad request is our fault, not the person's.
  if ([400, 401, 403, 404].includes(response.status)) return { outcome: 'unavailable' };
  if (!response.ok) return { outcome: 'refused' };
  const url = urlOf(await response.json().catch(() => null));
  return url === null ? { outcome: 'unavailable' } : { outcome: 'opened', url };
}

/** The person's own [Disable account]. True when the account is frozen. */
export async function freezeAccount(
  api: ThawApi,
  accountId: string,
  reason: string,
): Promise<boolean> {
  const path = `/api/v1/accounts/${encodeURIComponent(accountId)}/freeze`;
  const response = await call(api, path, { cause: 'self', reason });
  return response?.ok === true;
}
