-- Written with every case, and looked for by one thing each: a job by its key, a token by its hash. A
-- second unique index on a number nobody asks for costs each start of a case as much as the row itself.
alter table thaw.jobs drop constraint jobs_key_key, drop column id, add primary key (key);
alter table thaw.tokens drop constraint tokens_pkey, drop constraint tokens_hash_key,
  add primary key (hash);
