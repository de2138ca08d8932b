-- How often an address asked in a minute. Not in the log: a crash forgets a minute's counts, and each
-- request that is counted costs no flush.
create unlogged table thaw.arrivals (
  scope text not null,
  minute timestamptz not null,
  count integer not null,
  primary key (scope, minute)
);
