-- What is written to the audit log once, however often a job comes back to it. Swept when no job can.
create table thaw.noted (
  key text primary key,
  at timestamptz not null default thaw_now()
);
create index noted_at on thaw.noted (at);
