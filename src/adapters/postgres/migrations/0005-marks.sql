-- Keyed hashes by which a picture or a document is known again on another account: they say that two are alike,
-- and nothing of what either shows.
create table thaw.marks (
  mark text not null,
  case_id uuid not null references thaw.cases,
  primary key (mark, case_id)
);
