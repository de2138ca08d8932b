-- Authenticator apps of the accounts. A secret lies sealed under a key of its own, which the operator's
-- key wraps: a copy of the database makes no codes.
create table directory.totp (
  account_id text primary key references directory.accounts on delete cascade,
  wrapped bytea not null,
  sealed bytea not null,
  added_at timestamptz not null
);
