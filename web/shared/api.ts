import type { FaultView, WireError } from '../../src/core/wire.ts';

/** `wire`: the service refused with a code. `offline`: no answer. `unreadable`: an answer that is not ours. */
export type ApiErrorKind = 'wire' | 'offline' | 'timeout' | 'unreadable';

/** What a request can end with besides success. `code` is stable; `textId` names the person's text. */
export class ApiError extends Error {
  readonly kind: ApiErrorKind;
  readonly status: number;
  readonly code: string;
  readonly textId: string;
  readonly correlationId: string;
  readonly retryAfterSeconds: number | null;
  readonly faults: readonly FaultView[];
  /** Where one logs in again; empty: not told. */
  readonly returnUrl: string;

  constructor(kind: ApiErrorKind, status: number, error: Partial<WireError['error']> = {}) {
    super(error.code ?? kind);
    this.kind = kind;
    this.status = status;
    this.code = error.code ?? kind;
    this.textId = error.text ?? `error.${this.code}`;
    this.correlationId = error.correlationId ?? '';
    this.retryAfterSeconds = error.retryAfterSeconds ?? null;
    this.faults = error.faults ?? [];
    this.returnUrl = error.returnUrl ?? '';
  }
}

export interface Api {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  /** `body` is sent as it is, with its own type. Safe to repeat, so it is retried once. */
  put<T>(path: string, body: Blob): Promise<T>;
}

const jsonTimeoutMs = 15_000;
const longTimeoutMs = 60_000;
const retryAfterMs = 700;

/**
 * One API of one page. Remembers the `csrf` that any answer carried and sends it as `x-thaw-csrf`.
 * GET and PUT are tried twice when there is no answer; POST once, because it may have had its effect.
 * Rejects with ApiError only.
 */
export function createApi(fetchImpl: typeof fetch = (...a) => fetch(...a)): Api {
  let csrf = '';

  async function once(method: string, path: string, body?: Blob | string): Promise<unknown> {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (method !== 'GET' && csrf !== '') headers['x-thaw-csrf'] = csrf;
    if (typeof body === 'string') headers['content-type'] = 'application/json';
    else if (body) headers['content-type'] = body.type || 'application/octet-stream';
    // Many frames may be looked at before the answer to the last word.
    const isLong = (body && typeof body !== 'string') || path.endsWith('/finish');
    const signal = AbortSignal.timeout(isLong ? longTimeoutMs : jsonTimeoutMs);
    const init: RequestInit = { method, headers, signal, cache: 'no-store' };
    if (body !== undefined) init.body = body;
    let response: Response;
    let text: string;
    try {
      response = await fetchImpl(path, init);
      text = await response.text();
    } catch {
      throw new ApiError(signal.aborted ? 'timeout' : 'offline', 0);
    }
    const answer = parse(text);
    if (!response.ok) {
      const error = (answer as WireError | null | undefined)?.error;
      throw new ApiError(error ? 'wire' : 'unreadable', response.status, error);
    }
    if (answer === undefined) throw new ApiError('unreadable', response.status);
    const token = (answer as { csrf?: unknown } | null)?.csrf;
    if (typeof token === 'string') csrf = token;
    return answer;
  }

  async function twice(method: string, path: string, body?: Blob): Promise<unknown> {
    try {
      return await once(method, path, body);
    } catch (error) {
      if ((error as ApiError).kind !== 'offline') throw error;
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
      return once(method, path, body);
    }
  }

  return {
    get: <T>(path: string) => twice('GET', path) as Promise<T>,
    post: <T>(path: string, body: unknown = {}) =>
      once('POST', path, JSON.stringify(body)) as Promise<T>,
    put: <T>(path: string, body: Blob) => twice('PUT', path, body) as Promise<T>,
  };
}

/** null for an empty answer (204), undefined for one that is not JSON. */
function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
