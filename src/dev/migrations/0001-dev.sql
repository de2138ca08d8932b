-- The development world. Never run in production: it makes the one clock movable.
create schema dev;

create table dev.clock (
  one boolean primary key default true check (one),
  offset_seconds bigint not null default 0 check (offset_seconds >= 0)
);
insert into dev.clock default values;

create or replace function thaw_now() returns timestamptz language sql volatile as
  'select clock_timestamp() + make_interval(secs => (select offset_seconds from dev.clock))';

-- What the SMTP catcher took, as it came.
create table dev.mails (
  id bigint generated always as identity primary key,
  at timestamptz not null default thaw_now(),
  envelope_to text not null,
  message_id text,
  subject text not null,
  text_body text not null,
  html_body text not null
);
create index mails_to on dev.mails (envelope_to, id);

create table dev.sms (
  id bigint generated always as identity primary key,
  at timestamptz not null default thaw_now(),
  message_id text not null,
  sent_to text not null,
  body text not null
);

create table dev.webhooks (
  id bigint generated always as identity primary key,
  at timestamptz not null default thaw_now(),
  webhook_id text not null,
  body text not null
);
-- A webhook that comes again is one event.
create unique index webhooks_once on dev.webhooks (webhook_id);

