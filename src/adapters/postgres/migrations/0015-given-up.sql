-- When a message was first answered with a no, and how often: what waited for a server that was away is
-- not old because of that.
alter table thaw.outbox add refused_since timestamptz, add refusals integer not null default 0;

-- Counters from before they knew their end. The longest window there is: none is forgotten early.
update thaw.budgets set ends_at = window_start + interval '3650 days' where ends_at is null;

-- Cases that were erased before their browsers and networks went with them.
create temporary table erased on commit drop as
  select case_id from thaw.cases where state ->> 'redacted' = 'true';
update thaw.sessions set client = '{}' where case_id in (select case_id from erased);
update thaw.handoffs set desktop_client = '{}', phone_client = null, number = null
 where case_id in (select case_id from erased);
update thaw.tokens set context = context - '{asked,sentTo}'::text[]
 where case_id in (select case_id from erased);
update thaw.outbox set params = params - 'asked' where case_id in (select case_id from erased);
