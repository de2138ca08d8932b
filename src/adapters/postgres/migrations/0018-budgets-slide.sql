-- A window that slides: when each counted thing was, so that midnight brings no second day's worth. What was
-- counted in a window that still runs counts from that window's beginning.
alter table thaw.budgets rename to budgets_by_window;
create table thaw.budgets (
  scope text primary key,
  -- Of those that were within the budget; at most as many as it allows.
  hits timestamptz[] not null,
  -- Who took the newest: of two that ask at once, each learns whether it was itself.
  taken_by uuid not null,
  ends_at timestamptz not null
);
insert into thaw.budgets (scope, hits, taken_by, ends_at)
  select distinct on (scope) scope, array_fill(window_start, array[least(used, 64)]),
         gen_random_uuid(), ends_at
    from thaw.budgets_by_window where ends_at > thaw_now() and used > 0
   order by scope, window_start desc;
drop table thaw.budgets_by_window;
