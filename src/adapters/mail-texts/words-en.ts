import type { Words } from './texts.ts';

export const ENGLISH_WORDS: Words = {
  about: {
    unlock_started: 'somebody asked to unlock it',
    decided_approved: 'it was unlocked',
    decided_declined: 'a request to unlock it was declined',
    recovery_started: 'somebody reported a loss',
    recovery_done: 'what was reported as lost was reset',
    recovery_declined: 'a request about a loss was declined',
    recovery_ended: 'a request about a loss ended',
    owner_stopped: 'a request was stopped',
    case_ended: 'a request to unlock it ended',
    frozen: 'it was locked',
    other: 'something happened',
  },
  lost: {
    email: 'the mailbox',
    sms: 'the phone number',
    totp: 'the authenticator app',
    passkey: 'the passkey',
  },
  limits: {
    withdrawals: 'withdrawals',
    contact_change: 'changing your e-mail address or phone number',
    password_change: 'changing your password',
    api_keys: 'new API keys',
    transfers: 'transfers',
    other: 'some sensitive actions',
  },
  endings: {
    withdrawn: 'It was withdrawn. The account stays locked.',
    expired: 'It was not finished in time. The account stays locked.',
    owner_said_not_me: 'Somebody pressed This was not me. The account stays locked.',
    newer_freeze:
      'A new lock was put on the account in the meantime. Log in to see what you can do.',
    thawed_elsewhere: 'The account is not locked any more: the service has unlocked it by itself.',
    host_refused: 'The service could not unlock the account. Its support can tell you more.',
    channel_lost: 'It goes on as a request about what was lost. The account stays locked.',
  },
};
