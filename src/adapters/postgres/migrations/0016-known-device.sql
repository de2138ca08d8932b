-- Whether the host knew the browser when it opened the case for it; the one that agrees to the reminder decides.
alter table thaw.sessions add known_device boolean not null default false;
