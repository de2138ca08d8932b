-- People the owner named long before anything happened; they may say that they know the person.
create table directory.trusted_contacts (
  contact_id text primary key,
  account_id text not null references directory.accounts,
  address text not null,
  added_at timestamptz not null
);
create index trusted_contacts_account on directory.trusted_contacts (account_id);
