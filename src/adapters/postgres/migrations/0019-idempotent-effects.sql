-- What a request does at the host goes by an id of its own: the answers are kept for two days, the host
-- remembers effects for longer, and a key used again after that is a new request.
alter table thaw.idempotency
  add column effect_id uuid not null default gen_random_uuid(),
  -- The run failed and may be tried again at once, under the same id: it may have come half way.
  add column let_go boolean not null default false;
