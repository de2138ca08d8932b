/** Every refusal the application can answer with: stable code, HTTP status, the person's text id. */

export const errorStatus = {
  not_found: 404,
  session_missing: 401,
  session_ended: 401,
  csrf: 403,
  forbidden: 403,
  not_now: 409,
  conflict: 409,
  already_done: 409,
  no_contact: 409,
  bad_request: 400,
  file_type: 415,
  file_too_large: 413,
  bad_picture: 422,
  too_many_pixels: 422,
  quota: 429,
  too_many: 429,
  too_early: 409,
  token_used: 410,
  token_expired: 410,
  code_wrong: 422,
  answer_refused: 422,
  key_reused: 422,
  handoff_gone: 410,
  lease_lost: 409,
  four_eyes: 409,
  unavailable: 503,
  internal: 500,
} as const;

export type ThawErrorCode = keyof typeof errorStatus;

/** A refusal. `detail` is for operators and logs: no personal data, never sent to the person. */
export class ThawError extends Error {
  readonly code: ThawErrorCode;
  readonly detail: string;
  readonly retryAfterSeconds: number | null;

  constructor(
    code: ThawErrorCode,
    detail: string,
    options: { readonly retryAfterSeconds?: number; readonly cause?: unknown } = {},
  ) {
    super(`${code}: ${detail}`, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'ThawError';
    this.code = code;
    this.detail = detail;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }

  get status(): number {
    return errorStatus[this.code];
  }
}
