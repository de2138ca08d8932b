-- Answers registered beforehand: argon2id over a keyed hash, never the words themselves.
create table thaw.stored_answers (
  account_id text not null,
  question text not null,
  hash text not null,
  registered_at timestamptz not null default thaw_now(),
  primary key (account_id, question)
);
