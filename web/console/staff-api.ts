/** The console's calls. Every refusal becomes one of the few things the console can do about it. */

import type { WireError } from '../../src/core/wire.ts';
import type {
  PolicyDiffView,
  PolicyExplainView,
  PolicyReplayView,
  PolicyTrialView,
  PolicyView,
} from '../../src/core/wire-policy.ts';
import type { QueueView, ReviewView, StaffView } from '../../src/core/wire-staff.ts';

export type FailureKind =
  /** No session any more: sign in again. */
  | 'signed_out'
  /** The claim is gone (ended, taken, decided): back to the queue. */
  | 'claim_gone'
  /** The case moved on or a rule forbids it: say so, read the case again. */
  | 'refused'
  /** Too many requests: wait. */
  | 'wait'
  /** Not reached or broken: nothing was changed as far as we know, try again. */
  | 'unreachable';

export interface Failure {
  readonly kind: FailureKind;
  readonly code: string;
  readonly retryAfterSeconds: number | null;
  readonly correlationId: string | null;
}

export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

const claimGoneCodes: ReadonlySet<string> = new Set(['lease_lost', 'not_found', 'already_done']);

/** What the console does about a refusal: HTTP status and stable error code to a kind. */
export function failureKindOf(status: number, code: string): FailureKind {
  if (status === 401) return 'signed_out';
  if (claimGoneCodes.has(code) || status === 404) return 'claim_gone';
  if (status === 429) return 'wait';
  if (status >= 400 && status < 500) return 'refused';
  return 'unreachable';
}

function isWireError(body: unknown): body is WireError {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error;
}

async function failureOf(response: Response): Promise<Failure> {
  const body: unknown = await response.json().catch(() => null);
  const error = isWireError(body) ? body.error : null;
  const code = error?.code ?? `http_${response.status}`;
  return {
    kind: failureKindOf(response.status, code),
    code,
    retryAfterSeconds: error?.retryAfterSeconds ?? null,
    correlationId: error?.correlationId ?? null,
  };
}

const unreachable: Failure = {
  kind: 'unreachable',
  code: 'network',
  retryAfterSeconds: null,
  correlationId: null,
};

async function call<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(path, { ...init, credentials: 'same-origin', cache: 'no-store' });
    if (!response.ok) return { ok: false, failure: await failureOf(response) };
    const value = response.status === 204 ? null : await response.json();
    return { ok: true, value: value as T };
  } catch {
    return { ok: false, failure: unreachable };
  }
}

function read<T>(path: string): Promise<Answer<T>> {
  return call(path, { headers: { accept: 'application/json' } });
}

function post<T>(path: string, body: unknown, csrf: string | null): Promise<Answer<T>> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (csrf !== null) headers['x-thaw-csrf'] = csrf;
  return call(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

export interface VerdictCall {
  readonly path: 'approve' | 'decline' | 'ask-again';
  readonly body: Readonly<Record<string, unknown>>;
}

type TwoPolicies = { from: string; to: string };

const casePath = (caseId: string) => `/c/cases/${encodeURIComponent(caseId)}`;

export const staffApi = {
  login: (email: string, password: string) =>
    post<StaffView | null>('/c/login', { email, password }, null),
  logout: (csrf: string) => post<null>('/c/logout', {}, csrf),
  me: () => read<StaffView>('/c/me'),
  queue: () => read<QueueView>('/c/queue'),
  /** Null when nothing waits. */
  claimNext: (csrf: string) => post<ReviewView | null>('/c/claim-next', {}, csrf),
  case: (caseId: string) => read<ReviewView>(casePath(caseId)),
  release: (caseId: string, csrf: string) => post<null>(`${casePath(caseId)}/release`, {}, csrf),
  decide: (caseId: string, verdict: VerdictCall, csrf: string) =>
    post<unknown>(`${casePath(caseId)}/${verdict.path}`, verdict.body, csrf),
  policy: () => read<PolicyView>('/c/policy'),
  policyDiff: (names: TwoPolicies) =>
    read<PolicyDiffView>(`/c/policy/diff?${new URLSearchParams(names)}`),
  policyReplay: (names: TwoPolicies) =>
    read<PolicyReplayView>(`/c/policy/replay?${new URLSearchParams(names)}`),
  policyExplain: (caseId: string) =>
    read<PolicyExplainView>(`/c/policy/explain/${encodeURIComponent(caseId)}`),
  policyTry: (candidate: { policy: string; tests?: string }, csrf: string) =>
    post<PolicyTrialView>('/c/policy/try', candidate, csrf),
  mediaUrl: (caseId: string, mediaId: string) =>
    `${casePath(caseId)}/media/${encodeURIComponent(mediaId)}`,
};
