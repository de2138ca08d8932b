-- Accounts for a platform that keeps none of its own where Thaw could reach them, and for the
-- development world. Times come from thaw_now(), given by the caller of every statement.
create schema directory;

create table directory.accounts (
  account_id text primary key,
  surname text not null,
  given_names text not null,
  birth_date date not null,
  country text not null check (country ~ '^[A-Z]{3}$'),
  document_number text,
  kyc_level smallint not null check (kyc_level between 0 and 2),
  factors_bound text[] not null default '{}',
  factors_lost text[] not null default '{}',
  risk_signals text[] not null default '{}',
  value_eur numeric(14, 2) not null,
  locale text not null,
  joined_at timestamptz not null,
  password_hash text,
  must_change_password boolean not null default false
);

create table directory.contacts (
  contact_id text primary key,
  account_id text not null references directory.accounts,
  channel text not null check (channel in ('email', 'sms')),
  address text not null,
  -- What log-in compares: NFC, lower case. Mail goes to `address`, never to what was typed.
  canonical text not null,
  added_at timestamptz not null,
  removed_at timestamptz,
  login boolean not null default false
);
create index contacts_account on directory.contacts (account_id);
create unique index contacts_login on directory.contacts (canonical)
  where login and removed_at is null;

create table directory.logins (
  account_id text not null references directory.accounts,
  at timestamptz not null,
  city text not null,
  device text not null,
  primary key (account_id, at)
);

create table directory.deposits (
  account_id text not null references directory.accounts,
  at timestamptz not null,
  amount numeric(14, 2) not null,
  currency text not null,
  method text not null,
  primary key (account_id, at)
);

create table directory.holdings (
  account_id text not null references directory.accounts,
  symbol text not null,
  value_eur numeric(14, 2) not null,
  primary key (account_id, symbol)
);

create table directory.freezes (
  freeze_id uuid primary key,
  account_id text not null references directory.accounts,
  cause text not null
    check (cause in ('self', 'owner_email_link', 'risk', 'brute_force', 'admin', 'legal', 'payment')),
  unlockable text not null check (unlockable in ('self_service', 'review_only', 'not_here')),
  since timestamptz not null,
  earliest_unlock_at timestamptz,
  frozen_by text not null,
  ended_at timestamptz,
  -- 'unlocked', or 'replaced' by a newer freeze.
  ended_how text check (ended_how in ('unlocked', 'replaced')),
  check ((ended_at is null) = (ended_how is null))
);
-- At most one freeze of an account holds.
create unique index freezes_holding on directory.freezes (account_id) where ended_at is null;

create table directory.restrictions (
  id bigint generated always as identity primary key,
  account_id text not null references directory.accounts,
  kind text not null,
  started_at timestamptz not null,
  until timestamptz not null,
  lifted_at timestamptz
);
create index restrictions_holding on directory.restrictions (account_id) where lifted_at is null;

create table directory.sessions (
  hash bytea primary key,
  account_id text not null references directory.accounts,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_account on directory.sessions (account_id);

-- What was asked once is done once: the answer of the first time is given again.
create table directory.effects (
  key text primary key,
  effect text not null,
  account_id text not null,
  at timestamptz not null,
  result jsonb
);
