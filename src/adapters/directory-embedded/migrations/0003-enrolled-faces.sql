-- A picture of the face, taken when the account was opened or verified. Optional; the host's to keep.
create table directory.enrolled_faces (
  account_id text primary key references directory.accounts,
  picture bytea not null,
  enrolled_at timestamptz not null
);
