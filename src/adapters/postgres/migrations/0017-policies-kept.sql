-- Plans and past cases name a policy by its version: against slips, as with the audit log.
create trigger policies_are_kept before update or delete on thaw.policies
  for each statement execute function thaw.refuse_change();

-- Which one the service plans with; a change of it is a record in the audit log.
create table thaw.policy_in_force (
  one boolean primary key default true check (one),
  id text not null,
  version text not null,
  since timestamptz not null default thaw_now(),
  foreign key (id, version) references thaw.policies
);

create or replace function thaw.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is only added to', tg_table_name;
end $$;
