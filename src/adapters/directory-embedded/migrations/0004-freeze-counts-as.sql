-- `cause` is what a freeze was asked for; `counts_as` what the account is frozen for once it holds: a
-- milder freeze over a weightier one does not lighten it. Null: as asked.
alter table directory.freezes add column counts_as text
  check (counts_as in ('self', 'owner_email_link', 'risk', 'brute_force', 'admin', 'legal', 'payment'));
