-- Each lane of the worker looks for what is due in an index of its own: ten thousand mails that wait for
-- a mail server are not walked over to find one freeze.
create index jobs_messages on thaw.jobs (due_at) where name = 'send-message';
create index jobs_effects on thaw.jobs (due_at) where name <> 'send-message';
drop index thaw.jobs_due;
