-- Every policy that was in force, as it was: a version, once used, stands for its content.
create table thaw.policies (
  id text not null,
  version text not null,
  sha256 text not null,
  yaml text not null,
  first_used_at timestamptz not null default thaw_now(),
  primary key (id, version)
);
