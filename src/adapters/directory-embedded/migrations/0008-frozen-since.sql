-- Since when the account has been frozen without a break: a freeze that takes over from another one starts
-- no new time in which an address would come of age. Null: since this freeze.
alter table directory.freezes add column frozen_since timestamptz;
