-- Everything Thaw remembers. Personal data only in `sealed` and in the object store, both under the
-- key of their case; nothing here holds a token, an address or an answer in clear.
create schema thaw;

-- The one clock. The development world replaces this function by one that can be moved.
create function thaw_now() returns timestamptz language sql volatile as 'select clock_timestamp()';

create table thaw.cases (
  case_id uuid primary key,
  account_id text not null,
  kind text not null,
  status text not null,
  version integer not null,
  freeze_id text not null,
  opened_at timestamptz not null,
  submitted_at timestamptz,
  decided_at timestamptz,
  acknowledged_at timestamptz,
  notify_wanted boolean not null default false,
  state jsonb not null
);
-- One living case an account and kind: starting twice resumes.
create unique index cases_living on thaw.cases (account_id, kind)
  where status not in ('approved', 'declined', 'cancelled', 'expired');
create index cases_decided on thaw.cases (decided_at desc) where decided_at is not null;

create table thaw.events (
  case_id uuid not null references thaw.cases,
  version integer not null,
  type text not null,
  at timestamptz not null,
  actor jsonb not null,
  payload jsonb not null,
  primary key (case_id, version)
);

create table thaw.audit (
  seq bigint generated always as identity primary key,
  at timestamptz not null default thaw_now(),
  actor jsonb not null,
  action text not null,
  case_id uuid,
  account_id text,
  detail jsonb not null default '{}'
);
create index audit_case on thaw.audit (case_id, seq);

create table thaw.case_keys (
  case_id uuid primary key references thaw.cases,
  wrapped bytea not null,
  created_at timestamptz not null default thaw_now()
);

create table thaw.sealed (
  case_id uuid not null references thaw.cases,
  name text not null,
  bytes bytea not null,
  updated_at timestamptz not null default thaw_now(),
  primary key (case_id, name)
);

create table thaw.media (
  media_id uuid primary key,
  case_id uuid not null references thaw.cases,
  role text not null,
  object_key text not null unique,
  bytes integer not null,
  sha_keyed text not null,
  phash_keyed text,
  live boolean not null,
  at timestamptz not null default thaw_now(),
  superseded_at timestamptz,
  removed_at timestamptz
);
create index media_case on thaw.media (case_id, at);
create index media_sha on thaw.media (sha_keyed);

create table thaw.tokens (
  id uuid primary key,
  purpose text not null,
  hash bytea not null unique,
  case_id uuid,
  account_id text not null,
  contact_id text,
  created_at timestamptz not null default thaw_now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  tries integer not null default 0,
  context jsonb not null default '{}'
);
create index tokens_case on thaw.tokens (case_id, purpose);

create table thaw.sessions (
  id uuid primary key,
  kind text not null check (kind in ('person', 'phone', 'staff')),
  hash bytea not null unique,
  case_id uuid,
  handoff_id uuid,
  staff_id uuid,
  client jsonb not null default '{}',
  created_at timestamptz not null default thaw_now(),
  seen_at timestamptz not null default thaw_now(),
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index sessions_case on thaw.sessions (case_id) where ended_at is null;

create table thaw.handoffs (
  id uuid primary key,
  case_id uuid not null references thaw.cases,
  state text not null,
  desktop_session uuid not null,
  phone_session uuid,
  desktop_client jsonb not null,
  phone_client jsonb,
  number text,
  number_tries integer not null default 0,
  created_at timestamptz not null default thaw_now(),
  expires_at timestamptz not null
);
create index handoffs_case on thaw.handoffs (case_id, created_at desc);

create table thaw.face_sessions (
  id uuid primary key,
  case_id uuid not null references thaw.cases,
  session_id uuid not null,
  handoff_id uuid,
  challenge jsonb not null,
  tracker jsonb not null,
  started_at timestamptz not null default thaw_now(),
  ends_at timestamptz not null,
  used_at timestamptz
);
create index face_sessions_case on thaw.face_sessions (case_id, started_at desc);

create table thaw.face_frames (
  session_id uuid not null references thaw.face_sessions on delete cascade,
  idx integer not null,
  t_ms integer not null,
  facts bytea not null,
  at timestamptz not null default thaw_now(),
  primary key (session_id, idx)
);

create table thaw.outbox (
  id uuid primary key,
  key text not null unique,
  case_id uuid,
  account_id text not null,
  channel text not null check (channel in ('email', 'sms', 'webhook')),
  contact_id text,
  template text not null,
  params jsonb not null default '{}',
  created_at timestamptz not null default thaw_now(),
  sent_at timestamptz,
  given_up_at timestamptz
);
create index outbox_unsent on thaw.outbox (created_at) where sent_at is null and given_up_at is null;
create index outbox_case on thaw.outbox (case_id, template);

-- Work to do now or later, on the one clock. A job is deleted when it is done.
create table thaw.jobs (
  id bigint generated always as identity primary key,
  key text not null unique,
  name text not null,
  payload jsonb not null default '{}',
  due_at timestamptz not null default thaw_now(),
  attempts integer not null default 0,
  locked_until timestamptz,
  last_error text
);
create index jobs_due on thaw.jobs (due_at);

create table thaw.review_queue (
  case_id uuid primary key references thaw.cases,
  ready_at timestamptz not null default thaw_now(),
  claimed_by uuid,
  lease_until timestamptz
) with (fillfactor = 70);
create index review_queue_ready on thaw.review_queue (ready_at);

create table thaw.staff (
  id uuid primary key,
  email text not null unique,
  name text not null,
  role text not null check (role in ('reviewer', 'lead')),
  password_hash text not null,
  disabled_at timestamptz
);

create table thaw.api_keys (
  id uuid primary key,
  name text not null,
  hash bytea not null unique,
  created_at timestamptz not null default thaw_now(),
  revoked_at timestamptz
);

create table thaw.idempotency (
  caller text not null,
  key text not null,
  request_hash text not null,
  status integer,
  response jsonb,
  created_at timestamptz not null default thaw_now(),
  primary key (caller, key)
);

-- Counters raised before the thing they count is tried: exact under any parallelism.
create table thaw.budgets (
  scope text not null,
  window_start timestamptz not null,
  used integer not null,
  primary key (scope, window_start)
);
