-- Attempts at the demo host in a window of the clock, by lane: hundreds and thousands, so a number each.
create table dev.login_attempts (
  scope text not null,
  window_start timestamptz not null,
  used integer not null,
  primary key (scope, window_start)
);
