-- When a counter's window is over, so that it can be swept. Minutes of addresses are counted in
-- `thaw.arrivals` now.
delete from thaw.budgets where scope like 'address:%';
alter table thaw.budgets add ends_at timestamptz;

-- What is known of a case's browsers is emptied with the case: ended sessions are looked for, too.
create index sessions_of_case on thaw.sessions (case_id);
drop index thaw.sessions_case;
