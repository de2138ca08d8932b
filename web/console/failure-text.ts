import type { Failure } from './staff-api.ts';

const texts: Readonly<Record<string, string>> = {
  session_missing: 'Sign in to go on.',
  session_ended: 'Your session ended. Sign in again; your claim is kept until it runs out.',
  csrf: 'This page was out of date and has been refreshed. Do it once more.',
  forbidden: 'You may not do this.',
  lease_lost: 'Your claim on this case has ended. Nothing was decided by you.',
  not_found: 'This case is not claimed by you any more.',
  already_done: 'This case is already decided.',
  four_eyes: 'You already approved this case. The second approval belongs to somebody else.',
  not_now: 'The case has moved on. It was read again; look before you decide.',
  conflict: 'The case changed while you were looking. It was read again; look before you decide.',
  bad_request: 'The service refused what was sent.',
  too_many: 'Too many requests.',
  quota: 'The limit of evidence views for this hour is reached.',
  unavailable: 'The service is not ready. Nothing was changed; try again.',
  network: 'The service was not reached. Nothing was changed as far as this page knows.',
};

/** One English sentence (or two) for a refusal, with the time to wait and the id to quote. */
export function failureText(failure: Failure): string {
  const said = texts[failure.code] ?? `The service answered ${failure.code}.`;
  const wait =
    failure.retryAfterSeconds === null ? '' : ` Wait ${Math.ceil(failure.retryAfterSeconds)} s.`;
  const known = failure.code in texts;
  const quote = known || failure.correlationId === null ? '' : ` (${failure.correlationId})`;
  return `${said}${wait}${quote}`;
}
