-- The cases of an account that are over: looked for each time one is opened.
create index cases_over on thaw.cases (account_id, kind, freeze_id)
  where status in ('approved', 'declined', 'cancelled', 'expired');
