-- What was reset because it was lost: the person binds a new one at the next log-in.
alter table directory.accounts add column must_bind text[] not null default '{}';
