-- Codes for a step: derived from their id, compared by a keyed hash, never kept.
create table thaw.codes (
  id uuid primary key,
  case_id uuid not null references thaw.cases,
  account_id text not null,
  channel text not null check (channel in ('email', 'sms', 'totp', 'passkey')),
  contact_id text,
  -- HMAC-SHA-256; null where the channel was shown without a code of ours.
  mac text,
  created_at timestamptz not null default thaw_now(),
  expires_at timestamptz not null,
  tried_at timestamptz,
  used_at timestamptz,
  -- Replaced by a newer one, or asked for again.
  ended_at timestamptz
);
create index codes_case on thaw.codes (case_id, channel, created_at desc);
create index codes_account on thaw.codes (account_id, created_at desc);

-- A time step of an authenticator app counts once (RFC 6238 5.2).
create table thaw.totp_steps (
  account_id text not null,
  step bigint not null,
  at timestamptz not null default thaw_now(),
  primary key (account_id, step)
);
