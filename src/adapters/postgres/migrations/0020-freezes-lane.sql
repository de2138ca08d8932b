-- A freeze that an owner asks for waits behind no other work.
create index jobs_freezes on thaw.jobs (due_at) where name = 'host-freeze';
drop index thaw.jobs_effects;
create index jobs_effects on thaw.jobs (due_at)
  where name <> 'send-message' and name <> 'host-freeze';
