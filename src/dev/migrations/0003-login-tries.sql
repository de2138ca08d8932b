-- Wrong passwords in a row at the demo host, by lane (src/core/login-lanes.ts). Keys are hashed, and names
-- that belong to nobody are counted like the others: a wait tells nothing about who exists.
create table dev.login_tries (
  lane text not null check (lane in ('device', 'name', 'session')),
  key bytea not null,
  tries integer not null,
  tried_at timestamptz not null,
  not_before timestamptz not null,
  primary key (lane, key)
);
create index login_tries_old on dev.login_tries (tried_at);
