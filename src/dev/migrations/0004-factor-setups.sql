-- A second factor that is being set up at the demo host: one at a time for an account, for ten minutes.
create table dev.factor_setups (
  account_id text primary key references directory.accounts on delete cascade,
  kind text not null check (kind in ('totp', 'passkey')),
  -- An authenticator app's secret, sealed as it will be kept.
  wrapped bytea,
  sealed bytea,
  -- What the authenticator of a passkey has to answer, once.
  challenge text,
  expires_at timestamptz not null
);
