-- A device signs its requests from the first that it signs; its token changes and tells copies of a device apart.
alter table device add column signs integer not null default 0;
alter table device add column token_at integer not null default 0;
-- The token it was offered, and the one before, which stands for a moment longer.
alter table device add column token_next blob;
alter table device add column token_before blob;
alter table device add column before_until integer not null default 0;
-- A device whose token is not known any more (a restore) proves itself by its key and is offered another.
alter table device add column renew integer not null default 0;
alter table device add column seen_at integer;
alter table device add column app text not null default '';
-- A second copy was found, and all tokens ended.
alter table device add column copied_at integer;
-- Waits for the administrator since a restore.
alter table device add column held_at integer;
-- The person's password was reset: no reporters until they chose a new one.
alter table device add column shut integer not null default 0;
-- Those that are here count from now on.
update device set token_at = cast(unixepoch('subsec') * 1000 as integer);
create index device_token_next on device (token_next) where token_next is not null;
create index device_token_before on device (token_before) where token_before is not null;
alter table device add column offered_at integer not null default 0;
