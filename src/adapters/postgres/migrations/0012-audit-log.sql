-- The audit log can be proven from outside (decision 12): each record gets a place, without gaps, in a
-- Merkle tree, and the roots of that tree are signed. Records are written in the transaction of what
-- they tell of; they get their place afterwards, from one worker at a time.
create table thaw.audit_leaves (
  position bigint primary key,
  seq bigint not null unique,
  hash bytea not null check (length(hash) = 32)
);

-- `subtrees`: the roots of the full subtrees, one after another, to go on from.
create table thaw.audit_heads (
  size bigint primary key,
  checkpoint text not null,
  subtrees bytea not null
);

-- Against slips. Whoever owns the database can take this away, and is found out by the signed heads.
create function thaw.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is only added to';
end $$;
create trigger audit_is_kept before update or delete on thaw.audit
  for each statement execute function thaw.refuse_change();
create trigger audit_leaves_are_kept before update or delete on thaw.audit_leaves
  for each statement execute function thaw.refuse_change();
create trigger audit_heads_are_kept before update or delete on thaw.audit_heads
  for each statement execute function thaw.refuse_change();
