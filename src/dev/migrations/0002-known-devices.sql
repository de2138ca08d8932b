-- Browsers that logged in at the demo host before: their own lane past the throttle, and nothing else.
create table dev.known_devices (
  hash bytea primary key,
  account_id text not null,
  expires_at timestamptz not null
);
create index known_devices_account on dev.known_devices (account_id);
