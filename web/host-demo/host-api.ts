export interface Me {
  readonly name: string;
  readonly holdings: readonly { readonly symbol: string; readonly valueEur: number }[];
  readonly restrictions: readonly { readonly kind: string; readonly until: string }[];
  /** What has to be done before anything of the account is shown. */
  readonly first: 'new_password' | 'new_factor' | null;
  readonly factors: { readonly app: boolean; readonly passkeys: number };
  readonly lost: readonly string[];
  readonly canSetUpApp: boolean;
  readonly now: string;
}

/** `status` 0: no answer. `body` is empty where the answer was no JSON. */
export interface Answer {
  readonly status: number;
  readonly retryAfterSeconds: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const TIMEOUT_MS = 15_000;

async function ask(path: string, init: RequestInit): Promise<Answer> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(path, { ...init, signal, cache: 'no-store' });
    const body: unknown = await response.json().catch(() => ({}));
    return {
      status: response.status,
      retryAfterSeconds: Number(response.headers.get('retry-after') ?? 0),
      body: typeof body === 'object' && body !== null ? { ...body } : {},
    };
  } catch {
    return { status: 0, retryAfterSeconds: 0, body: {} };
  }
}

export async function post(path: string, body: object = {}): Promise<Answer> {
  return await ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Null: nobody is logged in. */
export async function readMe(): Promise<Me | null> {
  const answer = await ask('/api/me', {});
  return answer.status === 200 ? (answer.body as unknown as Me) : null;
}

/** `error.code` of a refusal; empty where there is none. */
export function codeOf({ body }: Answer): string {
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

export const sessionEnded = 'Your session has ended. Log in again.';
export const noAnswer = 'Northwind does not answer. Check your connection and try again.';

export function euros(value: number): string {
  return new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' }).format(value);
}

/** Clock time with its zone, e.g. `5 Nov 2026, 14:30 GMT+1`. */
export function clockTime(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(iso));
}

/** Clock time of today with its zone, e.g. `14:30:05 GMT+1`. */
export function clockOnly(iso: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
  }).format(new Date(iso));
}
