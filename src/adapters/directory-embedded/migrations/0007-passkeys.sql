-- Passkeys of the accounts: what the host keeps of each, nothing secret.
create table directory.passkeys (
  credential_id text primary key,
  account_id text not null references directory.accounts on delete cascade,
  -- COSE key, as the authenticator gave it.
  public_key bytea not null,
  counter bigint not null default 0,
  transports text[] not null default '{}',
  added_at timestamptz not null
);
create index passkeys_account on directory.passkeys (account_id);
